"""Free seats that are promised: whoever waits for them is asleep, and is asked in the morning."""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.finding import FoundEvent
from events_service.registrations.places import seats


async def with_promised(session: AsyncSession, events: Sequence[FoundEvent]) -> list[FoundEvent]:
    """Give events with how many of their free seats are kept for those who wait, so that a page can say so."""
    free = {found.event.key: found.seats.free for found in events if found.seats.free}
    promised = await seats.promised(session, free) if free else {}
    return [replace(found, promised=promised.get(found.event.key, 0)) for found in events]
