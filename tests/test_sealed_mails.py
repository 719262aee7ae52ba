"""M5: what opens something stands in clear neither in the outbox nor in backups, and files are their owner's."""

import asyncio
import json
import stat
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from events_service.app import create_app
from events_service.database import Database
from events_service.mail.outbox import queue, seal_left
from events_service.mail.records import Letter, MailKind
from events_service.mail.tables import MailRow
from events_service.secrets import SEALED_MARK, unlock
from events_service.settings import Settings
from tests.world.service import Run
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
LINK = "https://events.example.org/sign-in/a-token-that-opens-an-account"
KEY = "a secret for tests that is long enough"


@pytest.fixture
async def unlocked(database_url: str, anyio_backend: str) -> AsyncIterator[Database]:
    """The database as the service opens it."""
    opened = Database(database_url)
    unlock(opened, KEY)
    yield opened
    await opened.close()


async def write(database: Database) -> None:
    letter = Letter(
        kind=MailKind.SIGN_IN,
        recipient="maria@example.org",
        recipient_name="Maria",
        subject="Your sign-in link",
        text=f"Open {LINK}",
        html=f"<a href='{LINK}'>Open</a>",
        language="en",
        secret=True,
    )
    async with database.transaction() as session:
        await queue(session, letter, sender="events@example.org", now=NOW)


async def kept(database: Database) -> bytes:
    """Give the letter as the database has it on its disk."""
    async with database.reading() as session:
        return bytes(await session.scalar(text("SELECT letter FROM outbox")))


async def message_in(database: Database) -> bytes:
    async with database.reading() as session:
        (row,) = await session.scalars(MailRow.__table__.select().with_only_columns(MailRow.id))
        return (await session.get_one(MailRow, row)).message


async def test_links_in_waiting_mails_are_sealed_at_rest_and_leave_as_they_were_written(unlocked: Database) -> None:
    await write(unlocked)
    octets = await kept(unlocked)
    assert octets.startswith(SEALED_MARK)
    assert b"sign-in/" not in octets
    assert LINK.encode() in await message_in(unlocked)


async def test_a_letter_opens_under_no_other_key(unlocked: Database, database_url: str) -> None:
    await write(unlocked)
    other = Database(database_url)
    unlock(other, "another secret, long enough, of somebody else")
    with pytest.raises(InvalidTag):
        await message_in(other)
    await other.close()


async def test_mails_that_were_kept_in_clear_are_sealed_once(database: Database, unlocked: Database) -> None:
    await write(database)
    assert LINK.encode() in await kept(database)
    assert LINK.encode() in await message_in(unlocked)
    assert await seal_left(unlocked) == 1
    assert LINK.encode() not in await kept(database)
    assert LINK.encode() in await message_in(unlocked)
    assert await seal_left(unlocked) == 0


async def test_the_service_opens_its_database_unlocked(settings: Settings) -> None:
    database: Database = create_app(settings).state.database
    await write(database)
    assert (await kept(database)).startswith(SEALED_MARK)
    await database.close()


def test_a_backup_holds_no_letter_in_clear_and_restores_what_can_be_read(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    run("account", "add", "maria@example.org", "--name", "Maria", "--role", "organiser")
    key = (tmp_path / "data" / "secret-key").read_text()

    async def use(url: str, *, writes: bool) -> bytes:
        database = Database(url)
        unlock(database, key)
        if writes:
            await write(database)
        message = await message_in(database)
        await database.close()
        return message

    asyncio.run(use(database_url, writes=True))
    assert run("backup", str(tmp_path / "copy.zip")).returncode == 0
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert "sign-in/" not in archive.read("outbox.jsonl").decode()
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    done = run("restore", str(tmp_path / "copy.zip"), **other)
    assert done.returncode == 0, done.stderr
    message = asyncio.run(use(f"sqlite+aiosqlite:///{tmp_path / 'other' / 'events.sqlite'}", writes=False))
    assert LINK.encode() in message


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("existing", [False, True])
def test_files_are_their_owners_alone(run: Run, tmp_path: Path, existing: bool) -> None:
    folder = tmp_path / "data"
    new = {"EVENTS_DATABASE_URL": ""}
    if existing:
        run("account", "list", **new)
        assert run("account", "add", "a@example.org", "--name", "A", "--role", "controller", **new).returncode == 0
        (folder / "events.sqlite").chmod(0o644)
    assert run("account", "add", "maria@example.org", "--name", "M", "--role", "organiser", **new).returncode == 0
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "events.sqlite": 0o600,
        "secret-key": 0o600,
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("mode", "said"), [(0o755, True), (0o700, False)])
def test_a_folder_that_others_look_into_is_named_at_the_start(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, said: bool
) -> None:
    monkeypatch.setattr("events_service.cli.run_server", lambda *_: None)
    monkeypatch.setenv("EVENTS_BASE_URL", "http://127.0.0.1")
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(mode)
    done = run("serve", "--port", "0", EVENTS_DATABASE_URL="")
    assert (f"chmod 700 {tmp_path / 'data'}" in done.stderr) is said


def changed(whole: Path, copy: Path, name: str, new: bytes | None, digests: bool) -> None:
    """Copy a backup with another file in it; with the digests made to fit, if wanted."""
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(copy, "w") as edited:
        for each in archive.namelist():
            content = archive.read(each)
            if each == name and new is not None:
                content = new
            if each == "manifest.json" and not digests:
                content = json.dumps(json.loads(content) | {"sha256": {}}).encode()
            edited.writestr(each, content)


@pytest.mark.parametrize("digests", [True, False])
def test_m2_roles_that_were_edited_in_a_backup_do_not_restore(run: Run, tmp_path: Path, digests: bool) -> None:
    run("account", "add", "maria@example.org", "--name", "Maria", "--role", "organiser")
    run("backup", str(tmp_path / "whole.zip"))
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        accounts = archive.read("accounts.jsonl").replace(b'"organiser"', b'"lead_partner"')
    changed(tmp_path / "whole.zip", tmp_path / "edited.zip", "accounts.jsonl", accounts, digests)
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    done = run("restore", str(tmp_path / "edited.zip"), **other)
    assert done.returncode == 1
    assert ("accounts.jsonl in it is not what was written" if digests else "another role") in done.stderr
    assert run("account", "list", **other).stdout == ""
    assert run("restore", str(tmp_path / "whole.zip"), **other).returncode == 0


@pytest.mark.parametrize("digests", [True, False])
def test_m2_a_backup_with_another_key_does_not_restore(run: Run, tmp_path: Path, digests: bool) -> None:
    run("account", "add", "maria@example.org", "--name", "Maria", "--role", "organiser")
    run("backup", str(tmp_path / "whole.zip"))
    changed(tmp_path / "whole.zip", tmp_path / "edited.zip", "secret-key", b"x" * 64, digests)
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    done = run("restore", str(tmp_path / "edited.zip"), **other)
    assert done.returncode == 1
    assert "key" in done.stderr
    assert (tmp_path / "other" / "secret-key").read_text() != "x" * 64


def test_a_backup_that_a_full_disk_cuts_off_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("account", "add", "maria@example.org", "--name", "Maria", "--role", "organiser")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("events_service.backup.zipfile.ZipFile.writestr", full)
    done = run("backup", str(tmp_path / "x.zip"))
    assert (done.returncode, "No space left on device" in done.stderr) == (1, True)
    assert list(tmp_path.glob("*.zip*")) + list(tmp_path.glob(".*.part")) == []
