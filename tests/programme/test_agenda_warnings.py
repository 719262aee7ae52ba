"""Clashes in an agenda are found as by comparing every session with every other."""

from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from events_service.programme.agenda_warnings import agenda_warnings
from events_service.programme.records import Session, SessionKind
from tests.world.events import event

BEGIN = datetime.fromisoformat("2024-04-16T09:00")
MINUTE = timedelta(minutes=1)


def session(place: int, start: int, length: int) -> Session:
    return Session(
        key=f"s{place}",
        kind=SessionKind.TALK,
        title="Talk",
        start=BEGIN + start * MINUTE,
        end=BEGIN + (start + length) * MINUTE,
        room="Hall",
    )


def clashing(sessions: list[Session]) -> list[tuple[int, str]]:
    """Give the place of each session whose room is taken, and the words that say by which."""
    found = agenda_warnings(event(sessions=sessions))
    return [(int(one.path[1]), one.message) for one in found if one.path[2:] == ("room",)]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=12))
def test_each_two_sessions_in_a_room_at_one_time_are_told_of_once_in_the_order_of_the_agenda(
    times: list[tuple[int, int]],
) -> None:
    sessions = [session(place, start, length) for place, (start, length) in enumerate(times)]
    both = [
        (second, f'"s{first}"')
        for first, second in combinations(range(len(sessions)), 2)
        if sessions[first].start < sessions[second].end and sessions[second].start < sessions[first].end
    ]
    found = clashing(sessions)
    assert [place for place, _ in found] == [place for place, _ in both]
    assert all(words in message for (_, message), (_, words) in zip(found, both, strict=True))
