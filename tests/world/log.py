"""Whether the audit log and the rows tell the same."""

from events_service.attendance.wholeness import faults
from events_service.database import Database


async def whole(database: Database) -> None:
    """See that the log's chain is whole, and that the rows are what it says of them."""
    async with database.reading() as session:
        assert [each async for each in faults(session)] == []
