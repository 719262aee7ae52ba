"""SQLite in the thread that asks, for long runs: questions and answers are the same, only nobody waits for a thread.

The service lets SQLite work in a thread of its own, so that its event loop is free meanwhile. A run of one step after
the other has nothing else to do meanwhile, and the way into that thread and back is a third of its time.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import sqlalchemy.ext.asyncio.engine
import sqlalchemy.ext.asyncio.result
import sqlalchemy.ext.asyncio.session
import sqlalchemy.util
import sqlalchemy.util.concurrency
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool

Answer = TypeVar("Answer")
DRIVER = "atonce"


def without_waiting() -> None:
    """Make `sqlite+atonce` a driver of this process; no other that really waits can be used in it any more."""
    registry.register(f"sqlite.{DRIVER}", __name__, "DialectAtOnce")
    sqlalchemy.util.concurrency.await_ = at_once
    for module in (
        sqlalchemy.util.concurrency,
        sqlalchemy.util,
        sqlalchemy.ext.asyncio.engine,
        sqlalchemy.ext.asyncio.result,
        sqlalchemy.ext.asyncio.session,
    ):
        assert hasattr(module, "greenlet_spawn"), "SQLAlchemy has changed"
        module.greenlet_spawn = call


def at_once(awaitable: Awaitable[Answer]) -> Answer:
    """Give the answer of what does not really wait."""
    try:
        next(awaitable.__await__())
    except StopIteration as done:
        return done.value
    raise RuntimeError("this would wait for somebody else")


async def call(function: Callable[..., Answer], *arguments: Any, _require_await: bool = False, **named: Any) -> Answer:
    """Call a function where SQLAlchemy would make a place for it to wait in."""
    return function(*arguments, **named)


class CursorAtOnce(sqlite3.Cursor):
    """A cursor that SQLAlchemy's asynchronous side can close."""

    async def _async_soft_close(self) -> None:
        """Nothing is left open."""


class ConnectionAtOnce(sqlite3.Connection):
    """A connection with such cursors."""

    def cursor(self, factory: Any = CursorAtOnce) -> Any:
        """Give a cursor."""
        return super().cursor(factory)


class DialectAtOnce(SQLiteDialect_pysqlite):
    """SQLite's dialect, said to be asynchronous."""

    driver = DRIVER
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """Give the pool that asynchronous engines need."""
        return AsyncAdaptedQueuePool

    def connect(self, *arguments: Any, **named: Any) -> Any:
        """Open a connection; the service's own opens one in a thread."""
        del named["async_creator_fn"]
        return sqlite3.connect(*arguments, factory=ConnectionAtOnce, **named)
