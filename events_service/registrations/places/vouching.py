"""Vouching: an organiser confirms that somebody belongs to the project's partners, as they say of themselves."""

from datetime import datetime
from uuid import UUID

from events_service.access.records import Account
from events_service.database import Database
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import changing_one
from events_service.registrations.places.proving import proof_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Registration
from events_service.settings import Settings


async def vouch(database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime) -> Registration:
    """Confirm a partner; one who is confirmed already, or does not say to be one, stays as they are.

    Raises UnknownRegistration, NotAllowed.
    """
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        proof = row.partner_proof or proof_of(row.category, invited=False, by_organiser=True)
        if proof is not row.partner_proof:
            row.partner_proof, row.changed_at = proof, now
            await settle(held, [held.entry("registration.vouched", f"registration:{id_}")], {})
        return await get_registration(held.session, id_)
