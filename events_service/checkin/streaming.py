"""News of a door as server-sent events (HTML §9.2): told within a second, silent while nothing happens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from litestar import Request
from litestar.response import Stream

from events_service import clock
from events_service.access.door_helpers import Helper, Keeper
from events_service.checkin.keeping import checkpoints_at
from events_service.checkin.live import Live, Told, as_event, live_of
from events_service.checkin.news import read_news
from events_service.database import Database
from events_service.programme.finding import FoundEvent

HEARTBEAT_SECONDS = 20.0
"""A proxy closes what says nothing for a minute, and a phone that left is noticed by writing to it."""

LIFETIME_SECONDS = 300.0
"""Then the desk opens its stream again: whose session ended meanwhile is noticed at the latest."""

REMEMBERED = timedelta(hours=1)
"""For how long a desk that comes back is told what it missed; after that it asks for the roster."""

EVENT_STREAM = "text/event-stream"
Still = Callable[[], Awaitable[bool]]
"""Asks whether the stream is still to be held."""


def answer_live(
    request: Request[Any, Any, Any], database: Database, found: FoundEvent, keeper: Keeper, still: Still
) -> Stream:
    """Hold a stream of an event's news, from the last event that the desk had (`Last-Event-ID`).

    Whoever asks for no stream is given the news of the moment. Raises TooManyStreams.
    """
    live = live_of(database)
    live.require_room(keeper)
    points = frozenset(point.key for point in checkpoints_at(keeper, found.event))
    narrowed = points if isinstance(keeper, Helper) else None
    since = missed_since(request.headers.get("last-event-id", ""), clock.now())
    holds = EVENT_STREAM in request.headers.get("accept", "")
    events = _events(live, found.event.key, keeper, since, still) if holds else _now(live, found.event.key, since)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(_written(events, narrowed), media_type=EVENT_STREAM, headers=headers)


def missed_since(last: str, now: datetime) -> datetime:
    """Give since when a desk knows nothing, by the id of the last event it had; from now on where it had none."""
    try:
        instant = datetime.fromisoformat(last)
    except ValueError:
        return now
    is_known = instant.tzinfo is not None and now - REMEMBERED <= instant <= now
    return instant if is_known else now


async def _written(events: AsyncIterator[Told | None], checkpoints: frozenset[str] | None) -> AsyncIterator[bytes]:
    yield b"retry: 3000\n\n"
    async for told in events:
        yield as_event(told, checkpoints) if told else b":\n\n"


async def _now(live: Live, event_key: str, since: datetime) -> AsyncIterator[Told]:
    now = clock.now()
    async with live.database.reading() as session:
        news = await read_news(session, event_key, since)
    yield Told(at=now, news=news)


async def _events(
    live: Live, event_key: str, keeper: Keeper, since: datetime, still: Still
) -> AsyncIterator[Told | None]:
    """Give what is told, and None where nothing was for a while."""
    ends = asyncio.get_running_loop().time() + LIFETIME_SECONDS
    async with live.following(event_key, keeper) as stream:
        async for told in _now(live, event_key, since):
            yield told
        while not stream.is_behind and asyncio.get_running_loop().time() < ends:
            try:
                told = await asyncio.wait_for(stream.waiting.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield None
                continue
            if not await still():
                return
            if told.news.seen:
                yield told
