"""Clashes in an agenda are found as by comparing every session with every other."""

from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.programme.agenda_warnings import agenda_warnings
from events_service.programme.records import AttendanceMode, Event, NoLimit, Session, SessionKind
from tests.world.events import BUS, WELCOME, event

BEGIN = datetime.fromisoformat("2024-04-16T09:00")
MINUTE = timedelta(minutes=1)


def session(place: int, start: int, length: int) -> Session:
    return Session(
        key=f"s{place}",
        kind=SessionKind.TALK,
        title=f"s{place}",
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


HERE, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
BOTH = [HERE, ONLINE]


def odd(held: Event) -> list[str]:
    """Give the fields of places that look odd."""
    return [".".join(map(str, one.path)) for one in agenda_warnings(held) if "capacity" in str(one.path[-1])]


@pytest.mark.parametrize(
    ("modes", "capacity", "online", "fields"),
    [
        (BOTH, 10, None, []),
        (BOTH, 10, 10, []),
        ([HERE], 10, 10, ["online_capacity"]),
        ([ONLINE], 10, 10, ["capacity"]),
        ([ONLINE], None, NoLimit.UNLIMITED, []),
    ],
)
def test_a_number_of_places_that_nobody_can_take_looks_odd(
    modes: list[AttendanceMode], capacity: int | None, online: int | NoLimit | None, fields: list[str]
) -> None:
    assert odd(event(attendance_modes=modes, capacity=capacity, online_capacity=online, sessions=[])) == fields


@pytest.mark.parametrize(
    ("session", "places", "online", "fields"),
    [
        (WELCOME, 11, None, ["sessions.0.capacity"]),
        (WELCOME, 11, 5, []),
        (WELCOME, 16, 5, ["sessions.0.capacity"]),
        (WELCOME, 16, NoLimit.UNLIMITED, []),
        (BUS, 11, NoLimit.UNLIMITED, ["sessions.0.capacity"]),
        (replace(WELCOME, in_person=False), 6, 5, ["sessions.0.capacity"]),
    ],
)
def test_a_session_has_places_for_those_who_may_come_in_the_ways_it_is_held(
    session: Session, places: int, online: int | NoLimit | None, fields: list[str]
) -> None:
    held = event(
        attendance_modes=BOTH, capacity=10, online_capacity=online, sessions=[replace(session, capacity=places)]
    )
    assert odd(held) == fields
