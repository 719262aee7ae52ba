"""Offers: whoever was offered a place takes it; an organiser asks somebody at once, or takes an offer back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import found_of
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import begin_of
from events_service.programme.tables import EventRow
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import hold
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.own_zone import zone_of
from events_service.registrations.places import seats
from events_service.registrations.places.turns import offer_at_any_time
from events_service.registrations.places.waiting_list import promote, record_promotions, tell
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import EventNotHeld, FirstInLine, NoSeatForThem, NotOffered, OfferOver
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings


async def accept(database: Database, settings: Settings, id_: UUID, *, now: datetime) -> Registration:
    """Take the place that is offered; taken already, it stays taken, and nobody is told twice.

    Raises UnknownRegistration, OfferOver, EventNotHeld.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, None)
        if row.status == Status.CONFIRMED:
            return await get_registration(session, id_)
        found = await found_of(session, event)
        if found.event.status is not EventStatus.PUBLISHED:
            raise EventNotHeld
        if row.status != Status.OFFERED or row.offered_until is None or row.offered_until <= now:
            raise OfferOver
        row.status, row.offered_until = Status.CONFIRMED, None
        row.confirmed_at = row.changed_at = now
        promoted = await promote(session, event, found, now, told=[id_])
        await tell(session, settings, found, {id_: Occasion.CONFIRMED, **promoted}, now)
        await audit.append(
            session, at=now, actor="participant", action="registration.accepted", subject=f"registration:{id_}"
        )
        await record_promotions(session, promoted, now)
        return await get_registration(session, id_)


async def offer_now(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Offer a free place that is somebody's turn although it is night where they live.

    Raises UnknownRegistration, NotAllowed, NoSeatForThem.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, account)
        found = await found_of(session, event)
        hours = found.event.registration.offer_hours
        in_turn = {each.id for each in await seats.first_in_line(session, event)}
        if hours is None or row.id not in in_turn or found.event.status is not EventStatus.PUBLISHED:
            raise NoSeatForThem
        its = offer_at_any_time(now, hours, zone_of(row.country, found), begin_of(found))
        await seats.give(session, event, [(row, its)], now)
        occasion = Occasion.OFFERED if row.status == Status.OFFERED else Occasion.PROMOTED
        promoted = await promote(session, event, found, now, told=[id_])
        await tell(session, settings, found, {id_: occasion, **promoted}, now)
        await audit.append(
            session,
            at=now,
            actor=f"account:{account.id}",
            action=f"registration.{occasion.value}",
            subject=f"registration:{id_}",
        )
        await record_promotions(session, promoted, now)
        return await get_registration(session, id_)


async def withdraw(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Take an offer back; the person waits again where they stood, and is told.

    Raises UnknownRegistration, NotAllowed, NotOffered, FirstInLine.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, account)
        if row.status != Status.OFFERED:
            raise NotOffered
        await seats.take_back_offer(session, event, row)
        row.changed_at = now
        found = await found_of(session, event)
        promoted = await promote(session, event, found, now)
        await _require_somebody_before(session, event, row)
        await tell(session, settings, found, {id_: Occasion.OFFER_WITHDRAWN, **promoted}, now)
        await audit.append(
            session,
            at=now,
            actor=f"account:{account.id}",
            action="registration.offer_withdrawn",
            subject=f"registration:{id_}",
        )
        await record_promotions(session, promoted, now)
        return await get_registration(session, id_)


async def _require_somebody_before(session: AsyncSession, event: EventRow, row: RegistrationRow) -> None:
    first = await seats.first_in_line(session, event)
    if row.status != Status.WAITLISTED or row.id in {each.id for each in first}:
        raise FirstInLine
