"""What stands around an event that somebody prepares, for the warnings beside its agenda."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.programme.desk_warnings import Around, desk_warnings
from events_service.programme.finding import FoundEvent, may_see
from events_service.programme.oddities import Odd
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import closes_at
from events_service.programme.tables import EventRow
from events_service.registrations.records import PARTNER_CATEGORIES, Status
from events_service.registrations.tables import RegistrationRow

_HELD = (EventStatus.DRAFT, EventStatus.PUBLISHED)


async def warnings_of(session: AsyncSession, found: FoundEvent, account: Account, now: datetime) -> list[Odd]:
    """Give all that looks odd in an event to somebody who prepares it."""
    event, closes = found.event, closes_at(found)
    beside = select(EventRow.definition).where(
        EventRow.project_key == event.project,
        EventRow.key != event.key,
        EventRow.status.in_(_HELD),
        EventRow.first_day <= max(event.days),
        EventRow.last_day >= min(event.days),
    )
    others = [each for each in await session.scalars(beside.order_by(EventRow.key)) if may_see(account, each)]
    closed = closes is not None and closes <= now
    return desk_warnings(
        found,
        Around(
            others=[(each.title, each.days) for each in others],
            members=await _partners_coming(session, event.key) if closed else None,
        ),
    )


async def _partners_coming(session: AsyncSession, event_key: str) -> int:
    """Count the organisations, by their names in any case, whose people take part as partners and have a place."""
    names = func.count(func.distinct(func.lower(RegistrationRow.organisation)))
    counted = select(names).where(
        RegistrationRow.event_key == event_key,
        RegistrationRow.status == Status.CONFIRMED,
        RegistrationRow.category.in_(PARTNER_CATEGORIES),
    )
    return await session.scalar(counted) or 0
