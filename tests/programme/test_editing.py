"""Changes of an agenda: what each does, what is refused, and what holds however they follow each other."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.programme import editing
from events_service.programme.definitions import read
from events_service.programme.editing import (
    AgendaRefusal,
    EndsBeforeItBegins,
    NoSuchSession,
    OnAnotherDay,
    StaysOnTheAgenda,
)
from events_service.programme.export import export
from events_service.programme.records import Event, EventStatus, Session, SessionKind, SessionStatus
from tests.world.events import BUS, COFFEE, DINNER, STEERING, WELCOME, event
from tests.world.times import at

PARALLEL = replace(COFFEE, key="parallel", room="Terrace")
OFF = replace(
    COFFEE, key="off", start=at("2024-04-16T12:00"), end=at("2024-04-16T13:00"), status=SessionStatus.CANCELLED
)
AGENDA = event(sessions=[WELCOME, COFFEE, PARALLEL, OFF, BUS, DINNER, STEERING])


def hours(held: Event, day: int = 16) -> dict[str, str]:
    """Give when each session of a day is, as people write it."""
    on_day = [each for each in held.sessions if each.start.day == day]
    return {each.key: f"{each.start:%H:%M}-{each.end:%H:%M}" for each in on_day}


AS_IT_WAS = hours(AGENDA)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda of: editing.shift(of, "coffee", 15), {"coffee": "11:15-11:45"}),
        (lambda of: editing.shift(of, "coffee", -65), {"coffee": "09:55-10:25"}),
        (lambda of: editing.stretch(of, "coffee", 10), {"coffee": "11:00-11:40"}),
        (lambda of: editing.stretch(of, "coffee", -25), {"coffee": "11:00-11:05"}),
        (lambda of: editing.move(of, "bus", at("2024-04-16T13:05")), {"bus": "13:05-16:05"}),
        (
            lambda of: editing.shift_from(of, "coffee", 15),
            {"coffee": "11:15-11:45", "parallel": "11:15-11:45", "bus": "14:15-17:15", "dinner": "20:15-00:45"},
        ),
        (lambda of: editing.shift_from(of, "dinner", -30), {"dinner": "19:30-00:00"}),
        (
            lambda of: editing.shift_from(of, "off", 5),
            {"off": "12:05-13:05", "bus": "14:05-17:05", "dinner": "20:05-00:35"},
        ),
    ],
)
def test_a_change_moves_what_it_says_and_nothing_else(
    change: Callable[[Event], Event], changed: dict[str, str]
) -> None:
    after = change(AGENDA)
    assert hours(after) == AS_IT_WAS | changed
    assert hours(after, 17) == hours(AGENDA, 17)


@pytest.mark.parametrize(
    ("change", "refusal", "words"),
    [
        (lambda of: editing.shift(of, "dinner", 240), OnAnotherDay, "Networking dinner would begin on another day"),
        (lambda of: editing.shift(of, "welcome", -600), OnAnotherDay, "Welcome would begin"),
        (lambda of: editing.shift_from(of, "coffee", 300), OnAnotherDay, "Networking dinner would begin"),
        (lambda of: editing.stretch(of, "coffee", -30), EndsBeforeItBegins, "Coffee would end before it begins"),
        (lambda of: editing.remove(of, "coffee", {"coffee"}), StaysOnTheAgenda, "Cancel it"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_a_sentence(
    change: Callable[[Event], Event], refusal: type[AgendaRefusal], words: str
) -> None:
    with pytest.raises(refusal) as refused:
        change(AGENDA)
    assert words in refused.value.sentence()


@pytest.mark.parametrize("name", ["shift", "shift_from", "stretch", "remove", "cancel", "bring_back", "double", "move"])
def test_a_session_that_is_not_there_is_not_found(name: str) -> None:
    rest: dict[str, list[Any]] = {
        "move": [at("2024-04-16T10:00")],
        "shift": [5],
        "shift_from": [5],
        "stretch": [5],
        "remove": [()],
    }
    with pytest.raises(NoSuchSession):
        getattr(editing, name)(AGENDA, "nowhere", *rest.get(name, []))


def test_a_session_moves_to_another_day_and_room_as_long_as_it_was() -> None:
    moved = editing.get_session(editing.move(AGENDA, "dinner", at("2024-04-17T19:00"), "Terrace"), "dinner")
    assert (moved.start, moved.end, moved.room) == (at("2024-04-17T19:00"), at("2024-04-17T23:30"), "Terrace")


def test_a_copy_follows_its_session_under_a_key_of_its_own_and_takes_place() -> None:
    after = editing.double(editing.double(AGENDA, "off"), "dinner")
    copy, of_night = editing.get_session(after, "coffee-2"), editing.get_session(after, "networking-dinner")
    assert (copy.start, copy.end, copy.status) == (
        at("2024-04-16T13:00"),
        at("2024-04-16T14:00"),
        SessionStatus.PLANNED,
    )
    assert (of_night.start, of_night.end) == (DINNER.start, DINNER.end)
    assert len(after.sessions) == len(AGENDA.sessions) + 2


def test_a_new_session_stands_behind_those_that_begin_before_it() -> None:
    after = editing.add(AGENDA, replace(COFFEE, start=at("2024-04-16T13:30"), end=at("2024-04-16T13:45")))
    assert [each.key for each in after.sessions] == [
        "welcome", "coffee", "parallel", "off", "coffee-2", "bus", "dinner", "steering"
    ]  # fmt: skip
    assert editing.add(event(sessions=[]), COFFEE).sessions == [COFFEE]


def test_a_session_leaves_a_draft_and_is_cancelled_and_brought_back_anywhere() -> None:
    draft = replace(AGENDA, status=EventStatus.DRAFT)
    assert "coffee" not in hours(editing.remove(draft, "coffee", ()))
    off = editing.cancel(AGENDA, "coffee")
    assert not editing.get_session(off, "coffee").held
    assert editing.bring_back(off, "coffee") == AGENDA


DAYS = [date(2024, 4, 16), date(2024, 4, 17)]
minutes = st.integers(-300, 300).map(lambda number: number * 5)
places = st.integers(0, 30)
titles = st.sampled_from(["Coffee", "Кафе", "Welcome", {"en": "Talk", "bg": "Лекция"}, "2024-04-16", "…"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), places, titles, minutes),
        st.tuples(st.sampled_from(["shift", "shift_from", "stretch"]), places, minutes),
        st.tuples(st.sampled_from(["double", "remove", "cancel", "bring_back"]), places),
        st.tuples(st.just("move"), places, st.sampled_from(DAYS), st.integers(0, 287)),
    ),
    max_size=25,
)


def taken(held: Event, step: tuple[Any, ...]) -> Event:
    """Take one step; the session that it is about is counted around the agenda."""
    name, place, *rest = step
    if name == "add":
        begin = datetime.combine(DAYS[place % 2], datetime.min.time()) + timedelta(minutes=rest[1] % 1440)
        length = timedelta(minutes=5 + place * 5)
        return editing.add(
            held, Session(key="x", kind=SessionKind.TALK, title=rest[0], start=begin, end=begin + length)
        )
    if not held.sessions:
        return held
    key = held.sessions[place % len(held.sessions)].key
    if name == "remove":
        rest = [editing.told_sessions(held)]
    if name == "move":
        rest = [datetime.combine(rest[0], datetime.min.time()) + timedelta(minutes=5 * rest[1])]
    changed: Event = getattr(editing, name)(held, key, *rest)
    return changed


@given(st.sampled_from([EventStatus.DRAFT, EventStatus.PUBLISHED]), steps)
def test_however_changes_follow_each_other_the_agenda_holds_and_its_file_reads_the_same(
    status: EventStatus, walked: list[tuple[Any, ...]]
) -> None:
    held = event(sessions=[WELCOME, COFFEE, DINNER], status=status, days=DAYS)
    for step in walked:
        before = held
        try:
            held = taken(held, step)
        except AgendaRefusal:
            continue
        keys = [each.key for each in held.sessions]
        assert len(set(keys)) == len(keys)
        assert all(each.start < each.end for each in held.sessions)
        gone = {each.key for each in before.sessions} - {*keys}
        assert gone <= ({before.sessions[step[1] % len(before.sessions)].key} if step[0] == "remove" else set())
    # A file may not hold what ends on a day that the event does not have; the pages' use case refuses it, too.
    fits = [each for each in held.sessions if each.end.date() in DAYS]
    held = replace(held, sessions=fits)
    assert read(export(held).encode()) == held
