"""The roster: all that a check-in device needs to decide by itself when the network is away."""

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.checkin.checkpoints import Checkpoint, CheckpointKind, checkpoints_of, is_expected
from events_service.checkin.finding import list_check_ins
from events_service.checkin.records import CheckIn
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode
from events_service.programme.words import in_language
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Category, Registration, RegistrationId, Status
from events_service.web.i18n import clock_time, long_day


class RosterCheckpoint(Struct, frozen=True, kw_only=True):
    """A checkpoint under the name that the desk shows for it."""

    key: str
    kind: CheckpointKind
    day: date
    title: str


class RosterEntry(Struct, frozen=True, kw_only=True):
    """A person on the roster: where they are expected and where they were checked in, as keys of checkpoints.

    `latin_name` is how they write a name in other letters; empty where they said nothing.
    """

    id: RegistrationId
    name: str
    latin_name: str
    organisation: str
    category: Category
    attendance_mode: AttendanceMode
    status: Status
    badge_code: str
    expected_at: list[str]
    checked_in: list[str]


class Roster(Struct, frozen=True, kw_only=True):
    """An event with its checkpoints and everybody who registered, in the order of arrival."""

    event: str
    title: str
    timezone: str
    checkpoints: list[RosterCheckpoint]
    registrations: list[RosterEntry]


def roster_of(
    found: FoundEvent, registrations: Iterable[Registration], check_ins: Iterable[CheckIn], language: str
) -> Roster:
    """Put the roster together. Cancelled registrations are on it, so that the desk can say so at once."""
    checkpoints = checkpoints_of(found.event)
    present: dict[UUID, set[str]] = {}
    for check_in in check_ins:
        if check_in.counts and check_in.registration:
            present.setdefault(check_in.registration, set()).add(check_in.checkpoint)
    return Roster(
        event=found.event.key,
        title=in_language(found.event.title, language),
        timezone=found.event.timezone,
        checkpoints=[
            RosterCheckpoint(key=point.key, kind=point.kind, day=point.day, title=name_of(point, language))
            for point in checkpoints
        ],
        registrations=[
            RosterEntry(
                id=registration.id,
                name=registration.name,
                latin_name=registration.latin_name,
                organisation=registration.organisation,
                category=registration.category,
                attendance_mode=registration.attendance_mode,
                status=registration.status,
                badge_code=registration.badge_code,
                expected_at=[point.key for point in checkpoints if is_expected(registration, point)],
                checked_in=sorted(present.get(registration.id, ())),
            )
            for registration in registrations
        ],
    )


def name_of(checkpoint: Checkpoint, language: str) -> str:
    """Give the name of a checkpoint: the day in full, or the session with its hours."""
    if checkpoint.title is None:
        return long_day(checkpoint.day, language)
    hours = f"{clock_time(checkpoint.starts, language)}–{clock_time(checkpoint.ends, language)}"
    return f"{in_language(checkpoint.title, language)}, {hours}"


async def read_roster(session: AsyncSession, found: FoundEvent, language: str) -> Roster:
    """Load an event's roster."""
    registrations = await list_registrations(session, found.event.key)
    return roster_of(found, registrations, await list_check_ins(session, found.event.key), language)


def tagged(roster: Roster) -> tuple[bytes, str]:
    """Give a roster's bytes and their strong ETag (RFC 9110 §8.8.3); the same content has the same tag everywhere."""
    content = msgspec.json.encode(roster)
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
