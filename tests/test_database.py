"""The ground floor on both databases: migrations equal the tables, the audit log shows every change to it."""

import importlib
import pkgutil
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, select, update

import events_service
from events_service import audit, chain
from events_service.database import Base, Database, Instant
from events_service.migrations import configuration, newest
from tests.counting import counting

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)


async def test_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    for module in pkgutil.walk_packages(events_service.__path__, "events_service."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_the_newest_migration_by_number_is_the_head() -> None:
    assert newest() == ScriptDirectory.from_config(configuration()).get_current_head()


async def entries(database: Database) -> None:
    for number in range(1, 4):
        async with database.transaction() as session:
            await audit.append(
                session,
                audit.Entry(
                    at=NOW,
                    actor="operator",
                    action="account.add",
                    subject=f"account:{number}",
                    facts={"role": "organiser"},
                    personal={"name": f"Person {number}"},
                ),
            )


async def faults(database: Database) -> list[str]:
    async with database.reading() as session:
        return [fault async for fault in chain.faults(session)]


async def test_an_untouched_chain_verifies(database: Database) -> None:
    await entries(database)
    assert await faults(database) == []


@pytest.mark.parametrize("people", [1, 3])
async def test_entries_are_appended_together_by_four_statements_however_many_they_are(
    database: Database, people: int
) -> None:
    written = [
        audit.Entry(at=NOW, actor="operator", action="account.add", subject=f"account:{each}", personal={"name": "Ana"})
        for each in range(people)
    ]
    await entries(database)
    async with database.transaction() as session:
        with counting(database) as statements:
            await audit.append_all(session, written)
    assert [each.split()[0] for each in statements] == ["SELECT", "INSERT", "UPDATE", "INSERT"]
    assert await faults(database) == []
    async with database.reading() as session:
        rows = (await session.scalars(select(audit.EntryRow).order_by(audit.EntryRow.position).offset(3))).all()
    assert [row.subject for row in rows] == [each.subject for each in written]


async def test_nothing_to_append_waits_for_nobody(database: Database) -> None:
    async with database.transaction() as session:
        with counting(database) as statements:
            await audit.append_all(session, [])
    assert statements == []


async def test_an_entry_of_an_instant_in_any_zone_verifies(database: Database) -> None:
    async with database.transaction() as session:
        at = NOW.astimezone(ZoneInfo("Europe/Sofia"))
        await audit.append(session, audit.Entry(at=at, actor="operator", action="account.add", subject="account:1"))
    assert await faults(database) == []


async def test_a_changed_entry_is_found(database: Database) -> None:
    await entries(database)
    async with database.transaction() as session:
        await session.execute(update(audit.EntryRow).where(audit.EntryRow.position == 2).values(actor="somebody else"))
    assert await faults(database) == ["audit entry 2 was changed after it was written"]


async def test_entries_cut_off_at_the_end_are_found(database: Database) -> None:
    await entries(database)
    async with database.transaction() as session:
        await session.execute(delete(audit.PersonalValueRow).where(audit.PersonalValueRow.position == 3))
        await session.execute(delete(audit.EntryRow).where(audit.EntryRow.position == 3))
    assert await faults(database) == ["the audit log ends at entry 2, its head says otherwise: entries were cut off"]


async def test_a_changed_personal_value_is_found(database: Database) -> None:
    await entries(database)
    async with database.transaction() as session:
        await session.execute(
            update(audit.PersonalValueRow).where(audit.PersonalValueRow.position == 2).values(value="Somebody")
        )
    assert await faults(database) == ["audit entry 2: the value of name was changed after it was written"]


async def test_erasing_a_person_leaves_the_chain_verifiable(database: Database) -> None:
    await entries(database)
    async with database.transaction() as session:
        await audit.erase(session, subject="account:2", at=NOW)
    assert await faults(database) == []
    async with database.reading() as session:
        erased = await session.get_one(audit.PersonalValueRow, (2, "name"))
    assert (erased.value, erased.salt, erased.erased_at) == (None, None, NOW)


async def test_one_reading_sees_one_state_beside_a_writer(database: Database) -> None:
    await entries(database)
    async with database.reading() as session:
        before = list(await session.scalars(select(audit.EntryRow.position).order_by(audit.EntryRow.position)))
        async with database.transaction() as writing:
            await audit.append(
                writing, audit.Entry(at=NOW, actor="operator", action="definition.created", subject="project:secon")
            )
        assert [fault async for fault in chain.faults(session)] == []
        after = list(await session.scalars(select(audit.EntryRow.position).order_by(audit.EntryRow.position)))
    assert after == before


async def test_an_instant_without_an_offset_is_refused(database: Database) -> None:
    column = Instant()
    with pytest.raises(ValueError, match="needs an offset"):
        column.process_bind_param(NOW.replace(tzinfo=None), database.engine.dialect)


async def test_a_transaction_that_fails_changes_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await audit.append(session, audit.Entry(at=NOW, actor="operator", action="account.add", subject="nobody"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.reading() as session:
        head = await session.get_one(audit.HeadRow, 1)
    assert head.position == 0
