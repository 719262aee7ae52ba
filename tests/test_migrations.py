"""Migrations of databases that are in use: all rows of before are there afterwards, and belong to what they did."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    column,
    delete,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.exc import IntegrityError

from events_service.attendance import wholeness
from events_service.database import Database, Instant, RowsLost
from events_service.migrations import configuration, migrate, move_to, newest
from events_service.settings import Settings
from tests.world.log import whole
from tests.world.tampering import happened

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)
SAMPLES: dict[type[Any], Any] = {
    Text: "{}",
    String: "x",
    Uuid: uuid.UUID(int=1),
    Boolean: True,
    Integer: 1,
    Date: date(2024, 4, 1),
    DateTime: NOW,
    LargeBinary: b"x",
}
REVISIONS = [script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()][::-1]


def sample(each: Column[Any]) -> Any:
    """Give a value that a column takes; the same for the same type, so that keys meet."""
    kind = next(kind for kind in type(each.type).__mro__ if kind in SAMPLES)
    # SQLite tells the lengths of its texts only, and keeps ids as such.
    if isinstance(each.type, String) and getattr(each.type, "length", None) is None and kind is not Text:
        return SAMPLES[Text]
    return SAMPLES[kind]


def fill(connection: Connection) -> None:
    """Put a row into each table that has none."""
    fill_empty(connection, tables_of(connection))


def tables_of(connection: Connection) -> list[Table]:
    """Give the tables as they stand, those that others belong to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata.sorted_tables


def fill_empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Put a row into each of these tables that has none."""
    for each in tables:
        if not connection.scalar(select(func.count()).select_from(each)):
            connection.execute(insert(each).values({one.name: sample(one) for one in each.columns}))
    connection.execute(text("UPDATE audit_head SET position = (SELECT max(position) FROM audit_entries)"))


def fill_anew(connection: Connection) -> None:
    """Put one row into each table, whatever an earlier migration left in it."""
    tables = tables_of(connection)
    for each in reversed(tables):
        if each.name != "alembic_version":
            connection.execute(delete(each))
    fill_empty(connection, tables)


BOUND_BY = "0032"
"""The migration that binds into the audit log what there is."""
JUMPS = (REVISIONS[0], "0031", REVISIONS[-2])
"""From where a database goes to the newest at once: the oldest, the last before that binding, the one of yesterday."""


def counts(connection: Connection) -> dict[str, int]:
    """Give the number of rows of each table."""
    names = inspect(connection).get_table_names()
    return {name: connection.scalar(select(func.count()).select_from(Table(name, MetaData()))) or 0 for name in names}


async def test_each_migration_loses_nothing_of_full_tables(database: Database) -> None:
    async with database.restructuring() as connection:
        await connection.run_sync(move_to, REVISIONS[0])
    for revision in REVISIONS[1:]:
        async with database.engine.begin() as connection:
            await connection.run_sync(fill_anew)
            before = await connection.run_sync(counts)
        assert len(before) > 15
        assert all(before.values())
        async with database.restructuring() as connection:
            await connection.run_sync(move_to, revision)
            after = await connection.run_sync(counts)
        assert {name: number for name, number in after.items() if name in before} == before, revision


@pytest.mark.parametrize("revision", JUMPS)
async def test_a_database_in_use_loses_nothing(database: Database, revision: str) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), revision))
    async with database.engine.begin() as connection:
        await connection.run_sync(fill)
        before = await connection.run_sync(counts)
    assert len(before) > 15
    assert all(before.values())
    assert await migrate(database)
    async with database.engine.connect() as connection:
        after = await connection.run_sync(counts)
        assert (after["audit_entries"] > 1) is (revision < BOUND_BY)  # what there is was bound
        after["audit_entries"] = 1
        assert {name: number for name, number in after.items() if name in before} == before
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == newest()
        if database.is_sqlite:
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
            assert await connection.scalar(text("PRAGMA foreign_keys")) == 1


async def test_a_change_that_leaves_rows_without_what_they_belong_to_is_not_made(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(fill)

    async def lose_the_projects() -> None:
        async with database.restructuring() as connection:
            await connection.execute(text("DELETE FROM projects"))

    with pytest.raises((RowsLost, IntegrityError)):
        await lose_the_projects()
    async with database.engine.begin() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM projects")) == 1
        with pytest.raises(IntegrityError):
            await connection.execute(text("DELETE FROM projects"))


async def test_mails_of_before_are_kept_word_for_word(database: Database) -> None:
    names = ["id", "kind", "recipient", "subject", "enclosures", "secret", "status", "attempts"]
    names += ["message", "composed", "letter"]
    outbox = table("outbox", *(column(name) for name in names), column("created_at", Instant()))
    mails = [("kept", b"From: us\r\n\r\nDobro utro"), ("withdrawn", b"")]
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "0006"))
        for subject, message in mails:
            values = {
                "id": uuid.uuid4().hex if database.is_sqlite else uuid.uuid4(),
                "kind": "confirmed",
                "recipient": "a@b.org",
            }
            values |= {"subject": subject, "enclosures": "[]", "secret": False, "status": "sent", "attempts": 1}
            await connection.execute(insert(outbox).values(**values, message=message, created_at=NOW))
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))
        rows = await connection.execute(select(outbox.c.subject, outbox.c.composed, outbox.c.letter))
        assert {tuple(row) for row in rows} == {("kept", mails[0][1], None), ("withdrawn", None, None)}
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "0006"))
        rows = await connection.execute(select(outbox.c.subject, outbox.c.message))
        assert {tuple(row) for row in rows} == set(mails)
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_there_is_at_the_upgrade_is_bound_once_and_protected_from_then_on(
    database: Database, settings: Settings
) -> None:
    await happened(database, settings)
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "0031"))
        await connection.execute(text("UPDATE check_ins SET device = 'X'"))  # nobody can know of it any more
    assert await migrate(database)
    assert not await migrate(database)
    await whole(database)
    async with database.engine.begin() as connection:
        entries = "SELECT count(*) FROM audit_entries WHERE action = 'rows.bound_at_upgrade'"
        assert await connection.scalar(text(entries)) > 5
        await connection.execute(text("UPDATE check_ins SET device = 'Y'"))
    async with database.reading() as session:
        found = [each async for each in wholeness.faults(session)]
    assert len(found) == 3
    assert all(each.startswith("scan ") and each.endswith("was changed after it was written") for each in found)
