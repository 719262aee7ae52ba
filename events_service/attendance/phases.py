"""Where a participant stands: before the event, on one of their days, or after it. Pure."""

from collections.abc import Collection
from datetime import date, datetime
from enum import Enum

from msgspec import Struct

from events_service.attendance.certificates import reaches
from events_service.attendance.record import present_at
from events_service.attendance.records import AttendanceRecord, Attendee
from events_service.checkin.checkpoints import CheckpointKind
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode, EventStatus, Session
from events_service.registrations.asking.chosen_sessions import own_sessions
from events_service.registrations.records import Registration, Status


class Phase(Enum):
    """When somebody looks at their own page, as seen from the days on which they take part."""

    BEFORE = "before"
    TODAY = "today"
    AFTER = "after"


class OwnPhase(Struct, frozen=True, kw_only=True):
    """What matters to a participant now.

    `sessions` are their own, in order; `next` is the one that runs or comes next, on this day if it is one of theirs.
    `shows_code`: they still come in person; `joins_online`: the day that matters is one they take part in online.
    `attended` are the days on which the record shows them; `certified`: there is a certificate for them now.
    """

    phase: Phase
    sessions: tuple[Session, ...]
    next: Session | None
    shows_code: bool
    joins_online: bool
    attended: tuple[date, ...]
    certified: bool


def own_phase(
    registration: Registration, found: FoundEvent, now: datetime, record: AttendanceRecord | None = None
) -> OwnPhase:
    """Tell where somebody stands; `record` is the attendance record, of them alone or of all.

    Somebody without a place has none of it but what the record shows: the door may have let them in.
    """
    event, today = found.event, now.astimezone(found.zone).date()
    ways = registration.ways_at(event)
    phase = _phase(ways, today)
    holds = registration.status is Status.CONFIRMED and event.status is EventStatus.PUBLISHED
    sessions = own_sessions(event, registration) if holds else ()
    local = now.astimezone(found.zone).replace(tzinfo=None)
    ahead_of_now = [each for each in sessions if each.end > local]
    coming = [each for each in ahead_of_now if phase is not Phase.TODAY or each.start.date() == today]
    ahead = [way for day, way in ways.items() if day >= today] if holds else []
    person = next((each for each in record.attendees if each.registration == registration.id), None) if record else None
    attended = _attended(person, record) if person and record else ()
    return OwnPhase(
        phase=phase,
        sessions=sessions,
        next=coming[0] if coming else None,
        shows_code=AttendanceMode.IN_PERSON in ahead,
        joins_online=ahead[:1] == [AttendanceMode.ONLINE],
        attended=attended,
        certified=bool(attended and person and record and reaches(person, record, event.certificate)),
    )


def _phase(days: Collection[date], today: date) -> Phase:
    if today in days:
        return Phase.TODAY
    return Phase.BEFORE if any(day > today for day in days) else Phase.AFTER


def _attended(person: Attendee, record: AttendanceRecord) -> tuple[date, ...]:
    return tuple(
        point.day
        for point in record.checkpoints
        if point.kind is CheckpointKind.DAY and present_at(person, point, record.checkpoints)
    )
