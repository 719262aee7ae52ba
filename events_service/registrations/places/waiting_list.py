"""The waiting list is swept: offers that expired go to the next, and a free seat to whoever's turn has come."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from events_service.database import Database
from events_service.programme.finding import found_of
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.holding import Held, changing
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places import seats
from events_service.registrations.places.settling import BY_ITSELF, settle
from events_service.registrations.records import Status
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.settings import Settings


async def expire(held: Held) -> list[UUID]:
    """Take back offers that nobody answered in time, and give whose they were.

    Whoever let an offer pass is in the line no more: what left it never comes back to block a seat.
    """
    rows = (await held.session.scalars(_EXPIRED, {"event": held.event.key, "now": held.now})).all()
    for row in rows:
        await seats.give_back(held.session, held.event, row)
        row.status, row.cancelled_at, row.changed_at = Status.CANCELLED, held.now, held.now
    return [row.id for row in rows]


async def promote_due(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep events where an offer has expired or a free seat has come to its turn; give how many people it concerned.

    Each event is decided under its lock, from what is true then: it does not matter how many processes sweep.
    """
    async with database.reading() as session:
        # Zones differ by up to a day; `promote` is exact.
        soon = {"since": now.date() - timedelta(days=1)}
        keys = {*await session.scalars(_EXPIRED_OFFERS, {"now": now}), *await session.scalars(_FREE_PLACES, soon)}
        for key in await session.scalars(_FREE_SEATS_AND_WAITING, soon):
            # Where all who may have a seat are asleep, nothing is due until the morning.
            if key not in keys and await _is_somebodys_turn(session, key, now):
                keys.add(key)
    moved = 0
    for key in sorted(keys):
        async with changing(database, settings, key, now, actor=BY_ITSELF) as held:
            expired = await expire(held)
            action = f"registration.{Occasion.OFFER_EXPIRED.value}"
            entries = [held.entry(action, f"registration:{id_}") for id_ in expired]
            promoted = await settle(held, entries, dict.fromkeys(expired, Occasion.OFFER_EXPIRED))
        moved += len(expired) + len(promoted)
    return moved


async def _is_somebodys_turn(session: AsyncSession, key: str, now: datetime) -> bool:
    event = await session.get_one(EventRow, key)
    return bool(await seats.turns_now(session, event, await found_of(session, event), now))


_EXPIRED = (
    select(RegistrationRow)
    .where(
        RegistrationRow.event_key == bindparam("event"),
        RegistrationRow.status == Status.OFFERED,
        RegistrationRow.offered_until <= bindparam("now"),
    )
    .order_by(RegistrationRow.number)
)
_HELD_SOON = select(EventRow.key).where(
    EventRow.status == EventStatus.PUBLISHED,
    EventRow.last_day >= bindparam("since"),
)
_EXPIRED_OFFERS = (
    select(RegistrationRow.event_key)
    .join(EventRow, EventRow.key == RegistrationRow.event_key)
    .where(
        RegistrationRow.status == Status.OFFERED,
        RegistrationRow.offered_until <= bindparam("now"),
        EventRow.status == EventStatus.PUBLISHED,
    )
)


def _free(taken: InstrumentedAttribute[int], capacity: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    return or_(capacity.is_(None), taken < capacity)


_FREE_IN_A_WAY = or_(
    _free(EventRow.seats_in_person, EventRow.capacity), _free(EventRow.seats_online, EventRow.online_capacity)
)
_OF_EVENT = select(RegistrationRow.id).where(RegistrationRow.event_key == EventRow.key)
_WAITING = _OF_EVENT.where(RegistrationRow.status == Status.WAITLISTED).exists()
_MOVING = _OF_EVENT.where(RegistrationRow.wanted_number.is_not(None)).exists()
_FREE_SEATS_AND_WAITING = _HELD_SOON.where(
    or_(_free(EventRow.seats_taken, EventRow.capacity), and_(EventRow.counts_apart, _FREE_IN_A_WAY), _MOVING),
    or_(_MOVING, _WAITING),
)
_FREE_PLACES = _HELD_SOON.where(
    select(ChosenSessionRow.session_key)
    .join(RegistrationRow, RegistrationRow.id == ChosenSessionRow.registration_id)
    .join(
        SessionRow,
        (SessionRow.event_key == ChosenSessionRow.event_key) & (SessionRow.key == ChosenSessionRow.session_key),
    )
    .where(
        ChosenSessionRow.event_key == EventRow.key,
        ChosenSessionRow.status == Status.WAITLISTED,
        RegistrationRow.status == Status.CONFIRMED,
        or_(SessionRow.capacity.is_(None), SessionRow.seats_taken < SessionRow.capacity),
    )
    .exists()
)
