"""Cancel: a participant or an organiser gives a place back, and whoever waited longest gets it."""

from datetime import datetime
from uuid import UUID

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import found_of
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import hold
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places import seats
from events_service.registrations.places.waiting_list import promote, record_promotions, tell
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import EventOver, NotPending
from events_service.registrations.window import is_over
from events_service.settings import Settings


async def cancel(
    database: Database,
    settings: Settings,
    id_: UUID,
    *,
    now: datetime,
    account: Account | None = None,
    occasion: Occasion = Occasion.CANCELLED,
    pending: bool = False,
) -> Registration:
    """Cancel a registration; one that is cancelled already stays as it is, and nobody is told twice.

    `account`: the organiser who does it, None for the participant. `pending`: it must still
    wait for approval. Raises UnknownRegistration, NotAllowed, EventOver, NotPending.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, account)
        if pending and row.status != Status.PENDING:
            raise NotPending
        if row.status == Status.CANCELLED:
            return await get_registration(session, id_)
        found = await found_of(session, event)
        if account is None and is_over(found, now):
            raise EventOver
        await seats.give_back(session, event, row)
        row.status, row.offered_until = Status.CANCELLED, None
        row.cancelled_at = row.changed_at = now
        promoted = await promote(session, event, found, now)
        await tell(session, settings, found, {row.id: occasion, **promoted}, now)
        actor = f"account:{account.id}" if account else "participant"
        await audit.append(
            session, at=now, actor=actor, action=f"registration.{occasion.value}", subject=f"registration:{row.id}"
        )
        await record_promotions(session, promoted, now)
        return await get_registration(session, id_)
