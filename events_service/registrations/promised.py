"""Free seats that are promised: whoever waits for them is asleep, and is asked in the morning."""

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.finding import FoundEvent
from events_service.programme.tables import EventRow
from events_service.registrations import seats


async def with_promised(session: AsyncSession, found: FoundEvent) -> FoundEvent:
    """Give an event with how many of its free seats are kept for those who wait, so that a page can say so."""
    if not found.seats.free:
        return found
    event = await session.get_one(EventRow, found.event.key)
    return replace(found, promised=len(await seats.first_in_line(session, event)))
