"""The open desks of a process: each holds a stream, and what changed at an event is read once for all of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from events_service import clock
from events_service.access.door_helpers import Keeper
from events_service.checkin.changes import changes
from events_service.checkin.news import News, read_news
from events_service.database import Database
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

MOST_STREAMS = 20
"""At once in a process for one account, or one desk of helpers."""

MOST_WAITING = 30
"""Of what a stream was told and has not sent; whoever is slower opens it again and asks for all."""

logger = logging.getLogger(__name__)


class TooManyStreams(Refusal):
    """Somebody holds more streams than anybody needs; their desks ask from time to time instead."""

    status = 429
    slug = "too-many-streams"
    message = N_("More desks are open here than one person needs. They go on, and hear of each other a little later.")


class Told(Struct, frozen=True, kw_only=True):
    """News and the instant up to which they are."""

    at: datetime
    news: News


class Stream:
    """What one open desk was told and has not sent yet."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.waiting: asyncio.Queue[Told] = asyncio.Queue(MOST_WAITING)
        self.is_behind = False

    def tell(self, told: Told) -> None:
        """Put news into the queue; a stream that has too many of them is to end."""
        try:
            self.waiting.put_nowait(told)
        except asyncio.QueueFull:
            self.is_behind = True


class Live:
    """The streams of a process by event, and the one task that looks for all of them while there are any."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.streams: dict[str, set[Stream]] = {}
        self._since: dict[str, datetime] = {}
        self._task: asyncio.Task[None] | None = None

    def require_room(self, keeper: Keeper) -> None:
        """Refuse whoever holds many streams already. Raises TooManyStreams."""
        held = [each for streams in self.streams.values() for each in streams if each.keeper.id == keeper.id]
        if len(held) >= MOST_STREAMS:
            raise TooManyStreams

    @contextlib.asynccontextmanager
    async def following(self, event_key: str, keeper: Keeper) -> AsyncIterator[Stream]:
        """Open a stream of an event's news, and close it in the end."""
        stream = Stream(keeper)
        self.streams.setdefault(event_key, set()).add(stream)
        self._since.setdefault(event_key, clock.now())
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            yield stream
        finally:
            self._leave(event_key, stream)

    def _leave(self, event_key: str, stream: Stream) -> None:
        self.streams[event_key].discard(stream)
        if not self.streams[event_key]:
            del self.streams[event_key], self._since[event_key]
        if not self.streams and self._task:
            self._task.cancel()
            self._task = None

    async def _watch(self) -> None:
        async for changed in changes(self.database):
            for event_key in list(self.streams):
                if changed is None or event_key in changed:
                    await self._look(event_key)

    async def _look(self, event_key: str) -> None:
        now = clock.now()
        try:
            async with self.database.reading() as session:
                news = await read_news(session, event_key, self._since.get(event_key, now))
        except (SQLAlchemyError, OSError) as error:  # the next change, or the desks' own asking, tells it
            logger.warning("news of a door wait: the database cannot be read (%s)", type(error).__name__)
            return
        if event_key in self.streams:
            self._since[event_key] = now
            for stream in self.streams[event_key]:
                stream.tell(Told(at=now, news=news))


_LIVE: WeakKeyDictionary[Database, Live] = WeakKeyDictionary()


def live_of(database: Database) -> Live:
    """Give the open desks of a database in this process."""
    return _LIVE.setdefault(database, Live(database))


def as_event(told: Told, checkpoints: frozenset[str] | None) -> bytes:
    """Write news as an event of a stream (HTML §9.2.6), narrowed to checkpoints where they are given."""
    news = told.news if checkpoints is None else told.news.at(checkpoints)
    return b"id: " + told.at.isoformat().encode() + b"\ndata: " + msgspec.json.encode(news) + b"\n\n"
