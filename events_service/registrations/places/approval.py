"""Approval: an organiser accepts pending registrations, which then take their turn for a seat, or declines them.

Whoever is approved as a partner is known to be one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from events_service.access.records import Account
from events_service.database import Database
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import Held, changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.proving import proof_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import NotPending
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.settings import Settings


async def approve(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Accept a pending registration. Raises UnknownRegistration, NotAllowed, NotPending, EventFull."""
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        if row.status != Status.PENDING:
            raise NotPending
        await accept_all(held, [row])
        return await get_registration(held.session, id_)


async def decline(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Decline a pending registration. Raises UnknownRegistration, NotAllowed, NotPending."""
    return await cancel(database, settings, id_, now=now, account=account, occasion=Occasion.DECLINED)


async def accept_all(held: Held, rows: Sequence[RegistrationRow]) -> Mapping[UUID, Occasion]:
    """Accept pending registrations of an event that is held, and give who else moves up; call it once, and last.

    Raises EventFull.
    """
    for row in rows:
        row.status, row.changed_at = Status.WAITLISTED, held.now
        row.partner_proof = row.partner_proof or proof_of(row.category, invited=False, by_organiser=True)
    ids = [row.id for row in rows]
    await held.session.execute(
        update(ChosenSessionRow)
        .where(ChosenSessionRow.registration_id.in_(ids), ChosenSessionRow.status == Status.PENDING)
        .values(status=Status.WAITLISTED)
    )
    entries = [held.entry("registration.approved", f"registration:{id_}") for id_ in ids]
    return await settle(held, entries, dict.fromkeys(ids), arrived=rows)
