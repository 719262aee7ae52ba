"""Tick people off in a list in one go: each tick is a fact of its own, and all of one go are taken back together."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import Checkpoint, is_expected
from events_service.checkin.finding import list_check_ins
from events_service.checkin.receiving import MOST_SCANS
from events_service.checkin.records import DESK, SAW, CheckIn, Method, Scan, WhyTakenBack
from events_service.checkin.taking_back import TakingBack
from events_service.checkin.withdraw import NothingToTakeBack, take_back
from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration, Status

_UNDONE = TakingBack(reason=WhyTakenBack.MISTAKE)
"""Whoever undoes a form at once says that it was not meant."""


class Listed(Struct, frozen=True, kw_only=True):
    """Somebody on the list; `seen` are the facts that make them present, the first one first."""

    registration: Registration
    expected: bool
    seen: Sequence[CheckIn]


class Ticking(Struct, frozen=True, kw_only=True):
    """What a form says: who is ticked, or, where `all_but`, who is not there of those expected.

    `once` is the form's own key, so that a form that is sent twice ticks nobody twice.
    """

    chosen: Collection[UUID]
    all_but: bool
    once: UUID


def to_tick(listed: Sequence[Listed], ticking: Ticking) -> list[Registration]:
    """Give whom a form ticks off: nobody who is present already. Pure.

    "Everybody but those marked" is said of those expected alone: nobody looks through all who might come.
    """
    absent = [each for each in listed if not each.seen]
    if ticking.all_but:
        return [each.registration for each in absent if each.expected and each.registration.id not in ticking.chosen]
    return [each.registration for each in absent if each.registration.id in ticking.chosen]


async def list_people(session: AsyncSession, found: FoundEvent, point: Checkpoint) -> list[Listed]:
    """Give who may be ticked off at a checkpoint, those expected first, in the order of their names."""
    seen: dict[UUID, list[CheckIn]] = {}
    for one in await list_check_ins(session, found.event.key):
        if one.counts and one.checkpoint == point.key and one.registration:
            seen.setdefault(one.registration, []).append(one)
    people = [
        Listed(registration=each, expected=is_expected(each, point), seen=seen.get(each.id, ()))
        for each in await list_registrations(session, found.event.key)
        if each.status is not Status.CANCELLED or each.id in seen
    ]
    return sorted(people, key=lambda each: (not (each.expected or each.seen), each.registration.number))


async def tick_off(
    database: Database, found: FoundEvent, point: Checkpoint, ticking: Ticking, *, account: Account, now: datetime
) -> int:
    """Keep that these people are there, and give of how many that is so. Raises UnknownEvent, NotAllowed."""
    async with database.reading() as session:
        people = to_tick(await list_people(session, found, point), ticking)
    scans = [_scan(found.event.key, point, each, ticking.once, now) for each in people]
    came = 0
    for first in range(0, len(scans), MOST_SCANS):
        some = scans[first : first + MOST_SCANS]
        results = await receive(database, some, device=DESK, account=account, now=now)
        came += sum(result.outcome in SAW for result in results)
    return came


async def take_back_ticks(
    database: Database, event_key: str, point: Checkpoint, once: UUID, *, account: Account, now: datetime
) -> int:
    """Take back what one form ticked off, and give of how many. Raises UnknownEvent, NotAllowed."""
    async with database.reading() as session:
        made = await ticked(session, event_key, point, once)
    taken = 0
    for each in made:
        try:
            await take_back(database, event_key, each.id, account=account, now=now, why=_UNDONE)
            taken += 1
        except NothingToTakeBack:  # somebody took this one back in the meantime
            continue
    return taken


async def ticked(session: AsyncSession, event_key: str, point: Checkpoint, once: UUID) -> list[CheckIn]:
    """Give what one form ticked off and still counts."""
    return [
        one
        for one in await list_check_ins(session, event_key)
        if one.counts and one.registration and one.id == _id(once, one.registration, point)
    ]


def _id(once: UUID, registration: UUID, point: Checkpoint) -> UUID:
    return uuid5(once, f"{registration} {point.key}")


def _scan(event_key: str, point: Checkpoint, person: Registration, once: UUID, now: datetime) -> Scan:
    return Scan(
        id=_id(once, person.id, point),
        event=event_key,
        badge_code=person.badge_code,
        checkpoint=point.key,
        scanned_at=now,
        method=Method.STAFF,
    )
