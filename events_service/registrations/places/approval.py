"""Approval: an organiser accepts a pending registration, which then takes its turn for a seat, or declines it.

Whoever is approved as a partner is known to be one.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from events_service.access.records import Account
from events_service.database import Database
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.proving import proof_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import NotPending
from events_service.registrations.tables import ChosenSessionRow
from events_service.settings import Settings


async def approve(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Accept a pending registration. Raises UnknownRegistration, NotAllowed, NotPending, EventFull."""
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        if row.status != Status.PENDING:
            raise NotPending
        row.status, row.changed_at = Status.WAITLISTED, now
        row.partner_proof = row.partner_proof or proof_of(row.category, invited=False, by_organiser=True)
        await held.session.execute(
            update(ChosenSessionRow)
            .where(ChosenSessionRow.registration_id == id_, ChosenSessionRow.status == Status.PENDING)
            .values(status=Status.WAITLISTED)
        )
        await settle(held, [held.entry("registration.approved", f"registration:{id_}")], {id_: None}, arrived=[row])
        return await get_registration(held.session, id_)


async def decline(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Decline a pending registration. Raises UnknownRegistration, NotAllowed, NotPending."""
    return await cancel(database, settings, id_, now=now, account=account, occasion=Occasion.DECLINED)
