"""SQLite's connections for SQLAlchemy: a statement is executed at once, and in a thread only where it has to wait.

aiosqlite goes to a connection's thread to make a cursor, to execute, to read and to close; the way there and back takes
longer than most statements. Who waits is a commit, for the disk, and whoever finds the database locked by another
process. Other requests are served meanwhile: a query that turns out to be long is begun anew in the thread, and of many
statements one after the other, each few milliseconds others have their turn.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Any, Self

import aiosqlite

FIRST = 500
"""How many rows a statement brings along; what there is beyond them is read when it is asked for."""

STEPS = 50_000
"""How many steps of SQLite's machine a query may take while others wait: some milliseconds."""

TURN_SECONDS = 0.005
"""How long statements may follow each other while others wait."""

FEW = 50
"""For so many rows a statement is executed at once."""

CHANGES = ("INSERT", "UPDATE", "DELETE")
BEGUN_ANEW = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT}


def connect(*place: Any, timeout: float, **options: Any) -> "Connection":
    """Give a connection that awaits to be opened, as `async_creator_fn` of SQLAlchemy's dialect.

    It waits `timeout` seconds for another process's lock.
    """
    connection = Connection(partial(sqlite3.connect, *place, timeout=timeout, **options), FIRST)
    connection.patience = round(timeout * 1000)
    connection._thread.daemon = True  # as the dialect has it: who ends without closing does not wait for it
    return connection


class Connection(aiosqlite.Connection):
    """A connection with a thread of its own for what takes its time."""

    patience = 0  # milliseconds
    _waits = True
    _leaves = False
    _turn = 0.0
    # What was given to the thread and what it did, each counted where it happens: who asked may have given up waiting.
    _given = 0
    _done = 0

    async def _connect(self) -> "Connection":
        await super()._connect()
        self._conn.set_progress_handler(lambda: self._leaves, STEPS)
        return self

    def cursor(self) -> "Cursor":  # type: ignore[override]  # theirs is awaited
        """Give a cursor, at once."""
        return Cursor(self, self._conn.cursor())

    async def run(self, sql: str, work: Callable[[], Any]) -> Any:
        """Do work that executes a statement, at once if that is short and need not wait."""
        if not self._is_idle() or not self._is_short(sql):
            return await self._execute(work)
        if perf_counter() - self._turn > TURN_SECONDS:
            await asyncio.sleep(0)
            self._turn = perf_counter()
        try:
            return self._at_once(work, leaves=sql.startswith("SELECT"))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in BEGUN_ANEW:
                raise
        return await self._execute(work)

    async def rollback(self) -> None:
        """Take back what the transaction did: no disk is waited for."""
        if self._is_idle():
            self._conn.rollback()
        else:
            await super().rollback()

    def _is_idle(self) -> bool:
        return self._given == self._done

    def _is_short(self, sql: str) -> bool:
        """Tell whether a statement begins a transaction, is a query, which may be left, or changes named rows."""
        if not self._conn.in_transaction:
            return sql.startswith("BEGIN")
        return sql.startswith("SELECT") or (sql.startswith(CHANGES) and "SELECT" not in sql)

    def _at_once(self, work: Callable[[], Any], *, leaves: bool) -> Any:
        self._wait(False)
        self._leaves = leaves
        try:
            return work()
        finally:
            self._leaves = False

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Do work in the thread."""
        if self._running and self._connection:
            self._given += 1
        done = await super()._execute(self._patiently, partial(fn, *args, **kwargs))  # type: ignore[no-untyped-call]  # left without types there
        self._turn = perf_counter()
        return done

    def _patiently(self, work: Callable[[], Any]) -> Any:
        try:
            self._wait(True)
            return work()
        finally:
            self._done += 1

    def _wait(self, waits: bool) -> None:
        """Let statements wait for another process's lock, or fail at once."""
        if self._waits is not waits:
            self._conn.execute(f"PRAGMA busy_timeout={self.patience if waits else 0}")
            self._waits = waits


class Cursor(aiosqlite.Cursor):
    """A cursor that has the first rows when its statement is executed."""

    _conn: Connection
    _rows: Sequence[Any] = ()
    _at_rest = True

    async def __aenter__(self) -> Self:
        """Give itself: it is made already."""
        return self

    async def execute(self, sql: str, parameters: Any = None) -> Self:
        """Execute a statement and read its first rows."""
        self._at_rest = False
        self._rows = await self._conn.run(sql, partial(self._begin, sql, parameters or ()))
        self._at_rest = len(self._rows) < FIRST
        return self

    def _begin(self, sql: str, parameters: Any) -> Sequence[Any]:
        self._cursor.execute(sql, parameters)
        return self._cursor.fetchmany(FIRST) if self._cursor.description else ()

    async def executemany(self, sql: str, parameters: Any) -> Self:
        """Execute a statement for each of many rows."""
        work = partial(self._cursor.executemany, sql, parameters)
        await (self._conn.run(sql, work) if len(parameters) <= FEW else self._conn._execute(work))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Give the rows that are left."""
        rows, self._rows = self._rows, ()
        if not self._at_rest:
            rows = [*rows, *await super().fetchall()]
            self._at_rest = True
        return rows

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """Give the next rows, as many as are at hand where there are any; none at the end."""
        size = size or self.arraysize
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows if rows or self._at_rest else list(await super().fetchmany(size))

    async def fetchone(self) -> Any:
        """Give the next row; None at the end."""
        return next(iter(await self.fetchmany(1)), None)

    async def close(self) -> None:
        """Let go of what is still to be read; in its thread, which somebody who gave up waiting may have left busy."""
        self._rows = ()
        if not self._at_rest:
            await super().close()
