"""Where a participant stands before, on and after their days: rows 6, 7 and 8, as a table."""

from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from events_service.attendance.phases import Phase, own_phase
from events_service.attendance.record import reconcile
from events_service.attendance.records import Evidence, Mark
from events_service.programme.records import AttendanceMode, EventStatus
from events_service.registrations.records import Category, Status
from tests.world.events import DOOR, STEERING, found
from tests.world.people import make_registration

IN_PERSON, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
BOTH = replace(DOOR, attendance_modes=[IN_PERSON, ONLINE], sessions=[*DOOR.sessions, STEERING])
FIRST, SECOND = "2024-04-16", "2024-04-17"


def at(text: str) -> datetime:
    """Give an instant on the clocks of Bucharest, three hours before UTC."""
    return datetime.fromisoformat(f"{text}+03:00")


@pytest.mark.parametrize(
    ("days", "now", "phase", "following", "code", "joins"),
    [
        ({}, "2024-04-15T23:59", Phase.BEFORE, "welcome", True, False),
        ({}, "2024-04-16T00:00", Phase.TODAY, "welcome", True, False),
        ({}, "2024-04-16T09:30", Phase.TODAY, "welcome", True, False),
        ({}, "2024-04-16T20:00", Phase.TODAY, None, True, False),
        ({}, "2024-04-17T08:00", Phase.TODAY, "steering", True, False),
        ({}, "2024-04-17T13:00", Phase.TODAY, "visit", True, False),
        ({}, "2024-04-17T23:59", Phase.TODAY, None, True, False),
        ({}, "2024-04-18T00:00", Phase.AFTER, None, False, False),
        ({FIRST: None, SECOND: IN_PERSON}, "2024-04-16T12:00", Phase.BEFORE, "steering", True, False),
        ({FIRST: IN_PERSON, SECOND: None}, "2024-04-17T12:00", Phase.AFTER, None, False, False),
        ({FIRST: ONLINE, SECOND: IN_PERSON}, "2024-04-16T08:00", Phase.TODAY, "welcome", True, True),
        ({FIRST: IN_PERSON, SECOND: ONLINE}, "2024-04-17T08:00", Phase.TODAY, "steering", False, True),
        ({FIRST: ONLINE, SECOND: ONLINE}, "2024-04-10T08:00", Phase.BEFORE, "welcome", False, True),
    ],
)
def test_the_phase_follows_the_days_on_which_somebody_takes_part(
    days: dict[str, AttendanceMode | None], now: str, phase: Phase, following: str | None, code: bool, joins: bool
) -> None:
    own = own_phase(make_registration(day_modes=days), found(BOTH), at(now))
    assert (own.phase, own.next and own.next.key, own.shows_code, own.joins_online) == (phase, following, code, joins)
    assert (own.attended, own.certified) == ((), False)


@pytest.mark.parametrize("changes", [{"status": Status.WAITLISTED}, {"status": Status.CANCELLED}])
def test_who_has_no_place_is_shown_no_code_and_no_session(changes: dict[str, Any]) -> None:
    own = own_phase(make_registration(**changes), found(BOTH), at("2024-04-16T08:00"))
    assert (own.shows_code, own.joins_online, own.next, own.sessions) == (False, False, None, ())


def test_an_event_that_is_not_held_has_no_code_and_no_session() -> None:
    for status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        own = own_phase(make_registration(), found(replace(BOTH, status=status)), at("2024-04-16T08:00"))
        assert (own.shows_code, own.next) == (False, None)


def test_a_session_for_partners_is_on_no_other_agenda() -> None:
    own = own_phase(make_registration(category=Category.STAKEHOLDER), found(BOTH), at("2024-04-17T08:00"))
    assert "steering" not in [each.key for each in own.sessions]
    assert own.next is not None
    assert own.next.key == "visit"


def test_who_was_not_there_is_shown_neither_days_nor_a_certificate() -> None:
    registration, its = make_registration(), found(BOTH)
    own = own_phase(registration, its, at("2024-04-18T08:00"), reconcile(its, [registration], [], []))
    assert (own.phase, own.attended, own.certified) == (Phase.AFTER, (), False)


def test_who_was_there_is_shown_their_days_and_the_certificate_once_it_exists() -> None:
    registration = make_registration()
    its = found(BOTH)
    evidence, marked_at = Evidence.SIGNED_ON_PAPER, at("2024-04-16T18:00")
    mark = Mark(registration=registration.id, checkpoint=FIRST, evidence=evidence, stands=True, marked_at=marked_at)
    record = reconcile(its, [registration], [], [mark])
    own = own_phase(registration, its, at("2024-04-18T08:00"), record)
    assert (own.attended, own.certified) == ((date(2024, 4, 16),), True)
    strict = found(replace(BOTH, certificate=replace(BOTH.certificate, all_days=True)))
    assert not own_phase(registration, strict, at("2024-04-18T08:00"), record).certified
