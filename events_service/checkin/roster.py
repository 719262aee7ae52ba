"""The roster: all that a check-in device needs to decide by itself when the network is away."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version as package_version
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.door_helpers import Helper, Keeper
from events_service.checkin.checkpoints import Checkpoint, CheckpointKind, find_checkpoint, is_expected
from events_service.checkin.counting import desk_name
from events_service.checkin.door_notes import door_notes
from events_service.checkin.finding import list_check_ins
from events_service.checkin.keeping import checkpoints_at
from events_service.checkin.records import CheckIn
from events_service.checkin.tables import CheckInRow, WithdrawalRow
from events_service.programme.finding import FoundEvent, UnknownEvent, get_any_event
from events_service.programme.organising import require_organiser_at
from events_service.programme.records import AttendanceMode, Event
from events_service.programme.tables import EventRow
from events_service.programme.words import in_language
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Category, Registration, RegistrationId, Status
from events_service.web.errors import NotAllowed
from events_service.web.i18n import clock_time, long_day


class RosterCheckpoint(Struct, frozen=True, kw_only=True):
    """A checkpoint under the name that the desk shows for it."""

    key: str
    kind: CheckpointKind
    day: date
    title: str


class RosterEntry(Struct, frozen=True, kw_only=True):
    """A person on the roster: where they are expected and where they were checked in, as keys of checkpoints.

    `seen_first_by` names the desk that saw them first, by the key; a helper's device is told of none.
    `latin_name` is how they write a name in other letters; empty where they said nothing. `notes` are for the helper at
    the door.
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
    seen_first_by: dict[str, str]
    notes: list[str]


class Roster(Struct, frozen=True, kw_only=True):
    """An event with its checkpoints and everybody who registered, in the order of arrival."""

    event: str
    title: str
    timezone: str
    checkpoints: list[RosterCheckpoint]
    registrations: list[RosterEntry]


def roster_of(
    found: FoundEvent,
    checkpoints: Sequence[Checkpoint],
    registrations: Iterable[Registration],
    check_ins: Iterable[CheckIn],
    language: str,
    *,
    with_desks: bool = True,
) -> Roster:
    """Put the roster of these checkpoints together; `check_ins` stand in the order in which they were made.

    Cancelled registrations are on it, so that the desk can say so at once.
    """
    here = {point.key for point in checkpoints}
    present: dict[UUID, dict[str, str]] = {}
    for check_in in check_ins:
        if check_in.counts and check_in.registration and check_in.checkpoint in here:
            present.setdefault(check_in.registration, {}).setdefault(check_in.checkpoint, desk_name(check_in.device))
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
                seen_first_by=present.get(registration.id, {}) if with_desks else {},
                notes=door_notes(found.event, registration),
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


def name_of_key(event: Event, key: str, language: str) -> str:
    """Give the name of the checkpoint with a key; the key itself where the event has no such checkpoint any more."""
    point = find_checkpoint(event, key)
    return name_of(point, language) if point else key


async def roster_tag(session: AsyncSession, event_key: str, keeper: Keeper, language: str) -> str:
    """Give the strong ETag (RFC 9110 §8.8.3) of the roster, by one statement: a device asks for it every few seconds.

    Definitions have a version, registrations a state, and scans are only ever appended: as many, the latest of which
    came at the same time, are the same scans. Raises UnknownEvent; NotAllowed for another's organiser or helper.
    """
    state = (await session.execute(_STATE, {"event": event_key})).one_or_none()
    if state is None:
        raise UnknownEvent
    if isinstance(keeper, Helper):
        if keeper.event != event_key:
            raise NotAllowed
    else:
        require_organiser_at(keeper, state.project_key, state.host, event_key)
    narrowed = keeper.checkpoint if isinstance(keeper, Helper) else ""
    decisive = [event_key, narrowed, language, _release(), *map(str, state)]
    return f'"{hashlib.sha256(msgspec.json.encode(decisive)).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """Give the version of the service: it is read from the files of its package, which do not change while it runs."""
    return package_version("events-service")


async def encoded_roster(session: AsyncSession, event_key: str, keeper: Keeper, language: str) -> bytes:
    """Give an event's roster as JSON, as far as it concerns whoever keeps a door there. Raises UnknownEvent."""
    found = await get_any_event(session, event_key)
    registrations = await list_registrations(session, event_key)
    points, check_ins = checkpoints_at(keeper, found.event), await list_check_ins(session, event_key)
    with_desks = not isinstance(keeper, Helper)
    return msgspec.json.encode(roster_of(found, points, registrations, check_ins, language, with_desks=with_desks))


_KEY = bindparam("event", type_=EventRow.key.type)
_SCANS = select(func.count().label("scans"), func.max(CheckInRow.received_at).label("latest_scan"))
_WITHDRAWALS = (
    select(func.count().label("withdrawals"), func.max(WithdrawalRow.withdrawn_at).label("latest_withdrawal"))
    .select_from(WithdrawalRow)
    .join(CheckInRow, CheckInRow.id == WithdrawalRow.check_in_id)
)
_of_scans, _of_withdrawals = (each.where(CheckInRow.event_key == _KEY).subquery() for each in (_SCANS, _WITHDRAWALS))
_STATE = (
    select(EventRow.project_key, EventRow.host, EventRow.version, EventRow.people_state, _of_scans, _of_withdrawals)
    .select_from(EventRow)
    .join(_of_scans, true())
    .join(_of_withdrawals, true())
    .where(EventRow.key == _KEY)
)
