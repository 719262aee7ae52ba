"""Decide on several registrations at once, as on each by itself: first what would happen, then the same for good.

To look is to do it and take it back: so what is said before is what the decisions come to, and no guess.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from events_service.access.records import Account
from events_service.complete import for_some
from events_service.database import Database
from events_service.programme.organising import require_organiser
from events_service.programme.records import AttendanceMode
from events_service.registrations.finding import get_registrations
from events_service.registrations.holding import Held, actor_of, changing
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.approval import accept_all
from events_service.registrations.places.cancel import cancel_all
from events_service.registrations.places.change import apply, change_entry
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Category, Changes, Registration, Status
from events_service.registrations.refusals import AlreadyCancelled, NotPending
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import gettext


class Act(Enum):
    """What is done with several registrations."""

    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    JOIN = "join"
    LEAVE = "leave"
    MODE = "mode"
    CATEGORY = "category"


class Several(Struct, frozen=True, kw_only=True):
    """People of an event, and what is done with them all: JOIN and LEAVE name a `session`, MODE and CATEGORY theirs.

    `only_look`: what would come of it is said, and nothing changed.
    """

    people: frozenset[UUID]
    act: Act
    session: str = ""
    mode: AttendanceMode | None = None
    category: Category | None = None
    only_look: bool = False


class Outcome(Struct, frozen=True, kw_only=True):
    """What comes of it for one person; `refused` is why nothing does."""

    before: Registration
    after: Registration
    refused: str = ""


class Result(Struct, frozen=True, kw_only=True):
    """What comes of it for all, in the order of their arrival, and how many others move up or are offered a place."""

    outcomes: Sequence[Outcome]
    moved_up: int


async def do_with_several(
    database: Database,
    settings: Settings,
    event_key: str,
    several: Several,
    *,
    account: Account,
    now: datetime,
) -> Result:
    """Do it with all whom it can be done with, in one transaction; whom it cannot be done with stay as they are.

    Each who is concerned is told. Raises UnknownEvent, NotAllowed; EventFull where whoever is approved would have to
    wait and nobody can: then nothing is done.
    """
    async with changing(database, settings, event_key, now, actor=actor_of(account)) as held:
        require_organiser(account, held.found.event)
        result = await _do(held, several)
        if several.only_look:
            await held.session.rollback()
        return result


async def _do(held: Held, several: Several) -> Result:
    query = (
        select(RegistrationRow)
        .where(RegistrationRow.event_key == held.event.key, RegistrationRow.id.in_(several.people))
        .where(RegistrationRow.erased_at.is_(None))
        .order_by(RegistrationRow.number)
        .with_for_update()
    )
    rows = (await held.session.scalars(query)).all()
    ids = [row.id for row in rows]
    before = await get_registrations(held.session, ids)
    refused = {row.id: why.sentence() for row in rows if (why := refusal_of(several.act, row.status))}
    concerned = [row for row in rows if row.id not in refused]
    if several.act is Act.APPROVE:
        promoted = await accept_all(held, concerned)
    elif several.act in _ENDINGS:
        promoted = await cancel_all(held, concerned, _ENDINGS[several.act])
    else:
        promoted = await _change_all(held, concerned, several, {each.id: each for each in before}, refused)
    after = await get_registrations(held.session, ids)
    return Result(
        outcomes=[
            Outcome(before=was, after=becomes, refused=refused.get(was.id, ""))
            for was, becomes in zip(before, after, strict=True)
        ],
        moved_up=len(promoted.keys() - set(ids)),
    )


_ENDINGS: Mapping[Act, Occasion] = for_some(Act, {Act.DECLINE: Occasion.DECLINED, Act.CANCEL: Occasion.CANCELLED})


def refusal_of(act: Act, status: Status) -> Refusal | None:
    """Give why something cannot be done in a status, or None where it can."""
    if act in {Act.APPROVE, Act.DECLINE}:
        return None if status is Status.PENDING else NotPending()
    return AlreadyCancelled() if status is Status.CANCELLED else None


async def _change_all(
    held: Held,
    rows: Sequence[RegistrationRow],
    several: Several,
    before: Mapping[UUID, Registration],
    refused: dict[UUID, str],
) -> Mapping[UUID, Occasion]:
    """Change each, or not at all where a part of it is faulty, which is then said in `refused`."""
    entries, changed = [], []
    for row in rows:
        try:
            async with held.session.begin_nested():
                fields = await apply(held, row, changes_for(several, before[row.id]), by_organiser=True)
        except Refusal as refusal:
            await held.session.refresh(row)
            refused[row.id] = _why(refusal)
            continue
        if fields:
            entries.append(change_entry(held, row, fields))
            changed.append(row.id)
    if not changed:
        return {}
    return await settle(held, entries, dict.fromkeys(changed, Occasion.CHANGED), told=changed)


def changes_for(several: Several, registration: Registration) -> Changes:
    """Give what is to be changed of one registration; nothing where that is not said."""
    sessions = registration.living_sessions
    match several.act:
        case Act.JOIN:
            return Changes(sessions=sorted(sessions | {several.session}))
        case Act.LEAVE:
            return Changes(sessions=sorted(sessions - {several.session}))
        case Act.MODE if several.mode:
            return Changes(attendance_mode=several.mode)
        case Act.CATEGORY if several.category:
            return Changes(category=several.category)
    return Changes()


def _why(refusal: Refusal) -> str:
    if isinstance(refusal, FaultyFields):
        return " ".join(gettext(fault.message) for fault in refusal.faults)
    return refusal.sentence()
