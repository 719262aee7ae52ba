"""H6: commands that look make nothing, migrate nothing and change nothing, and say what they have read.

Neither do those make a database that change what has to be there already.
"""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from events_service import audit
from events_service.database import Database
from events_service.migrations import newest
from tests.world.service import Run

ROOT = Path(__file__).parent.parent.parent
FIXTURES = str(ROOT / "fixtures" / "secon")
LOOKING = [
    ["verify"],
    ["audit-head"],
    ["account", "list"],
    ["token", "list"],
    ["outbox"],
    ["export", "harghita-2024"],
    ["ics"],
    ["attendance-report", "harghita-2024", "-o", "record.json"],
    ["sign-in-sheets", "harghita-2024", "-o", "sheets.pdf"],
    ["badges", "harghita-2024", "-o", "badges.pdf"],
    ["certificates", "harghita-2024", "-o", "certificates.pdf"],
    ["backup", "copy.zip"],
]
CHANGING = [
    ["sign-in-link", "maria@example.org"],
    ["account", "close", "maria@example.org"],
    ["account", "change", "maria@example.org", "--role", "organiser"],
    ["account", "sign-out", "maria@example.org"],
    ["token", "create", "maria@example.org"],
    ["token", "revoke", "1"],
    ["import", "harghita-2024", f"{FIXTURES}/participants.csv", "--dry-run"],
]


def found_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", [*LOOKING, *CHANGING], ids=" ".join)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mistyped_directory_is_said_in_a_sentence_and_nothing_is_made_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*command, EVENTS_DATABASE_URL="", EVENTS_DATA_DIR=str(tmp_path / "mistyped"))
    assert done.returncode == 1
    assert done.stderr == (
        f"there is no database {tmp_path / 'mistyped' / 'events.sqlite'}; name the service's own in EVENTS_DATA_DIR\n"
    )
    assert done.stdout == ""
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize("command", [["verify"], ["serve", "--port", "0"], ["load", FIXTURES]], ids=" ".join)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_of_0_bytes_is_no_new_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setattr("events_service.cli.run_server", lambda *_: pytest.fail("it serves a lost database"))
    monkeypatch.setattr("events_service.database.MOMENTS", 1)
    monkeypatch.setenv("EVENTS_BASE_URL", "http://127.0.0.1")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "events.sqlite").touch()
    done = run(*command, EVENTS_DATABASE_URL="")
    assert done.returncode == 1
    assert "is empty (0 bytes): remove the file; then put a backup in its place by `restore`" in done.stderr
    assert "restore" in done.stderr
    assert (tmp_path / "data" / "events.sqlite").stat().st_size == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_is_just_beginning_a_database_is_waited_for(run: Run, tmp_path: Path, database_url: str) -> None:
    async def begin() -> None:
        path = tmp_path / "begun.sqlite"
        path.touch()
        database = Database(f"sqlite+aiosqlite:///{path}", looks=True)
        waiting = asyncio.create_task(database.require_readable())
        await asyncio.sleep(0.1)
        shutil.copy(tmp_path / "events.sqlite", path)
        await waiting
        await database.close()

    asyncio.run(begin())


def test_verify_leaves_the_database_and_its_folder_as_they_are(run: Run, tmp_path: Path, database_url: str) -> None:
    assert run("load", FIXTURES).returncode == 0
    before = found_in(tmp_path)
    assert run("verify").returncode == 0
    assert run("account", "list").returncode == 0
    assert found_in(tmp_path) == before


def test_verify_says_how_much_it_read_and_the_head_of_the_log(run: Run, database_url: str) -> None:
    run("load", FIXTURES)
    head = asyncio.run(_head(database_url))
    assert run("verify").stdout == (
        f"The audit log and all seals are whole: {head.position} entries and 0 seals read; the head of the log is"
        f" {head.digest}.\n"
    )


async def _head(database_url: str) -> audit.Head:
    database = Database(database_url, looks=True)
    async with database.reading() as session:
        head = await audit.read_head(session)
    await database.close()
    return head


def test_a_database_that_is_behind_is_not_brought_up_to_date_by_looking(run: Run, database_url: str) -> None:
    run("load", FIXTURES)

    async def become(revision: str) -> None:
        database = Database(database_url)
        async with database.engine.begin() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        await database.close()

    asyncio.run(become("0001"))
    done = run("verify")
    assert done.returncode == 1
    assert done.stderr == (
        f"the database is that of an older version (migration 0001, here {newest()}); `events-service serve` brings it"
        " up to date\n"
    )


@pytest.mark.anyio
async def test_the_database_itself_refuses_whoever_only_looks_and_writes(database_url: str) -> None:
    database = Database(database_url, looks=True)
    with pytest.raises(DBAPIError):
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM accounts"))
    await database.close()


def test_every_fault_is_named(run: Run, database_url: str) -> None:
    run("load", FIXTURES)

    async def change() -> None:
        database = Database(database_url)
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE audit_entries SET actor = 'x' WHERE position IN (2, 3)"))
        await database.close()

    asyncio.run(change())
    done = run("verify")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"audit entry {position} was changed after it was written" for position in (2, 3)
    ]


def test_a_clock_that_was_set_back_is_logged_and_named(
    run: Run, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    run("load", FIXTURES)
    at = datetime(2024, 4, 1, 9, tzinfo=UTC)

    async def go_on() -> int:
        database = Database(database_url)
        for moment in (at + timedelta(hours=40), at + timedelta(hours=7), at + timedelta(hours=6, minutes=59.5)):
            async with database.transaction() as session:
                entry = audit.Entry(at=moment, actor="operator", action="sign-in", subject="test")
                await audit.append(session, entry)
        async with database.reading() as session:
            position = (await audit.read_head(session)).position
        await database.close()
        return position

    position = asyncio.run(go_on())
    (record,) = [each for each in caplog.records if "set back" in each.message]
    assert record.message.startswith("the clock was set back by 1 day, 9:00:00")
    done = run("verify")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == (
        f"the clock was set back by 1 day, 9:00:00 before audit entry {position - 1}, of 2024-04-01 16:00:00 UTC"
    )
    assert len(done.stdout.splitlines()) == 2
