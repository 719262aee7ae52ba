"""SQLite's connections for SQLAlchemy: each statement goes to the connection's thread once.

aiosqlite goes there to make a cursor, to execute, to read and to close, which takes longer than most statements.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

FIRST = 500
"""How many rows a statement brings along; what there is beyond them is read when it is asked for."""


def connect(*place: Any, **options: Any) -> "Connection":
    """Give a connection that awaits to be opened, as `async_creator_fn` of SQLAlchemy's dialect."""
    connection = Connection(partial(sqlite3.connect, *place, **options), FIRST)
    connection._thread.daemon = True  # as the dialect has it: who ends without closing does not wait for it
    return connection


class Connection(aiosqlite.Connection):
    """A connection in a thread of its own."""

    def cursor(self) -> "Cursor":  # type: ignore[override]  # theirs is awaited
        """Give a cursor, at once."""
        return Cursor(self, self._conn.cursor())


class Cursor(aiosqlite.Cursor):
    """A cursor that has the first rows when its statement is executed."""

    _rows: Sequence[Any] = ()
    _at_rest = True

    async def __aenter__(self) -> Self:
        """Give itself: it is made already."""
        return self

    async def execute(self, sql: str, parameters: Any = None) -> Self:
        """Execute a statement and read its first rows."""
        self._at_rest = False
        self._rows = await self._conn._execute(self._begin, sql, parameters or ())  # type: ignore[no-untyped-call]  # left without types there
        self._at_rest = len(self._rows) < FIRST
        return self

    def _begin(self, sql: str, parameters: Any) -> Sequence[Any]:
        self._cursor.execute(sql, parameters)
        return self._cursor.fetchmany(FIRST) if self._cursor.description else ()

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
