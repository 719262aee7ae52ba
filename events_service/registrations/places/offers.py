"""Offers: whoever was offered a place takes it; an organiser asks somebody at once, or takes an offer back."""

from datetime import datetime
from uuid import UUID

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import begin_of
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.own_zone import zone_of
from events_service.registrations.places import seats
from events_service.registrations.places.in_line import first_in_line
from events_service.registrations.places.settling import settle
from events_service.registrations.places.turns import offer_at_any_time
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import EventNotHeld, FirstInLine, NoSeatForThem, NotOffered, OfferOver
from events_service.settings import Settings


async def accept(database: Database, settings: Settings, id_: UUID, *, now: datetime) -> Registration:
    """Take the place that is offered; taken already, it stays taken, and nobody is told twice.

    Raises UnknownRegistration, OfferOver, EventNotHeld.
    """
    async with changing_one(database, settings, id_, now) as (held, row):
        if row.status == Status.CONFIRMED:
            return await get_registration(held.session, id_)
        if held.found.event.status is not EventStatus.PUBLISHED:
            raise EventNotHeld
        if row.status != Status.OFFERED or row.offered_until is None or row.offered_until <= now:
            raise OfferOver
        row.status, row.offered_until = Status.CONFIRMED, None
        row.confirmed_at = row.changed_at = now
        entry = held.entry("registration.accepted", f"registration:{id_}")
        await settle(held, [entry], {id_: Occasion.CONFIRMED}, told=[id_])
        return await get_registration(held.session, id_)


async def offer_now(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Offer a free place that is somebody's turn although it is night where they live.

    Raises UnknownRegistration, NotAllowed, NoSeatForThem.
    """
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        found = held.found
        hours = found.event.registration.offer_hours
        line = await first_in_line(held.session, held.event)
        in_turn = {each.id for each in line if each.status == Status.WAITLISTED}
        if hours is None or row.id not in in_turn or found.event.status is not EventStatus.PUBLISHED:
            raise NoSeatForThem
        its = offer_at_any_time(now, hours, zone_of(row.country, found), begin_of(found))
        await seats.give(held.session, held.event, found, [(row, its)], now)
        occasion = Occasion.OFFERED if row.status == Status.OFFERED else Occasion.PROMOTED
        entry = held.entry(f"registration.{occasion.value}", f"registration:{id_}")
        await settle(held, [entry], {id_: occasion}, told=[id_])
        return await get_registration(held.session, id_)


async def withdraw(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Take an offer back; the person waits again where they stood, and is told.

    Raises UnknownRegistration, NotAllowed, NotOffered, FirstInLine.
    """
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        if row.status != Status.OFFERED:
            raise NotOffered
        await seats.take_back_offer(held.session, held.event, held.found, row)
        row.changed_at = now
        if row.id in {each.id for each in await first_in_line(held.session, held.event)}:
            raise FirstInLine
        entry = held.entry("registration.offer_withdrawn", f"registration:{id_}")
        await settle(held, [entry], {id_: Occasion.OFFER_WITHDRAWN})
        return await get_registration(held.session, id_)
