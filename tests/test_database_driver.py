"""SQLite's connections: a statement goes to its thread once, and is read to its end however many rows it has."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from events_service.database import Database
from events_service.database_driver import FIRST, Connection

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
COUNTED = text(
    "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < :many)"
    " SELECT number FROM counted"
)


async def test_a_statement_goes_to_the_thread_of_its_connection_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[object] = []
    go = Connection._execute

    async def noted(connection: Connection, work: Callable[..., object], *given: object) -> object:
        went.append(work)
        return await go(connection, work, *given)

    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE tried (number INTEGER)"))
        monkeypatch.setattr(Connection, "_execute", noted)
        await session.execute(text("INSERT INTO tried VALUES (:number)"), [{"number": 1}, {"number": 2}])
        assert (await session.scalars(text("SELECT number FROM tried ORDER BY number"))).all() == [1, 2]
        assert await session.scalar(text("SELECT number FROM tried WHERE number = 9")) is None
        assert (await session.scalars(text("UPDATE tried SET number = 3 RETURNING number"))).all() == [3, 3]
        await session.execute(text("DELETE FROM tried"))
        assert len(went) == 5


@pytest.mark.parametrize("many", [1, FIRST - 1, FIRST, FIRST + 1, 3 * FIRST])
async def test_all_rows_are_read(database: Database, many: int) -> None:
    expected = list(range(1, many + 1))
    async with database.reading() as session:
        assert (await session.scalars(COUNTED, {"many": many})).all() == expected
        streamed = await session.stream_scalars(COUNTED, {"many": many})
        assert [number async for number in streamed] == expected
        parts = (await session.stream_scalars(COUNTED, {"many": many})).partitions(FIRST)
        assert [number async for part in parts for number in part] == expected


async def test_rows_that_nobody_asks_for_are_not_read(database: Database) -> None:
    async with database.reading() as session:
        async for number in await session.stream_scalars(COUNTED, {"many": 10**12}):
            if number > 2 * FIRST:
                break


async def test_a_cursor_that_is_left_unread_keeps_nobody_from_the_database(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE tried AS SELECT 1 AS number"))
        rows = await session.stream(COUNTED, {"many": 3 * FIRST})
        assert (await rows.fetchmany(2)) == [(1,), (2,)]
    async with database.transaction() as session:
        await session.execute(text("DROP TABLE tried"))
