"""The checkpoints of an event: each of its days, and each session where attendance is taken."""

from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, Text, and_, exists, false, func, not_, or_, type_coerce

from events_service.programme.joining import fits
from events_service.programme.records import AttendanceMode, Event, Session, Words
from events_service.registrations.records import PARTNER_CATEGORIES, Registration, Status
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow

DOORS_OPEN = timedelta(minutes=15)
"""How long before its start a session is the one that people come in for."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a device's clock may run ahead of the service's without a word."""


class CheckpointKind(Enum):
    """What presence is taken at."""

    DAY = "day"
    SESSION = "session"


class Checkpoint(Struct, frozen=True, kw_only=True):
    """Where presence is taken: `session` and `title` are None for a day.

    `starts` and `ends` are the session's, or the whole day.
    """

    key: str
    kind: CheckpointKind
    day: date
    title: Words | None = None
    session: Session | None = None
    starts: datetime
    ends: datetime


def checkpoints_of(event: Event) -> tuple[Checkpoint, ...]:
    """Give the event's checkpoints: day by day, each day before its sessions, these in the order of their start."""
    zone = ZoneInfo(event.timezone)
    found: list[Checkpoint] = []
    for day in sorted(event.days):
        found.append(_day(day, zone))
        for session in event.by_hours:
            if _is_one(session) and session.start.date() == day:
                found.append(
                    Checkpoint(
                        key=session.key,
                        kind=CheckpointKind.SESSION,
                        day=day,
                        title=session.title,
                        session=session,
                        starts=session.start.replace(tzinfo=zone),
                        ends=session.end.replace(tzinfo=zone),
                    )
                )
    return tuple(found)


def find_checkpoint(event: Event, key: str | None) -> Checkpoint | None:
    """Give the checkpoint of a key, None where the event has none of it."""
    return next((point for point in checkpoints_of(event) if point.key == key), None)


def has_checkpoint(event: Event, key: str) -> bool:
    """Tell whether an event has a checkpoint of this key; each of a thousand scans asks, so none is made."""
    return any(day.isoformat() == key for day in event.days) or any(
        session.key == key and _is_one(session) and session.start.date() in event.days for session in event.sessions
    )


def _is_one(session: Session) -> bool:
    return session.held and session.attendance


def suggested(checkpoints: tuple[Checkpoint, ...], now: datetime) -> Checkpoint:
    """Give the checkpoint that people most likely come in for.

    A session from a quarter of an hour before its start until its end; else today; else the next day; after the event,
    its last day.
    """
    running = [
        point
        for point in checkpoints
        if point.kind is CheckpointKind.SESSION and point.starts - DOORS_OPEN <= now < point.ends
    ]
    if running:
        return max(running, key=lambda point: point.starts)
    days = [point for point in checkpoints if point.kind is CheckpointKind.DAY]
    return next((point for point in days if now < point.ends), days[-1])


def of_today(checkpoints: tuple[Checkpoint, ...], now: datetime) -> tuple[Checkpoint, ...]:
    """Give the day that is suggested now, and its sessions."""
    day = suggested(checkpoints, now).day
    return tuple(point for point in checkpoints if point.day == day)


def is_expected(registration: Registration, checkpoint: Checkpoint) -> bool:
    """Tell whether somebody has a place at a checkpoint: on a day that they come, in a session that is their own."""
    if registration.status is not Status.CONFIRMED or registration.mode_on(checkpoint.day) is None:
        return False
    return checkpoint.session is None or registration.attends(checkpoint.session)


def is_expected_there(checkpoint: Checkpoint) -> ColumnElement[bool]:
    """Give what `is_expected` tells of somebody as a condition on registrations, so that the database can count."""
    here = and_(RegistrationRow.status == Status.CONFIRMED, not_(_said_of(checkpoint.day, "null")))
    return here if checkpoint.session is None else and_(here, _attends(checkpoint.session, checkpoint.day))


def _said_of(day: date, mode: str) -> ColumnElement[bool]:
    """Give the condition that somebody takes part so on a day, by what they said of that day."""
    said = func.coalesce(type_coerce(RegistrationRow.day_modes, Text), "")
    return said.like(f'%"{day.isoformat()}":{mode}%')


def _takes_part(day: date, mode: AttendanceMode) -> ColumnElement[bool]:
    on_the_whole = and_(RegistrationRow.attendance_mode == mode, not_(_said_of(day, "")))
    return or_(_said_of(day, f'"{mode.value}"'), on_the_whole)


def _attends(session: Session, day: date) -> ColumnElement[bool]:
    held = exists().where(
        ChosenSessionRow.registration_id == RegistrationRow.id,
        ChosenSessionRow.session_key == session.key,
        ChosenSessionRow.status == Status.CONFIRMED,
    )
    if session.capacity is not None:
        return held
    joined = or_(false(), *(_takes_part(day, mode) for mode in AttendanceMode if fits(session, mode)))
    if not session.closed_to_others:
        return or_(held, joined)
    proved = and_(RegistrationRow.category.in_(PARTNER_CATEGORIES), RegistrationRow.partner_proof.is_not(None))
    return or_(held, and_(proved, joined))


def is_doubtful(checkpoint: Checkpoint, scanned_at: datetime, received_at: datetime) -> bool:
    """Tell whether a scan's own time cannot be right: on another day than its checkpoint's, or not yet come.

    Such a scan counts, for somebody stood at the door; a human looks at its time.
    """
    local_day = scanned_at.astimezone(checkpoint.starts.tzinfo).date()
    return local_day != checkpoint.day or scanned_at > received_at + CLOCK_TOLERANCE


def _day(day: date, zone: ZoneInfo) -> Checkpoint:
    starts = datetime.combine(day, time.min, zone)
    ends = datetime.combine(day + timedelta(days=1), time.min, zone)
    return Checkpoint(key=day.isoformat(), kind=CheckpointKind.DAY, day=day, starts=starts, ends=ends)
