"""Whatever column or row of evidence is changed, removed, invented or damaged, `verify` names it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, Table, UniqueConstraint, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.types import Boolean, Date, Integer, LargeBinary, Uuid

from events_service.access.accounts import NewAccount
from events_service.access.records import Role
from events_service.attendance import wholeness
from events_service.attendance.review import submit
from events_service.binding import Kind, kinds
from events_service.database import Base, Choice, Database, Document, Instant, table_of
from events_service.programme.inviting import enter_invitation
from events_service.programme.tables import EventRow
from events_service.registrations.places.invite import NewLink, make_link
from events_service.settings import Settings
from tests.world.evidence import CHAIN, IN_WORDS
from tests.world.tampering import happened
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AFTERWARDS = datetime(2024, 4, 20, 9, tzinfo=UTC)

SAMPLES = ((Instant, datetime(2024, 4, 1, 9, tzinfo=UTC)), (Uuid, UUID(int=7)), (Boolean, True), (Integer, 7))
SAMPLES += ((Date, date(2024, 4, 1)), (LargeBinary, b"x"), (Document, {}))


def sample(column: Column[Any]) -> Any:
    """Give a value that a column takes."""
    if isinstance(column.type, Choice):
        return next(iter(column.type.kind))
    return next((value for kind, value in SAMPLES if isinstance(column.type, kind)), "x")


def other(column: Column[Any], value: Any) -> Any:
    """Give what nobody wrote there, as text or a number that the database takes."""
    if isinstance(column.type, Integer | Boolean):
        return 1 - (value or 0)
    return uuid4().hex if isinstance(column.type, Uuid) else f"2019-{value}"


@asynccontextmanager
async def past_the_service(database: Database) -> AsyncIterator[AsyncConnection]:
    """Give the connection of somebody who holds the database and need not mind which rows belong together."""
    async with database.engine.connect() as connection:
        # The only statement that is none within a transaction, in the place of the one that begins it.
        await connection.execution_options(begin="PRAGMA foreign_keys = OFF")
        async with connection.begin():
            pass
        await connection.execution_options(begin="BEGIN")
        yield connection
        await connection.invalidate()


async def faults(connection: AsyncConnection) -> list[str]:
    async with AsyncSession(connection) as session:
        return [each async for each in wholeness.faults(session)]


async def filled(database: Database, settings: Settings) -> None:
    """Let things happen, and let the service write a row into each table of evidence in which nothing did."""
    staff = await happened(database, settings)
    await submit(database, settings, "workshop", account=staff, now=AFTERWARDS)
    for_one = NewLink(name="Iva", email="iva@example.org", language="bg")
    await make_link(database, settings, "workshop", for_one, account=staff, now=NOW)
    colleague = NewAccount(email="petra@example.org", name="Petra", role=Role.CONTROLLER, project="secon")
    async with database.transaction() as session:
        await enter_invitation(session, colleague, by=staff, now=NOW)
    async with past_the_service(database) as connection:
        async with AsyncSession(connection) as session:
            for kind in kinds().values():
                table = kind.table
                if (await session.execute(select(*table.primary_key).limit(1))).first() is None:
                    values = {column.name: sample(column) for column in table.c}
                    await session.execute(insert(table), [values])
            await session.commit()
        await connection.commit()


async def first_row(connection: AsyncConnection, table: Table) -> tuple[int, dict[str, Any]]:
    """Give the row of a table that is changed, as it stands, by its rowid: whatever is changed, it is the same one."""
    names = ", ".join(f'"{column.name}"' for column in table.c)
    rowid, *values = (await connection.execute(text(f"SELECT rowid, {names} FROM {table.name} LIMIT 1"))).one()
    return rowid, dict(zip(table.c.keys(), values, strict=True))


async def change(connection: AsyncConnection, table: Table, column: Column[Any]) -> None:
    """Put into a column of that row what nobody wrote there."""
    rowid, row = await first_row(connection, table)
    await connection.execute(
        text(f'UPDATE {table.name} SET "{column.name}" = :value WHERE rowid = :rowid'),
        {"value": other(column, row[column.name]), "rowid": rowid},
    )


def said_of(kind: Kind, found: Iterable[str]) -> bool:
    return any(fault.startswith(f"{kind.name} ") for fault in found)


@on_sqlite
async def test_whatever_column_of_evidence_is_changed_its_row_is_named(database: Database, settings: Settings) -> None:
    await filled(database, settings)
    silent, tried = set(), 0
    async with past_the_service(database) as connection:
        assert await faults(connection) == []
        for place in range(max(len(kind.columns) for kind in kinds().values())):
            changed = [(kind, kind.columns[place]) for kind in kinds().values() if place < len(kind.columns)]
            for kind, column in changed:
                await change(connection, kind.table, column)
            found = await faults(connection)
            silent |= {f"{kind.table.name}.{column.name}" for kind, column in changed if not said_of(kind, found)}
            tried += len(changed)
            await connection.rollback()
    assert tried > 150
    assert silent == set()


@on_sqlite
async def test_whatever_row_of_evidence_is_removed_or_invented_it_is_named(
    database: Database, settings: Settings
) -> None:
    await filled(database, settings)
    async with past_the_service(database) as connection:
        for kind in kinds().values():
            rowid, _ = await first_row(connection, kind.table)
            await connection.execute(text(f"DELETE FROM {kind.table.name} WHERE rowid = :rowid"), {"rowid": rowid})
        found = await faults(connection)
        assert [kind.name for kind in kinds().values() if not said_of(kind, found)] == []
        await connection.rollback()
        for kind in kinds().values():
            _, row = await first_row(connection, kind.table)
            unique = {each.name for each in kind.table.c if each.unique} | {each.name for each in kind.keys}
            unique |= {
                each.name
                for rule in kind.table.constraints
                if isinstance(rule, UniqueConstraint)
                for each in rule.columns
            }
            unique |= {each.name for index in kind.table.indexes if index.unique for each in index.columns}
            row |= {name: other(kind.table.c[name], row[name]) for name in unique}
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f":{name}" for name in row)
            await connection.execute(text(f"INSERT INTO {kind.table.name} ({names}) VALUES ({marks})"), row)
        found = await faults(connection)
        assert [kind.name for kind in kinds().values() if not said_of(kind, found)] == []


@on_sqlite
async def test_what_the_log_holds_itself_is_watched_over_column_by_column(
    database: Database, settings: Settings
) -> None:
    await filled(database, settings)
    silent = []
    async with past_the_service(database) as connection:
        tables = [Base.metadata.tables[name] for name in sorted(CHAIN)]
        watched = [(table, column) for table in tables for column in table.c]
        watched += [
            (Base.metadata.tables[table], Base.metadata.tables[table].c[column])
            for table, _, column in (name.partition(".") for name in sorted(IN_WORDS))
        ]
        for table, column in watched:
            await change(connection, table, column)
            if not await faults(connection):
                silent.append(f"{table.name}.{column.name}")
            await connection.rollback()
    assert silent == []


DAMAGE = (
    "UPDATE audit_entries SET facts = substr(facts, 1, length(facts) - 1) WHERE position = 2",
    "UPDATE audit_entries SET commitments = 'x' WHERE position = 3",
    "UPDATE audit_entries SET digest = 'ab' WHERE position = 2",
    "UPDATE audit_entries SET at = 'yesterday' WHERE position = 2",
    "UPDATE audit_entries SET position = 1000 WHERE position = 2",
    "DELETE FROM audit_head",
    "DELETE FROM audit_entries WHERE position = 4",
    "UPDATE audit_personal_values SET value = x'ff'",
    "UPDATE audit_personal_values SET salt = NULL, value = NULL, erased_at = '2024-04-01 09:00:00.000000'",
    "UPDATE registrations SET status = 'promised'",
    "UPDATE registrations SET answers = '{'",
    "UPDATE registrations SET created_at = 'yesterday'",
    "UPDATE events SET definition = '{}'",
    "UPDATE projects SET definition = 'x'",
    "UPDATE check_ins SET outcome = x'00ff'",
    "UPDATE accounts SET role = 'king', event_keys = '{'",
)


@on_sqlite
async def test_what_is_damaged_is_a_fault_and_never_an_error(database: Database, settings: Settings) -> None:
    await filled(database, settings)
    async with past_the_service(database) as connection:
        for damage in DAMAGE:
            await connection.execute(text(damage))
            assert await faults(connection), damage
            await connection.rollback()


@on_sqlite
async def test_what_the_service_itself_changes_and_removes_is_no_fault(database: Database, settings: Settings) -> None:
    await filled(database, settings)
    table, event = table_of(EventRow), kinds()["sent_reminders"].table
    async with database.transaction() as session:
        await session.execute(update(table).values(seats_taken=table.c.seats_taken + 1))
        await session.execute(update(table).where(table.c.key == "workshop").values(host="haskovo"))
        await session.execute(delete(event))
    async with database.engine.connect() as connection:
        assert await faults(connection) == []
