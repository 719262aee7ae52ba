"""Which events changed at their doors: told by PostgreSQL between processes and machines, by SQLite's own mark.

One connection listens for a whole process; on SQLite there is none, only a number that every commit moves.
"""

import asyncio
import logging
from collections.abc import AsyncIterator

import asyncpg  # type: ignore[import-untyped]  # it brings no types
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database

CHANNEL = "check_ins"
LOOK_SECONDS = 0.5
"""How often the mark is looked at, and at most how often the same event is told of."""

RETRY_SECONDS = 5.0

logger = logging.getLogger(__name__)
_NOTIFY = text("SELECT pg_notify(:channel, :event)")


async def say_changed(session: AsyncSession, database: Database, event_key: str) -> None:
    """Have every process learn, once the transaction is committed, that an event's door changed."""
    if not database.is_sqlite:
        await session.execute(_NOTIFY, {"channel": CHANNEL, "event": event_key})


async def changes(database: Database) -> AsyncIterator[frozenset[str] | None]:
    """Give the events whose doors changed, again and again; None: any may have. It ends with its task alone."""
    if database.is_sqlite:
        async for _ in _marks(database):
            yield None
    while True:
        try:
            async for rung in _notified(database):
                yield rung
        except (OSError, asyncpg.PostgresError) as error:
            logger.warning("no news from other desks: the database cannot be listened to (%s)", type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)


async def _notified(database: Database) -> AsyncIterator[frozenset[str] | None]:
    """Listen until the connection is lost; what was told before is not known, so any event may have changed."""
    told: asyncio.Queue[str | None] = asyncio.Queue()
    address = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        connection.add_termination_listener(lambda _: told.put_nowait(None))
        await connection.add_listener(CHANNEL, lambda *said: told.put_nowait(str(said[-1])))
        yield None
        while not connection.is_closed():
            rung = {await told.get()}
            await asyncio.sleep(LOOK_SECONDS)
            while not told.empty():
                rung.add(told.get_nowait())
            yield frozenset(event for event in rung if event)
    finally:
        await connection.close()


async def _marks(database: Database) -> AsyncIterator[int]:
    seen = database.mark()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        mark = database.mark()
        if mark is not None and mark != seen:
            seen = mark
            yield mark
