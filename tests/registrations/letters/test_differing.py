"""What is different for a participant between what they were told and what holds: a table of cases."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from events_service.programme.records import AttendanceMode, Event, EventStatus, Joining, SessionAccess, Venue
from events_service.programme.records import SessionStatus as Of
from events_service.registrations.letters.differing import Aspect, differences, occasion_of
from events_service.registrations.letters.facts import facts_of
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.records import Category, ChosenSession, Registration, Status
from tests.world.events import COFFEE, WORKSHOP, event, found, with_session, without_session
from tests.world.people import make_registration
from tests.world.times import at

WITHOUT = make_registration(event="workshop")
COMES = replace(WITHOUT, sessions=(ChosenSession(key="bus", status=Status.CONFIRMED),))
WAITS = replace(WITHOUT, sessions=(ChosenSession(key="bus", status=Status.WAITLISTED),))
LEFT_IT = replace(WITHOUT, sessions=(ChosenSession(key="bus", status=Status.CANCELLED),))
ONLINE = replace(WITHOUT, attendance_mode=AttendanceMode.ONLINE)
SECOND_DAY = replace(WITHOUT, day_modes={"2024-04-16": None})
STAKEHOLDER = replace(WITHOUT, category=Category.STAKEHOLDER)

OFF, PUT_OFF, DRAFT = EventStatus.CANCELLED, EventStatus.POSTPONED, EventStatus.DRAFT
ELSEWHERE = Venue(name="Town hall", city="Sibiu", country="RO")
LINK, NEW_LINK = (Joining(link=f"https://meet.example.org/{name}") for name in "ab")


def bus(**changes: object) -> Event:
    return with_session(event(), "bus", **changes)


def later(days: int, **changes: object) -> Event:
    """Give the event with its whole agenda some days later."""
    shift, base = timedelta(days=days), event(**changes)
    sessions = [replace(one, start=one.start + shift, end=one.end + shift) for one in base.sessions]
    return replace(base, days=[day + shift for day in base.days], sessions=sessions)


STANDING, DAYS, HOURS, PLACE, JOINING = Aspect.STANDING, Aspect.DAYS, Aspect.HOURS, Aspect.PLACE, Aspect.JOINING
TRANSLATED = event(venue=replace(WORKSHOP.venue, name={"en": "County Hall", "ro": "Consiliul"}))
LONGER = event(sessions=[*event().sessions, COFFEE])
INNER_BUS = with_session(LONGER, "bus", start=at("2024-04-16T10:00"), end=at("2024-04-16T11:00"))
LATER_INNER_BUS = with_session(INNER_BUS, "bus", start=at("2024-04-16T10:30"))
CLOSED = with_session(event(), "welcome", access=SessionAccess.PARTNERS)

CASES: dict[str, tuple[Event, Event, Registration, Occasion | None, list[Aspect]]] = {
    "nothing": (event(), event(), COMES, None, []),
    "words": (event(), event(title="Renamed", theme="New", capacity=99), COMES, None, []),
    "a place translated": (event(), TRANSLATED, COMES, None, []),
    "called off": (event(), event(status=OFF), COMES, Occasion.CALLED_OFF, [STANDING]),
    "called off and changed": (event(), later(1, status=OFF), COMES, Occasion.CALLED_OFF, [STANDING]),
    "off, then changed": (event(status=OFF), later(1, status=OFF), COMES, None, []),
    "back": (event(status=OFF), event(), COMES, Occasion.TAKES_PLACE, [STANDING]),
    "back on another day": (event(status=OFF), later(1), COMES, Occasion.TAKES_PLACE, [STANDING, DAYS]),
    "postponed": (event(), event(status=PUT_OFF), COMES, Occasion.POSTPONED, [STANDING]),
    "postponed, not off": (event(status=OFF), event(status=PUT_OFF), COMES, Occasion.POSTPONED, [STANDING]),
    "off, not postponed": (event(status=PUT_OFF), event(status=OFF), COMES, Occasion.CALLED_OFF, [STANDING]),
    "held as it was": (event(status=PUT_OFF), event(), COMES, Occasion.TAKES_PLACE, [STANDING]),
    "a new date": (event(status=PUT_OFF), later(30), COMES, Occasion.MOVED, [STANDING, DAYS]),
    "a draft again": (event(), later(1, status=DRAFT), COMES, None, []),
    "a draft that is published": (event(status=DRAFT), event(), COMES, None, []),
    "moved as a whole": (event(), later(7), COMES, Occasion.MOVED, [DAYS]),
    "another zone": (event(), event(timezone="Europe/Madrid"), WITHOUT, Occasion.PROGRAMME_CHANGED, [HOURS]),
    "another place": (event(), event(venue=ELSEWHERE), COMES, Occasion.PLACE_CHANGED, [PLACE]),
    "moved elsewhere": (event(), later(7, venue=ELSEWHERE), COMES, Occasion.MOVED, [DAYS, PLACE]),
    "another link": (event(joining=LINK), event(joining=NEW_LINK), ONLINE, Occasion.JOINING_CHANGED, [JOINING]),
    "another link for others": (event(joining=LINK), event(joining=NEW_LINK), COMES, None, []),
    "my session is off": (
        INNER_BUS, with_session(INNER_BUS, "bus", status=Of.CANCELLED), COMES, Occasion.SESSION_CANCELLED,
        [Aspect.SESSION_CANCELLED],
    ),
    "the session that I wait for is off": (
        INNER_BUS, with_session(INNER_BUS, "bus", status=Of.CANCELLED), WAITS, Occasion.SESSION_CANCELLED,
        [Aspect.SESSION_CANCELLED],
    ),
    "my session is taken out": (
        INNER_BUS, without_session(INNER_BUS, "bus"), COMES, Occasion.SESSION_CANCELLED, [Aspect.SESSION_GONE],
    ),
    "my session is back": (
        with_session(INNER_BUS, "bus", status=Of.CANCELLED), INNER_BUS, COMES, Occasion.SESSION_BACK,
        [Aspect.SESSION_BACK],
    ),
    "the session of others is off": (INNER_BUS, with_session(INNER_BUS, "bus", status=Of.CANCELLED), WITHOUT, None, []),
    "a session that I left is off": (INNER_BUS, with_session(INNER_BUS, "bus", status=Of.CANCELLED), LEFT_IT, None, []),
    "my session moves within the day": (
        INNER_BUS, LATER_INNER_BUS, COMES, Occasion.PROGRAMME_CHANGED, [Aspect.SESSION_MOVED],
    ),
    "another room": (
        event(), with_session(event(), "welcome", room="Attic"), WITHOUT, Occasion.PROGRAMME_CHANGED,
        [Aspect.SESSION_MOVED],
    ),
    "the session of others moves": (INNER_BUS, LATER_INNER_BUS, WITHOUT, None, []),
    "the day ends later": (event(), bus(end=at("2024-04-16T18:00")), WITHOUT, Occasion.PROGRAMME_CHANGED, [HOURS]),
    "the day that I am away ends later": (event(), bus(end=at("2024-04-16T18:00")), SECOND_DAY, None, []),
    "an open session is new": (event(), LONGER, WITHOUT, Occasion.PROGRAMME_CHANGED, [Aspect.SESSION_NEW]),
    "an open session is closed to me": (
        event(), CLOSED, STAKEHOLDER, Occasion.PROGRAMME_CHANGED, [Aspect.SESSION_GONE],
    ),
    "closed to others": (event(), CLOSED, WITHOUT, None, []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_who_is_told_of_a_change_is_told_what_it_is_for_them(case: str) -> None:
    before, now, reader, occasion, aspects = CASES[case]
    told, holds = facts_of(found(before), reader), facts_of(found(now), reader)
    differing = differences(told, holds)
    assert [each.aspect for each in differing] == aspects
    assert (occasion_of(differing, told, holds) if differing else None) is occasion
    assert not differences(holds, holds)


def test_every_kind_of_difference_stands_in_the_table() -> None:
    assert {aspect for *_, aspects in CASES.values() for aspect in aspects} == set(Aspect)
