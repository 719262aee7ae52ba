"""Whether a database is whole: its audit log, the seals of its records, and the rows that the log tells of."""

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.attendance import bound, verification


async def faults(session: AsyncSession) -> AsyncIterator[str]:
    """Give a sentence for each contradiction, the log's own first: what it says of rows holds where it is whole."""
    for part in (audit, verification, bound):
        async for fault in part.faults(session):
            yield fault
