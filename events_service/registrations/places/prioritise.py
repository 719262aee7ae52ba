"""Priority: an organiser moves somebody forward on the waiting list; everybody can read that this may happen."""

from datetime import datetime
from uuid import UUID

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import hold
from events_service.registrations.records import Registration

HIGHEST = 9


async def prioritise(database: Database, id_: UUID, priority: int, *, account: Account, now: datetime) -> Registration:
    """Set a priority from 0, the rule, to HIGHEST; it decides only about seats that become free from now on.

    Raises UnknownRegistration, NotAllowed.
    """
    async with database.transaction() as session:
        _, row = await hold(session, id_, account)
        before, row.priority = row.priority, max(0, min(priority, HIGHEST))
        if row.priority != before:
            row.changed_at = now
            await audit.append(
                session,
                audit.Entry(
                    at=now,
                    actor=account.actor,
                    action="registration.priority",
                    subject=f"registration:{id_}",
                    facts={"before": str(before), "after": str(row.priority)},
                ),
            )
        await session.flush()
        return await get_registration(session, id_)
