"""Backup and restore: every table's rows, files and the secret key in one file, the same for SQLite and PostgreSQL.

The file is a zip of one JSON-lines file for each table, so a backup of an embedded database restores onto a server;
contents of files that are kept lie in it under their SHA-256.
"""

import base64
import contextlib
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.types import TypeEngine

from events_service.attendance import wholeness
from events_service.database import Base, Choice, Database, Document, Instant, RowsLost
from events_service.files.keeping import digest_in
from events_service.files.store import Store, store_of
from events_service.files.tables import FileRow
from events_service.migrations import bring_up, move_to, newest, revisions
from events_service.secrets import Sealed, is_key_of
from events_service.settings import Settings

FORM = "events-service backup 1"
FILES = "files/"
"""The folder in a backup under which contents of files lie."""

ROWS_AT_ONCE = 500


class FaultyBackup(ValueError):
    """The file is no backup of this service, or the target is not empty."""


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup holds: rows by table, the migration its tables stand at, and when it was made.

    `sha256` has the digest of each other file in it; the first backups were without. `missing` are the digests of
    files that were not in the store, or not as they were kept.
    """

    form: str
    revision: str
    made_at: datetime
    rows: dict[str, int]
    sha256: dict[str, str] = {}
    missing: list[str] = []


async def back_up(database: Database, settings: Settings, path: Path, now: datetime) -> Manifest:
    """Write a consistent copy of the database while others go on working. The file holds personal data and the key."""
    draft = path.with_name(f".{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        manifest = await _write_all(database, settings, descriptor, now)
        draft.replace(path)
    except BaseException:  # a full disk, or whoever did not wait, leaves half a backup under no name
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        raise
    return manifest


async def _write_all(database: Database, settings: Settings, descriptor: int, now: datetime) -> Manifest:
    """Write a backup into an open file, which is closed."""
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            tables = await connection.run_sync(_tables)
            written = {table.name: await _write(connection, table, archive) for table in tables}
            revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            digests = {f"{name}.jsonl": digest for name, (_, digest) in written.items()}
            files, missing = await _write_files(connection, store_of(settings), archive)
            manifest = Manifest(
                form=FORM,
                revision=str(revision),
                made_at=now,
                rows={name: count for name, (count, _) in written.items()},
                sha256=digests | files | {"secret-key": hashlib.sha256(settings.secret_key.encode()).hexdigest()},
                missing=missing,
            )
            archive.writestr("manifest.json", msgspec.json.encode(manifest))
            archive.writestr("secret-key", settings.secret_key)
    return manifest


async def restore(database: Database, settings: Settings, path: Path) -> Manifest:
    """Fill an empty, migrated database from a backup, all or nothing; one of an older version is brought up to date.

    Raises FaultyBackup.
    """
    with contextlib.ExitStack() as opened:
        with _unharmed(f"{path} is not a backup of this service, or it is damaged"):
            archive = opened.enter_context(zipfile.ZipFile(path))
            manifest = msgspec.json.decode(archive.read("manifest.json"), type=Manifest)
            secret_key = archive.read("secret-key").decode()
            _require_as_written(archive, manifest, path)
        try:
            async with database.restructuring() as connection:
                await _require_empty(connection)
                await _fill(connection, archive, manifest, path)
                _keep_files(store_of(settings), archive, path)
                await _require_whole(connection, secret_key, path)
        except RowsLost as error:
            raise FaultyBackup(f"{path} is not as it was written, nothing was restored: {error}") from error
    key = settings.data_dir / "secret-key"
    key.write_text(secret_key)
    key.chmod(0o600)
    return manifest


@contextlib.contextmanager
def _unharmed(sentence: str) -> Iterator[None]:
    """Say in one sentence whatever is raised by octets that are not those that were written. Raises FaultyBackup."""
    try:
        yield
    except FaultyBackup:
        raise
    except HARM as error:
        raise FaultyBackup(sentence) from error


HARM = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),  # of the archive
    *(msgspec.MsgspecError, LookupError, TypeError, ValueError, OverflowError, AttributeError, SQLAlchemyError),
)


def _require_as_written(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Compare all that is in a backup with its manifest, before a row is read. Raises FaultyBackup."""
    differing = (name for name, digest in manifest.sha256.items() if _digest(archive, name) != digest)
    altered = archive.testzip() or next(differing, None)
    if altered is not None:
        raise FaultyBackup(f"{path} is damaged: {altered} in it is not what was written; take another copy")
    if manifest.revision not in revisions():
        raise FaultyBackup(
            f"{path} was made by a newer version (migration {manifest.revision}, here {newest()}); "
            "install that version, or a later one, and restore it there"
        )


async def _fill(connection: AsyncConnection, archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Put the rows into tables as they were when the backup was made, and bring these up to date."""
    if manifest.revision != newest():
        await connection.run_sync(move_to, manifest.revision)
    for table in await connection.run_sync(_tables):
        await connection.execute(table.delete())
        count = 0
        with _unharmed(f"{path}: what it holds of {table.name} cannot be restored; nothing was"):
            async for rows in _read(archive, table):
                await connection.execute(insert(table), rows)
                count += len(rows)
        if count != manifest.rows.get(table.name, count):
            raise FaultyBackup(
                f"{path} holds {count} rows of {table.name}, {manifest.rows[table.name]} were written; take another"
                " copy"
            )
    if manifest.revision != newest():
        with _unharmed(f"{path} cannot be brought up to date, nothing was restored; take another copy"):
            await bring_up(connection, manifest.revision)


async def _write_files(
    connection: AsyncConnection, store: Store, archive: zipfile.ZipFile
) -> tuple[dict[str, str], list[str]]:
    """Write the contents that rows know of; give their names with their digests, and which are missing or damaged."""
    digests = (await connection.scalars(select(FileRow.digest).order_by(FileRow.digest))).all()
    missing = [digest for digest in digests if digest_in(store, digest) != digest]
    written = {f"{FILES}{digest}": digest for digest in digests if digest not in missing}
    for name, digest in written.items():
        as_it_is = zipfile.ZipInfo(name)  # documents and pictures are packed by themselves
        with store.open(digest) as file, archive.open(as_it_is, "w", force_zip64=True) as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
    return written, missing


def _keep_files(store: Store, archive: zipfile.ZipFile, path: Path) -> None:
    """Put the contents where the service keeps them. Raises FaultyBackup."""
    for name in archive.namelist():
        if name.startswith(FILES):
            with _unharmed(f"{path}: {name} in it cannot be restored; nothing was"), archive.open(name) as file:
                draft = store.receive(cast(BinaryIO, file), archive.getinfo(name).file_size)
            if f"{FILES}{draft.digest}" != name:
                store.discard(draft)
                raise FaultyBackup(f"{path} is damaged: {name} in it is not what was written; take another copy")
            store.keep(draft)


def _digest(archive: zipfile.ZipFile, name: str) -> str | None:
    if name not in archive.namelist():
        return None
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


async def _require_whole(connection: AsyncConnection, secret_key: str, path: Path) -> None:
    """Look before anything is committed for all that `verify` looks for, and at the key. Raises FaultyBackup."""
    not_so = f"{path} is not as it was written, nothing was restored"
    async with AsyncSession(connection) as session:
        with _unharmed(not_so):
            fault = await anext(wholeness.faults(session), None)
        if fault is None and not await is_key_of(session, secret_key):
            fault = "the secret key in it is not the one that its database was begun with"
    if fault is not None:
        raise FaultyBackup(f"{not_so}: {fault}")


async def _require_empty(connection: AsyncConnection) -> None:
    for name in ("accounts", "projects", "registrations"):
        table = Base.metadata.tables[name]
        if await connection.scalar(select(func.count()).select_from(table)):
            raise FaultyBackup("the data directory is not empty; name a new one in EVENTS_DATA_DIR")


def _tables(connection: Connection) -> list[Table]:
    """Give the tables that there are: at an older migration, or before a room is imported, not those of this code."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    return [Table(table.name, MetaData(), *(_column(each) for each in table.columns)) for table in tables]


def _column(found: Column[Any]) -> Column[Any]:
    return Column(found.name, _type(found), primary_key=found.primary_key, autoincrement=False)


def _type(column: Column[Any]) -> TypeEngine[Any]:
    """Give the type that this code knows a column by, else the database's; what is sealed stays so in a backup."""
    table = Base.metadata.tables.get(column.table.name)
    known = column.type if table is None else table.c.get(column.name, column).type
    return known.impl_instance if isinstance(known, Sealed) else known


async def _write(connection: AsyncConnection, table: Table, archive: zipfile.ZipFile) -> tuple[int, str]:
    """Write a table's rows by their keys, and give how many they are and the digest of all.

    A database gives rows in the order in which it happens to keep them: two copies of the same would differ.
    """
    count, digest = 0, hashlib.sha256()
    stream = await connection.stream(select(table).order_by(*table.primary_key))
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        async for row in stream.mappings():
            line = msgspec.json.encode({name: _plain(value) for name, value in row.items()}) + b"\n"
            file.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


def _plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


async def _read(archive: zipfile.ZipFile, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as file:
        for line in file:
            raw = msgspec.json.decode(line)
            rows.append({column.name: _value(column, raw[column.name]) for column in table.columns})
            if len(rows) == ROWS_AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows


def _value(column: Any, raw: Any) -> Any:
    """Give a value of the column's own Python type."""
    if raw is None:
        return None
    ours = column.type
    kind = ours.kind if isinstance(ours, (Instant, Document, Choice)) else ours.python_type
    if kind is bytes:
        return base64.b64decode(raw["base64"])
    if kind is str and not isinstance(raw, str):
        return msgspec.json.encode(raw, order="deterministic").decode()  # a document whose type is known no more
    if kind is UUID:
        return UUID(raw)
    return msgspec.convert(raw, kind)
