"""What a record is made of is bound to the audit log: whatever is changed, removed or invented in it is named."""

from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance import wholeness
from events_service.attendance.tables import EvidenceMarkRow
from events_service.checkin.tables import CheckInRow
from events_service.database import Base, Database, table_of
from events_service.settings import Settings
from tests.world.tampering import CHANGES, happened

pytestmark = pytest.mark.anyio


async def found(session: AsyncSession) -> list[str]:
    """Give all faults that the log and what it binds have."""
    await session.flush()
    session.expire_all()
    return [each async for each in wholeness.faults(session)]


async def test_what_was_changed_removed_or_invented_is_named(database: Database, settings: Settings) -> None:
    await happened(database, settings)
    async with database.reading() as session:
        assert await found(session) == []
    for name, (statement, said) in CHANGES.items():
        async with AsyncSession(database.engine) as session:
            await session.execute(statement)
            faults = await found(session)
            assert any(said in fault for fault in faults), (name, faults)
            await session.rollback()


@pytest.mark.parametrize("row", [CheckInRow, EvidenceMarkRow])
async def test_a_row_that_nobody_appended_is_named(database: Database, settings: Settings, row: type[Base]) -> None:
    await happened(database, settings)
    invented = {"id": uuid4()}
    async with database.engine.begin() as connection:
        table = table_of(row)
        copied = dict((await connection.execute(select(table).limit(1))).mappings().one()) | invented
        await connection.execute(insert(table).values(copied))
    async with database.reading() as session:
        (fault,) = await found(session)
    assert fault.endswith(f"{invented['id']}: the audit log knows nothing of it")
