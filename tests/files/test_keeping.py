"""Files are kept once by content, whole or not at all, and removed when nothing refers to them."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from events_service.audit import EntryRow
from events_service.database import Database
from events_service.files.keeping import (
    FileFacts,
    KnownFile,
    Sender,
    faults,
    find_files,
    keep_file,
    note_uses,
    remove_stray,
    remove_unused,
)
from events_service.files.store import FileTooLarge, FolderStore, store_of
from events_service.settings import Settings
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
SENDER = Sender(actor="operator", subject="event:workshop", now=NOW)
SLIDES = FileFacts(media_type="application/pdf")


async def kept(database: Database, store: FolderStore, content: bytes) -> KnownFile:
    return await keep_file(database, store, store.receive(io.BytesIO(content), 100), SLIDES, SENDER)


@pytest.fixture
def store(settings: Settings) -> FolderStore:
    chosen = store_of(settings)
    assert isinstance(chosen, FolderStore)
    return chosen


def files_in(settings: Settings) -> list[Path]:
    return sorted(path for path in (settings.data_dir / "files").rglob("*") if path.is_file())


async def test_a_file_is_kept_as_long_as_something_shows_it_and_then_for_a_month(
    database: Database, settings: Settings, store: FolderStore
) -> None:
    """It is stored once whoever sends it again, is gone when nothing refers to it, and the log tells of both."""
    first, again = await kept(database, store, b"slides"), await kept(database, store, b"slides")
    unused = await kept(database, store, b"sent and never shown")
    assert first == again
    assert [path.name for path in files_in(settings)] == sorted([first.digest, unused.digest])
    assert all(path.stat().st_mode & 0o077 == 0 for path in files_in(settings))
    async with database.transaction() as session:
        await note_uses(session, "event:workshop", {first.digest}, NOW)
    assert await remove_unused(database, store, NOW + timedelta(hours=23)) == 0
    assert await remove_unused(database, store, NOW + timedelta(hours=25)) == 1
    async with database.transaction() as session:
        await note_uses(session, "event:workshop", set(), NOW + timedelta(days=2))
    assert await remove_unused(database, store, NOW + timedelta(days=31)) == 0
    async with database.transaction() as session:
        await note_uses(session, "event:copy", {first.digest}, NOW + timedelta(days=31))
    assert await remove_unused(database, store, NOW + timedelta(days=33)) == 0
    async with database.transaction() as session:
        await note_uses(session, "event:copy", set(), NOW + timedelta(days=40))
    assert await remove_unused(database, store, NOW + timedelta(days=71)) == 1
    assert files_in(settings) == []
    async with database.reading() as session:
        assert await find_files(session, [first.digest]) == {}
        logged = [
            (row.action, row.facts["digest"])
            for row in await session.scalars(select(EntryRow).order_by(EntryRow.position))
            if "digest" in row.facts
        ]
    assert logged[-3:] == [
        ("file.kept", unused.digest),
        ("file.removed", unused.digest),
        ("file.removed", first.digest),
    ]


async def test_a_file_that_is_missing_or_was_changed_is_named(
    database: Database, settings: Settings, store: FolderStore
) -> None:
    whole, changed, missing = [await kept(database, store, content) for content in (b"a", b"b", b"c")]
    for path in files_in(settings):
        if path.name == changed.digest:
            path.write_bytes(b"B")
    store.remove(missing.digest)
    async with database.reading() as session:
        said = [fault async for fault in faults(session, store)]
    assert len(said) == 2
    assert whole.digest not in "".join(said)
    assert any(changed.digest in each and "changed" in each for each in said)
    assert any(missing.digest in each and "missing" in each for each in said)
    await kept(database, store, b"b")
    async with database.reading() as session:
        assert [missing.digest in fault async for fault in faults(session, store)] == [True]


class _Cut(io.BytesIO):
    """A transfer that breaks off."""

    def read(self, size: int | None = -1, /) -> Any:
        """Give some octets, then none ever."""
        if self.tell():
            raise ConnectionError
        return super().read(3)


async def test_of_an_upload_that_is_cut_or_too_large_nothing_is_left(
    database: Database, settings: Settings, store: FolderStore
) -> None:
    with pytest.raises(ConnectionError):
        store.receive(_Cut(b"half of it"), 100)
    with pytest.raises(FileTooLarge):
        store.receive(io.BytesIO(b"x" * 101), 100)
    assert files_in(settings) == []
    draft = store.receive(io.BytesIO(b"the service stopped here"), 100)
    await remove_stray(database, store)
    assert files_in(settings) == [draft.path]


async def test_what_two_send_at_once_is_kept_once(database: Database, settings: Settings, store: FolderStore) -> None:
    both = await asyncio.gather(kept(database, store, b"slides"), kept(database, store, b"slides"))
    assert both[0] == both[1]
    assert len(files_in(settings)) == 1
