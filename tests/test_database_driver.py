"""SQLite's connections: a statement is executed at once or in a thread, and read to its end if it has many rows."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from time import perf_counter

import pytest
from sqlalchemy import text

from events_service.database import Database
from events_service.database_driver import FEW, FIRST, TURN_SECONDS, Connection

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
COUNTED = text(
    "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < :many)"
    " SELECT number FROM counted"
)


COUNTED_AT_LENGTH = text(f"SELECT sum(number) FROM ({COUNTED.text})")


@pytest.fixture
def in_thread(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What goes to the thread of its connection."""
    went: list[object] = []
    go = Connection._execute

    async def noted(connection: Connection, work: Callable[..., object], *given: object, **named: object) -> object:
        went.append(work)
        return await go(connection, work, *given, **named)

    monkeypatch.setattr(Connection, "_execute", noted)
    return went


async def test_statements_go_to_no_thread_but_their_commit_does(database: Database, in_thread: list[object]) -> None:
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE tried (number INTEGER)"))
        in_thread.clear()
        await session.execute(text("INSERT INTO tried VALUES (:number)"), [{"number": 1}, {"number": 2}])
        assert (await session.scalars(text("SELECT number FROM tried ORDER BY number"))).all() == [1, 2]
        assert await session.scalar(text("SELECT number FROM tried WHERE number = 9")) is None
        assert (await session.scalars(text("UPDATE tried SET number = 3 RETURNING number"))).all() == [3, 3]
        await session.execute(text("DELETE FROM tried"))
        assert in_thread == []
    assert len(in_thread) == 1
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM tried")) == 0
    assert len(in_thread) == 1


async def test_statements_on_rows_that_others_name_go_to_the_thread_once_each(
    database: Database, in_thread: list[object]
) -> None:
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE tried (number INTEGER)"))
        await session.execute(text("INSERT INTO tried VALUES (1)"))
        in_thread.clear()
        await session.execute(text("INSERT INTO tried SELECT number + 1 FROM tried"))
        await session.execute(text("DELETE FROM tried WHERE number IN (SELECT 1)"))
        assert (
            await session.scalars(text("WITH all_of_it AS (SELECT * FROM tried) SELECT * FROM all_of_it"))
        ).all() == [2]
        many = [{"number": number} for number in range(FEW + 1)]
        await session.execute(text("INSERT INTO tried VALUES (:number)"), many)
        assert len(in_thread) == 4
        assert await session.scalar(text("SELECT count(*) FROM tried")) == FEW + 2


async def test_a_query_that_takes_long_is_begun_anew_in_the_thread_while_others_are_served(
    database: Database, in_thread: list[object]
) -> None:
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE tried (number INTEGER)"))
        await session.execute(text("INSERT INTO tried VALUES (1)"))
        in_thread.clear()
        asked = asyncio.create_task(session.scalar(COUNTED_AT_LENGTH, {"many": 300_000}))
        turns = 0
        while not asked.done():
            await asyncio.sleep(0)
            turns += 1
        assert await asked == 300_000 * 300_001 / 2
        assert len(in_thread) == 1
        assert turns > 2
        assert await session.scalar(text("SELECT number FROM tried")) == 1, "what was changed before it stands"


async def test_many_statements_in_turn_let_others_have_theirs(database: Database) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with database.transaction() as session:
        task = asyncio.create_task(others())
        before = perf_counter()
        while perf_counter() - before < 20 * TURN_SECONDS:
            await session.execute(text("SELECT 1"))
        task.cancel()
    assert turns >= 3


async def test_who_finds_the_database_locked_waits_and_keeps_nobody_else(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE tried (number INTEGER)"))

    async def enter() -> None:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO tried VALUES (1)"))

    with closing(sqlite3.connect(str(database.engine.url.database), isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(enter())
        for _ in range(5):
            await asyncio.sleep(0.01)
            assert not task.done()
        another_process.execute("COMMIT")
        await task
        assert another_process.execute("SELECT count(*) FROM tried").fetchone() == (1,)


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
