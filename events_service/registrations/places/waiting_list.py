"""The waiting list: whoever waited longest gets the seat that became free, or is asked, and is told along with it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.programme.finding import FoundEvent, found_of
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import lock
from events_service.registrations.letters.calendar_messages import queue_with_invitations
from events_service.registrations.letters.occasions import OF_STATUS, Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.places import seats
from events_service.registrations.records import Status
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings


async def promote(
    session: AsyncSession,
    event: EventRow,
    found: FoundEvent,
    now: datetime,
    *,
    arrived: Collection[UUID] = (),
    told: Collection[UUID] = (),
) -> Mapping[UUID, Occasion]:
    """Hand out free seats and give who is to hear what of it: those who waited, and whoever has to answer an offer.

    Those who `arrived` just now and who are `told` otherwise hear of nothing else. Once the event is over or called off
    nobody is moved up any more, save those who are entered or changed then.
    """
    silent = {*arrived, *told}
    moves_up = found.event.status is EventStatus.PUBLISHED and not is_over(found, now)
    if not moves_up and not silent:
        return {}
    filled = await seats.fill(session, event, found, now, arrived=arrived, among=None if moves_up else silent)
    heard = {id_: Occasion.SESSION_PLACE for id_, _ in filled.sessions}
    heard |= dict.fromkeys(filled.event, Occasion.PROMOTED)
    for id_ in heard:
        (await session.get_one(RegistrationRow, id_)).changed_at = now  # their calendars are no longer the same
    heard = {id_: occasion for id_, occasion in heard.items() if id_ not in silent}
    return heard | dict.fromkeys(filled.offered, Occasion.OFFERED)


async def expire(session: AsyncSession, event: EventRow, now: datetime) -> Mapping[UUID, Occasion]:
    """Take back offers that nobody answered in time, and give who is to hear of it.

    Whoever let an offer pass is in the line no more: what left it never comes back to block a seat.
    """
    rows = await session.scalars(_EXPIRED, {"event": event.key, "now": now})
    expired = {}
    for row in rows.all():
        await seats.give_back(session, event, row)
        row.status, row.cancelled_at, row.changed_at = Status.CANCELLED, now, now
        expired[row.id] = Occasion.OFFER_EXPIRED
    return expired


async def tell(
    session: AsyncSession,
    settings: Settings,
    found: FoundEvent,
    letters: Mapping[UUID, Occasion | None],
    now: datetime,
    *,
    even_after: bool = False,
) -> None:
    """Queue a letter to each; an occasion None stands for the one that fits the registration's status.

    Nobody gets mail about an event that is over, unless they asked for it.
    """
    if is_over(found, now) and not even_after:
        return
    await session.flush()
    for id_, occasion in letters.items():
        registration = await get_registration(session, id_)
        registrant = await session.get(RegistrationRow, registration.party) if registration.party else None
        registered_by = f"{registrant.first_name} {registrant.last_name}" if registrant and occasion is None else None
        letter = write_letter(occasion or OF_STATUS[registration.status], found, registration, settings, registered_by)
        await queue_with_invitations(session, settings, found, registration, letter, now)


async def record_promotions(session: AsyncSession, promoted: Mapping[UUID, Occasion], now: datetime) -> None:
    """Write to the audit log who was moved up or out; call it last in a transaction."""
    for id_, occasion in promoted.items():
        await audit.append(
            session,
            at=now,
            actor="waiting list",
            action=f"registration.{occasion.value}",
            subject=f"registration:{id_}",
        )


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
        async with database.transaction() as session:
            event = await lock(session, key)
            found = await found_of(session, event)
            heard = {**await expire(session, event, now), **await promote(session, event, found, now)}
            await tell(session, settings, found, heard, now)
            await record_promotions(session, heard, now)
        moved += len(heard)
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
_FREE_SEATS_AND_WAITING = _HELD_SOON.where(
    or_(EventRow.capacity.is_(None), EventRow.seats_taken < EventRow.capacity),
    select(RegistrationRow.id)
    .where(RegistrationRow.event_key == EventRow.key, RegistrationRow.status == Status.WAITLISTED)
    .exists(),
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
