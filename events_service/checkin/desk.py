"""The check-in desk as it stands at one moment: where people come in, who was last, how many are there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.door_helpers import Helper, Keeper
from events_service.checkin.checkpoints import Checkpoint, find_checkpoint, suggested
from events_service.checkin.counting import NOBODY, Counts, read_counts
from events_service.checkin.finding import (
    UnknownCheckIn,
    find_other,
    get_check_in,
    list_counting,
    list_latest,
)
from events_service.checkin.keeping import checkpoints_at, is_own
from events_service.checkin.records import CheckIn, Outcome
from events_service.programme.finding import FoundEvent
from events_service.registrations.finding import get_registration, get_registrations
from events_service.registrations.listing import list_lines
from events_service.registrations.records import Registration, Status
from events_service.registrations.sifting import Line
from events_service.registrations.tables import RegistrationRow
from events_service.web.fold import sought

LATEST = 8
MOST_FOUND = 12
LEAST_LETTERS = 3
"""How much of a name a helper types at least: the search finds whom one looks for, and is no list."""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody found by name, and whether they were checked in here already."""

    registration: Registration
    checked_in: bool


class Happened(Struct, frozen=True, kw_only=True):
    """A scan with the person whose badge it was; None for a badge of nobody here.

    `also_seen_at`: the scan was taken back, but another one saw the person then, so that they stay checked in.
    """

    check_in: CheckIn
    registration: Registration | None = None
    name: str | None = None
    also_seen_at: datetime | None = None


class Desk(Struct, frozen=True, kw_only=True):
    """What the desk sees. `happened` is the scan that was made last at this desk."""

    found: FoundEvent
    checkpoints: tuple[Checkpoint, ...]
    checkpoint: Checkpoint
    counts: Counts
    latest: list[Happened]
    happened: Happened | None
    people: list[Person]


def chosen(checkpoints: tuple[Checkpoint, ...], key: str | None, now: datetime) -> Checkpoint:
    """Give the checkpoint with this key, else the one that people most likely come in for."""
    return next((point for point in checkpoints if point.key == key), None) or suggested(checkpoints, now)


def is_left_over(found: FoundEvent, key: str | None, chosen_on: str | None, now: datetime) -> bool:
    """Tell whether a desk was left open overnight: its checkpoint's day is over, and the event goes on today.

    `chosen_on` is the day, at the event, on which the checkpoint was chosen: one of today was meant as it is.
    """
    today = now.astimezone(found.zone).date()
    point = find_checkpoint(found.event, key)
    day = point.day if point else today
    return day < today and today in found.event.days and chosen_on != today.isoformat()


async def read_desk(
    session: AsyncSession,
    found: FoundEvent,
    checkpoint: Checkpoint,
    keeper: Keeper,
    *,
    scan: UUID | None = None,
    query: str = "",
) -> Desk:
    """Load what the desk sees; a helper's sees its own scans alone. Raises UnknownCheckIn when `scan` is none."""
    return Desk(
        found=found,
        checkpoints=checkpoints_at(keeper, found.event),
        checkpoint=checkpoint,
        counts=await read_counts(session, found.event.key, checkpoint, keeper),
        latest=await _latest(session, found.event.key, keeper),
        happened=await read_happened(session, found.event.key, scan, keeper) if scan else None,
        people=await _search(session, found.event.key, checkpoint, query) if may_search(keeper, query) else [],
    )


def may_search(keeper: Keeper, query: str) -> bool:
    """Tell whether a query is searched for: a helper's has some letters at least."""
    return len(query.strip()) >= (LEAST_LETTERS if isinstance(keeper, Helper) else 1)


def empty_desk(found: FoundEvent, checkpoint: Checkpoint, keeper: Keeper) -> Desk:
    """Give a desk without a word about anybody: what a device keeps for the time without the network."""
    return Desk(
        found=found,
        checkpoints=checkpoints_at(keeper, found.event),
        checkpoint=checkpoint,
        counts=NOBODY,
        latest=[],
        happened=None,
        people=[],
    )


async def read_happened(session: AsyncSession, event_key: str, scan: UUID, keeper: Keeper) -> Happened:
    """Load a scan with its person. Raises UnknownCheckIn, where a helper did not make it, too."""
    check_in = await get_check_in(session, event_key, scan)
    if not is_own(keeper, check_in):
        raise UnknownCheckIn
    if check_in.registration is None or check_in.outcome is Outcome.WRONG_EVENT:
        return Happened(check_in=check_in)
    registration = await get_registration(session, check_in.registration)
    other = await find_other(session, check_in) if check_in.withdrawn_at else None
    return Happened(
        check_in=check_in,
        registration=registration,
        name=registration.name,
        also_seen_at=other.scanned_at if other else None,
    )


def matching(people: Iterable[Line], query: str) -> list[Line]:
    """Give whom a query finds by name or organisation: whoever has a place first, of them who is written as typed."""
    words = sought(query)
    listed = list(people)
    near = words.among([_searched(somebody) for somebody in listed])
    found = [
        (somebody.status is Status.CANCELLED, nearness, somebody.number, somebody)
        for nearness, somebody in zip(near, listed, strict=True)
        if words.words and nearness is not None
    ]
    return [somebody for *_, somebody in sorted(found, key=lambda one: one[:3])]


def _searched(somebody: Line) -> str:
    return f"{somebody.name} {somebody.latin_name} {somebody.organisation}"


async def _search(session: AsyncSession, event_key: str, checkpoint: Checkpoint, query: str) -> list[Person]:
    lines = matching(await list_lines(session, event_key), query)[:MOST_FOUND]
    found = await get_registrations(session, [line.id for line in lines])
    counting = await list_counting(session, [registration.id for registration in found])
    here = {check_in.registration for check_in in counting if check_in.checkpoint == checkpoint.key}
    return [Person(registration=registration, checked_in=registration.id in here) for registration in found]


async def _latest(session: AsyncSession, event_key: str, keeper: Keeper) -> list[Happened]:
    helper = keeper.name if isinstance(keeper, Helper) else None
    check_ins = await list_latest(session, event_key, LATEST, helper)
    names = await _names(session, [check_in.registration for check_in in check_ins if check_in.registration])
    return [
        Happened(
            check_in=check_in,
            name=None
            if check_in.registration is None or check_in.outcome is Outcome.WRONG_EVENT
            else names.get(check_in.registration),
        )
        for check_in in check_ins
    ]


async def _names(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(RegistrationRow.id, RegistrationRow.first_name, RegistrationRow.last_name).where(
            RegistrationRow.id.in_(ids)
        )
    )
    return {id_: f"{first} {last}" for id_, first, last in rows}
