"""Whether a database is whole: its audit log, the seals of its records, and the rows that the log tells of."""

from collections.abc import AsyncIterator

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import chain, facts
from events_service.attendance import bound, verification

UNREADABLE = (msgspec.MsgspecError, SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError)
"""What is raised by a row that somebody wrote otherwise than the service writes it."""


async def faults(session: AsyncSession) -> AsyncIterator[str]:
    """Give a sentence for each contradiction, the log's own first: what it says of rows holds where it is whole.

    What cannot be read is a fault as any other; `facts`, which read rows as they stand, name the row.
    """
    for part in (chain.faults, verification.faults, *bound.PARTS, facts.faults):
        try:
            async for fault in part(session):
                yield fault
        except UNREADABLE as error:
            yield f"something that the service did not write like this cannot be read: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
