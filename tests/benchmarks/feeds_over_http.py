"""Feeds as they are asked for: a 304 and a warm feed of 300 events, beside bare Litestar routes that give the same."""

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

from litestar import Litestar, Response, get
from litestar.types import ASGIApp, Message, Scope
from msgspec import Struct
from msgspec.structs import replace

from events_service.app import create_app, front
from events_service.database import Database
from events_service.migrations import migrate
from events_service.programme.loading import save_all
from events_service.settings import read_settings
from tests.benchmarks.measuring import Figure
from tests.world.events import HARGHITA
from tests.world.project import WITH_MILESTONES
from tests.world.times import LOADED_AT

_PATH = "/calendar.ics"


class Answer(Struct, kw_only=True):
    """What came back for a request."""

    status: int = 0
    headers: dict[bytes, bytes] = {}
    octets: bytes = b""


class Often(Struct, frozen=True, kw_only=True):
    """How many rounds there are, and how many requests each of the two gets in a round."""

    rounds: int
    requests: int


def run(part: float = 1) -> Iterator[Figure]:
    """Measure in one process without a network, in processor time: what else a machine does must not count."""
    return iter(asyncio.run(_measured(round(300 * part), Often(rounds=ceil(15 * part), requests=round(400 * part)))))


async def _measured(events: int, often: Often) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        service, database = await _service(Path(folder), events)
        warm = await _ask(service)
        if warm.status != 200 or warm.octets.count(b"BEGIN:VEVENT") < events:
            raise RuntimeError("the service does not give the feed that is to be measured")
        held = warm.headers[b"etag"]
        unchanged = await _ask(service, held)
        if unchanged.status != 304:
            raise RuntimeError("the service does not answer with 304")
        bare = _bare(warm, unchanged)
        figures = [
            await _figure(
                "a 304", often, (service, held), (bare, held, "/unchanged"), "a bare Litestar route returning 304"
            ),
            await _figure(
                f"warm feed of {events} events",
                often,
                (service, b""),
                (bare, b"", _PATH),
                "a bare Litestar route, same bytes",
            ),
        ]
        await database.close()
        return figures


async def _figure(name: str, often: Often, ours: tuple[Any, ...], theirs: tuple[Any, ...], floor_name: str) -> Figure:
    """Take both in turn, round by round, so that a slower or faster clock of the processor meets both alike."""
    measured = floor = float("inf")
    for _ in range(often.rounds):
        measured = min(measured, await _seconds(often.requests, *ours))
        floor = min(floor, await _seconds(often.requests, *theirs))
    return Figure(
        name=name,
        measured=often.requests / measured,
        floor=often.requests / floor,
        floor_name=floor_name,
        unit="a second of processor time",
        least=0.6,
    )


async def _seconds(requests: int, app: ASGIApp, held: bytes, path: str = _PATH) -> float:
    gc.collect()
    started = time.process_time()
    for _ in range(requests):
        await _ask(app, held, path)
    return time.process_time() - started


async def _service(folder: Path, count: int) -> tuple[ASGIApp, Database]:
    settings = read_settings({"EVENTS_DATA_DIR": str(folder)})
    database = Database(settings.database_url)
    await migrate(database)
    events = [
        replace(
            HARGHITA, key=f"event-{number}", days=[day + timedelta(weeks=number) for day in HARGHITA.days], sessions=[]
        )
        for number in range(count)
    ]
    async with database.transaction() as session:
        await save_all(session, [WITH_MILESTONES], events, actor="benchmark", now=LOADED_AT)
    await database.close()
    app = create_app(settings)
    return front(app), app.state.database


def _bare(warm: Answer, unchanged: Answer) -> ASGIApp:
    """Give the least that Litestar needs for the same answers: a route each, with the headers of the service."""

    @get(_PATH, media_type="text/calendar")
    async def feed() -> Response[bytes]:
        return Response(warm.octets, media_type="text/calendar", headers=_names(warm))

    @get("/unchanged")
    async def not_modified() -> Response[None]:
        return Response(None, status_code=304, headers=_names(unchanged))

    return Litestar(route_handlers=[feed, not_modified], openapi_config=None, logging_config=None)


def _names(answer: Answer) -> dict[str, str]:
    kept = (b"etag", b"cache-control", b"vary", b"last-modified", b"content-disposition")
    return {name.decode(): answer.headers[name].decode() for name in kept if name in answer.headers}


async def _ask(app: ASGIApp, held: bytes = b"", path: str = _PATH) -> Answer:
    """Send one request as a server does, and take the answer."""
    headers = [(b"host", b"events.example.org"), (b"user-agent", b"calendar"), (b"accept", b"text/calendar")]
    if held:
        headers.append((b"if-none-match", held))
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    answer = Answer()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], dict(message["headers"])
        elif message["type"] == "http.response.body":
            answer.octets += message.get("body", b"")

    await app(_typed(scope), receive, send)
    return answer


def _typed(scope: Any) -> Scope:
    return scope
