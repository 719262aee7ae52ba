"""Approval: an organiser accepts a pending registration, which then takes its turn for a seat, or declines it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import found_of
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import hold
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.entering import require_places
from events_service.registrations.places.waiting_list import promote, record_promotions, tell
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import NotPending
from events_service.registrations.tables import ChosenSessionRow
from events_service.settings import Settings


async def approve(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Accept a pending registration. Raises UnknownRegistration, NotAllowed, NotPending, EventFull."""
    async with database.transaction() as session:
        event, row = await hold(session, id_, account)
        if row.status != Status.PENDING:
            raise NotPending
        row.status, row.changed_at = Status.WAITLISTED, now
        await session.execute(
            update(ChosenSessionRow)
            .where(ChosenSessionRow.registration_id == id_, ChosenSessionRow.status == Status.PENDING)
            .values(status=Status.WAITLISTED)
        )
        found = await found_of(session, event)
        promoted = await promote(session, event, found, now, arrived=[id_])
        require_places(found, [row])
        await tell(session, settings, found, {id_: None, **promoted}, now)
        await audit.append(
            session,
            at=now,
            actor=f"account:{account.id}",
            action="registration.approved",
            subject=f"registration:{id_}",
            facts={"status": row.status.value},
        )
        await record_promotions(session, promoted, now)
        return await get_registration(session, id_)


async def decline(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Decline a pending registration. Raises UnknownRegistration, NotAllowed, NotPending."""
    return await cancel(database, settings, id_, now=now, account=account, occasion=Occasion.DECLINED, pending=True)
