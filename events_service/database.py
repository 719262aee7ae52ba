"""The database: one engine for SQLite or PostgreSQL, transactions that can be seen, the column types of all rooms."""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Dialect, MetaData, String, Table, Text, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

from events_service.database_driver import connect


class Base(DeclarativeBase):
    """The tables of all rooms; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(row: type[Base]) -> Table:
    """Give a class's table, for statements without objects: they cost half, and do not write first what is pending."""
    return Base.metadata.tables[row.__tablename__]


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. SQLite drops offsets, so naive values are refused and UTC is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True
    kind = datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs an offset, {value!r} has none")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant in UTC."""
        return value if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A msgspec type kept as JSON text, with a fixed order of fields, so that equal values are equal text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._encoder = msgspec.json.Encoder(order="deterministic")
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Encode as JSON."""
        return None if value is None else self._encoder.encode(value).decode()

    def as_text(self, value: Any) -> str:
        """Give a value as it is kept; what is text already, for no document is, was read as it stands."""
        return value if isinstance(value, str) else self._encoder.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Decode into the type."""
        return None if value is None else self._decoder.decode(value)

    def __repr__(self) -> str:
        return "Text()"  # what a migration needs to know of it


class Choice(TypeDecorator[Enum]):
    """A member of an enum, kept as its value: text, so that a new member needs no migration.

    Raises ValueError where something else is to be written or compared, or where the database holds an unknown value.
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__(32)
        self.kind = kind

    def process_bind_param(self, value: Enum | None, dialect: Dialect) -> str | None:
        """Give the member's value."""
        if value is None:
            return None
        if not isinstance(value, self.kind):
            raise ValueError(f"{value!r} is no {self.kind.__name__}")
        text: str = value.value
        return text

    def process_result_value(self, value: str | None, dialect: Dialect) -> Enum | None:
        """Give the member of this value."""
        return None if value is None else self.kind(value)

    def __repr__(self) -> str:
        return "String(length=32)"  # what a migration needs to know of it


def new_id() -> UUID:
    """Make a key that sorts by the time it was made (UUIDv7, RFC 9562 §5.7)."""
    return uuid7()


LARGEST_INTEGER = 2**31 - 1
"""The largest number that a column of whole numbers holds."""

MOMENTS, MOMENT_SECONDS = 40, 0.05
"""How often, and how long apart, an empty file is looked at again before it is taken for a lost database."""


CONNECT_SECONDS = 10.0
"""How long a server is waited for that does not answer; whoever asked hears then that it is away."""


class NoDatabase(ValueError):
    """There is no database where one was to be; the message says where, and what to do."""


class Unreachable(ConnectionError):
    """The database's server gives no connection: it is down, starting, full, or knows no such user or database."""


class RowsLost(RuntimeError):
    """A change of tables would leave rows that refer to nothing."""


class Database:
    """An engine and the two ways to use it: `transaction` to change, `reading` to look.

    All queries of one reading see one snapshot, which SQLite always gives and PostgreSQL gives to REPEATABLE READ.

    On SQLite a transaction takes the write lock when it begins (BEGIN IMMEDIATE), so that what it read is still true
    when it writes; on PostgreSQL the use cases lock the rows they decide on. SQLite hands its lock to whoever happens
    to ask when it is free, so that in a rush somebody may never get it; within a process writers queue up instead.
    """

    def __init__(self, url: str, *, looks: bool = False, engine: AsyncEngine | None = None) -> None:
        """Make the engine, or take the one of a database that was closed, with the statements that it has compiled.

        Who only `looks` is refused each change by the database itself.
        """
        self.url = url
        self.looks = looks
        self.is_sqlite = url.startswith("sqlite")
        make = _sqlite_engine if self.is_sqlite else _postgresql_engine
        self.engine = engine or make(url, looks=looks)
        self._writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(**snapshot)
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._watch: sqlite3.Connection | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose changes are committed together when the block ends, or not at all."""
        async with self._turn, AsyncSession(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one state of the database and changes nothing."""
        async with AsyncSession(self._reading, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def restructuring(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that may change tables, all at once when the block ends, or none.

        SQLite changes a table by making it anew and dropping the old one, which rows that refer to it forbid; so they
        are looked at when all is done (https://www.sqlite.org/lang_altertable.html#otheralter). Raises RowsLost.
        """
        async with self._turn, self.engine.connect() as connection:
            if self.is_sqlite:
                # The only statement that is none within a transaction, in the place of the one that begins it.
                await connection.execution_options(begin="PRAGMA foreign_keys=OFF")
                async with connection.begin():
                    pass
                await connection.execution_options(begin="BEGIN IMMEDIATE")
            try:
                async with connection.begin():
                    yield connection
                    if self.is_sqlite and (lost := (await connection.execute(text("PRAGMA foreign_key_check"))).all()):
                        raise RowsLost(f"{len(lost)} rows would refer to nothing: {lost[:3]}")
            finally:
                await connection.invalidate()  # the next one keeps an eye on references again

    def mark(self) -> int | None:
        """Give a number that changes with every commit of any process; None where only a query can tell (PostgreSQL).

        It takes microseconds: SQLite reads it from the memory that its connections share.
        """
        if not self.is_sqlite:
            return None
        if self._watch is None:
            # A connection of its own: the number tells of the commits of all others.
            path = self.engine.url.database or ":memory:"
            self._watch = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        number: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return number

    async def require_readable(self) -> None:
        """Look whether an SQLite file can be opened and is a database. Raises NoDatabase, sqlite3.Error.

        The driver opens it in a thread that outlives a failure, and has nobody to tell of it once the loop is closed.
        """
        if not self.is_sqlite:
            return
        path = Path(self.engine.url.database or ":memory:")
        if self.looks and _size_of(path) is None:
            raise NoDatabase(f"there is no database {path}; name the service's own in EVENTS_DATA_DIR")
        await self._require_content(path)
        if not self.looks:
            _make_private(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()

    async def _require_content(self, path: Path) -> None:
        """Refuse a file of no bytes: it would be taken for a new database, over one that was lost. Raises NoDatabase.

        Another process that is beginning a database has it for a moment.
        """
        for _ in range(MOMENTS):
            if _size_of(path) != 0:
                return
            await asyncio.sleep(MOMENT_SECONDS)
        raise NoDatabase(
            f"the database {path} is empty (0 bytes): remove the file; then put a backup in its place by `restore`, or"
            " a new database is begun"
        )

    async def probe_writing(self) -> None:
        """Write where the database writes, and nothing into it. Raises OSError, SQLAlchemyError where that fails.

        An entry of the server's log is a write to its disk; beside an SQLite file a file is written, for a commit would
        tell every cache of a change.
        """
        if self.is_sqlite:
            await asyncio.to_thread(_write_beside, Path(self.engine.url.database or ":memory:"))
            return
        async with self.transaction() as session:
            if await session.scalar(text("SELECT current_setting('transaction_read_only')")) == "on":
                raise OSError("the database takes no changes: it is a replica, or was told so")
            await session.execute(text("SELECT pg_logical_emit_message(true, 'events-service', 'probe')"))

    async def close(self) -> None:
        """Close all connections."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        await self.engine.dispose()


def _write_beside(path: Path) -> None:
    probe = path.with_name(".probe")
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, b"0" * 4096)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
        with contextlib.suppress(FileNotFoundError):  # another request's, a moment ago
            probe.unlink()


def _make_private(path: Path) -> None:
    """Begin a file that its owner alone reads, or make one so; what SQLite puts beside it has its mode."""
    with contextlib.suppress(OSError):  # no folder, or another owner's file: SQLite says what it is
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            if each.exists() and each.stat().st_mode & 0o077:
                each.chmod(0o600)


def _size_of(path: Path) -> int | None:
    """Give how many bytes a file has; None where there is none."""
    return path.stat().st_size if path.exists() else None


def _postgresql_engine(url: str, *, looks: bool) -> AsyncEngine:
    session = {"server_settings": {"default_transaction_read_only": "on"}} if looks else {}
    connection = {"timeout": CONNECT_SECONDS, **session}
    engine = create_async_engine(
        url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True, connect_args=connection
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def reach(dialect: Any, entry: ConnectionPoolEntry, place: Any, options: Any) -> DBAPIConnection:
        try:
            connected: DBAPIConnection = dialect.connect(*place, **options)
        except Exception as error:  # the driver has a kind of its own for each reason, and the system for others
            raise Unreachable(str(error) or type(error).__name__) from error
        return connected

    return engine


def _sqlite_engine(url: str, *, looks: bool) -> AsyncEngine:
    pragmas = [
        "foreign_keys=ON",
        "synchronous=FULL",
        "query_only=ON" if looks else "journal_mode=WAL",
    ]
    connection = {"timeout": 30, "async_creator_fn": connect}
    engine = create_async_engine(url, connect_args=connection, pool_size=5, max_overflow=15, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and cannot be IMMEDIATE
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine
