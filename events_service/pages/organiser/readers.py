"""The people whom organisers choose among to look at a mail or a letter as its reader."""

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration, Status

OFFERED = 200
"""As many people may be chosen to look with; more would be no choice but a search."""


async def readers_at(session: AsyncSession, event: str) -> list[Registration]:
    """Give who may be chosen at an event, in the order of their arrival."""
    living = [status for status in Status if status is not Status.CANCELLED]
    return await list_registrations(session, event, statuses=living, limit=OFFERED)
