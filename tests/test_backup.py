"""Backups that are not what was written: each is refused in one sentence, and nothing of it is restored."""

import hashlib
import io
import shutil
import zipfile
from collections.abc import AsyncIterator, Iterator
from enum import Enum
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from events_service import cli
from events_service.attendance import wholeness
from events_service.backup import FaultyBackup, Manifest, back_up, restore
from events_service.database import Database
from events_service.files.keeping import FileFacts, Sender, faults, keep_file
from events_service.files.store import store_of
from events_service.settings import Settings
from tests.mutilating import mutilated
from tests.world.tampering import CHANGES, happened
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
assert cli.commands  # every room's tables are known, as they are to the command


@pytest.fixture
async def empty(sqlite_template: Path, settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[Database, Settings]]:
    """Another place to restore to, with nothing in it."""
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "events.sqlite")
    database = Database(f"sqlite+aiosqlite:///{folder / 'events.sqlite'}")
    yield database, replace(settings, data_dir=folder)
    await database.close()


@pytest.fixture
async def backup(database: Database, settings: Settings, tmp_path: Path) -> Path:
    """A backup of an event that took place."""
    await happened(database, settings)
    path = tmp_path / "backup.zip"
    await back_up(database, settings, path, MORNING)
    return path


def content_of(path: Path) -> dict[str, bytes]:
    """Give the files of a backup."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def octets_of(path: Path) -> bytes:
    """Give a file as it is."""
    return path.read_bytes()


async def refusal(place: tuple[Database, Settings], path: Path) -> str:
    """Give the sentence a backup is refused with; none where it was restored."""
    try:
        await restore(*place, path)
    except FaultyBackup as refused:
        return str(refused)
    return ""


async def require_nothing(place: tuple[Database, Settings], tmp_path: Path) -> None:
    """Require that the other place is as the migrations left it."""
    database, settings = place
    assert [each.name for each in settings.data_dir.glob("secret*")] == []
    manifest = await back_up(database, settings, tmp_path / "nothing.zip", MORNING)
    assert {name for name, count in manifest.rows.items() if count} == {"audit_head"}


@pytest.mark.parametrize("name", ["no mark", "another name", "another role", "another agenda", "a scan of another day"])
async def test_a_backup_whose_rows_contradict_its_log_is_refused_as_verify_would(
    database: Database, settings: Settings, empty: tuple[Database, Settings], tmp_path: Path, name: str
) -> None:
    await happened(database, settings)
    statement, said = CHANGES[name]
    async with database.engine.begin() as connection:
        await connection.execute(statement)
    path = tmp_path / "backup.zip"
    await back_up(database, settings, path, MORNING)
    refused = await refusal(empty, path)
    assert refused.startswith(f"{path} is not as it was written, nothing was restored: ")
    assert said in refused
    await require_nothing(empty, tmp_path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_damaged_backup_is_refused_in_one_sentence_and_what_holds_the_same_is_restored(
    backup: Path, empty: tuple[Database, Settings], tmp_path: Path
) -> None:
    whole, path = content_of(backup), tmp_path / "damaged.zip"
    refused, unharmed = [], []
    for content in mutilated(octets_of(backup), seed=1):
        path.write_bytes(content)
        match left_of(path, whole):
            case Left.ALL:
                unharmed.append(content)
            case Left.LESS:
                refused.append(await refusal(empty, path))
    assert len(refused) > 250
    assert all(sentence.startswith(str(path)) and "\n" not in sentence for sentence in refused)
    await require_nothing(empty, tmp_path)
    path.write_bytes(unharmed[0])
    assert await refusal(empty, path) == ""
    await back_up(*empty, tmp_path / "again.zip", MORNING)
    assert content_of(tmp_path / "again.zip") == whole


class Left(Enum):
    """What a damage left of a backup; where it hit its manifest alone, to be restored or refused are both right."""

    ALL = "all"
    ROWS = "rows"
    LESS = "less"


def left_of(path: Path, whole: dict[str, bytes]) -> Left:
    """Tell what an archive has of the whole one, whatever reading a damaged one raises."""
    try:
        content = content_of(path)
        msgspec.json.decode(content["manifest.json"], type=Manifest)
    except Exception:
        return Left.LESS
    if content == whole:
        return Left.ALL
    return Left.ROWS if content | {"manifest.json": b""} == whole | {"manifest.json": b""} else Left.LESS


FORGED = tuple(f"{table}.jsonl" for table in ("outbox", "check_ins", "evidence_marks", "audit_entries", "audit_head"))


def forged(whole: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Give backups of which one table is damaged, under a manifest that says that it was written so."""
    manifest = msgspec.json.decode(whole["manifest.json"], type=Manifest)
    for name in FORGED:
        part = next(mutilated(whole[name], seed=3))
        as_if = replace(manifest, sha256=manifest.sha256 | {name: hashlib.sha256(part).hexdigest()})
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for each, kept in (whole | {name: part, "manifest.json": msgspec.json.encode(as_if)}).items():
                archive.writestr(each, kept)
        yield name, out.getvalue()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_rows_damaged_under_a_manifest_that_fits_are_refused_in_one_sentence_or_are_bound_to_nothing(
    backup: Path, empty: tuple[Database, Settings], tmp_path: Path, sqlite_template: Path
) -> None:
    path, (database, settings) = tmp_path / "forged.zip", empty
    refused = set()
    for name, content in forged(content_of(backup)):
        path.write_bytes(content)
        if sentence := await refusal(empty, path):
            assert sentence.startswith(str(path))
            assert "\n" not in sentence
            refused.add(name)
            continue
        async with database.reading() as session:
            assert [fault async for fault in wholeness.faults(session)] == []
        await database.close()
        shutil.rmtree(settings.data_dir)
        settings.data_dir.mkdir()
        shutil.copy(sqlite_template, settings.data_dir / "events.sqlite")
    assert refused >= set(FORGED[1:])
    await require_nothing(empty, tmp_path)


async def test_a_backup_brings_files_along_and_says_which_were_lost(
    database: Database, settings: Settings, empty: tuple[Database, Settings], tmp_path: Path
) -> None:
    store, other = store_of(settings), store_of(empty[1])
    sender = Sender(actor="operator", subject="event:workshop", now=MORNING)
    known = [
        await keep_file(database, store, store.receive(io.BytesIO(content), 100), FileFacts(media_type="a/b"), sender)
        for content in (b"slides", b"lost")
    ]
    store.remove(known[1].digest)
    path = tmp_path / "backup.zip"
    assert (await back_up(database, settings, path, MORNING)).missing == [known[1].digest]
    (tmp_path / "changed.zip").write_bytes(octets_of(path).replace(b"slides", b"Slides"))
    assert "damaged" in await refusal(empty, tmp_path / "changed.zip")
    await restore(*empty, path)
    with other.open(known[0].digest) as file:
        assert file.read() == b"slides"
    async with empty[0].reading() as session:
        assert [known[1].digest in fault async for fault in faults(session, other)] == [True]
