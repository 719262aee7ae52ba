"""The door with real HTTP and the service in a process of its own: batches, single scans, desks that only listen."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from msgspec import Struct

from events_service.database import Database
from events_service.migrations import migrate
from tests.load.long_run import settings_of
from tests.processes import free_port, serving
from tests.world.door import open_doors
from tests.world.events import DOOR
from tests.world.people import add_people
from tests.world.staff import add_staff, token_of
from tests.world.times import MORNING

BATCH = 500
A_SECOND = 60
CONNECTED = 4
FOR_ONE_ACCOUNT = 15
"""Streams that one account holds here; the service lets it hold a few more."""

LIVE = f"/organise/events/{DOOR.key}/check-in/live"


class Much(Struct, frozen=True, kw_only=True):
    """How much is measured; `idle` is how many desks only listen."""

    seconds: int
    batches: int
    people: int
    idle: int = 50


class Figure(Struct, frozen=True, kw_only=True):
    """What was measured, in words and in one number."""

    name: str
    value: float
    words: str

    def __str__(self) -> str:
        """Give it as a line."""
        return f"{self.name}: {self.words}"


class Door(Struct, frozen=True, kw_only=True):
    """A running service, and the headers of its accounts; `process` is the number of its process."""

    address: str
    headers: list[dict[str, str]]
    codes: list[str]
    process: int

    def client(self, account: int = 0) -> httpx.AsyncClient:
        """Give a client that is signed in."""
        return httpx.AsyncClient(base_url=self.address, headers=self.headers[account], timeout=120)


def measure(folder: Path, url: str | None, much: Much) -> Iterator[Figure]:
    """Start the service on a database, at an address or else new, and measure one thing after the other."""
    settings = settings_of(folder, url or f"sqlite+aiosqlite:///{folder}/events.sqlite")
    codes, headers = asyncio.run(_prepare(settings.database_url, much))
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTS_")} | {
        "EVENTS_DATABASE_URL": settings.database_url,
        "EVENTS_DATA_DIR": str(folder),
        "EVENTS_SECRET_KEY": settings.secret_key,
        "EVENTS_NOW": MORNING.isoformat(),
        "EVENTS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    with serving(port, environment) as process:
        door = Door(address=f"http://127.0.0.1:{port}", headers=headers, codes=codes, process=process.pid)
        for what in (_batches, _singles, _idle):
            yield asyncio.run(what(door, much))


async def _prepare(url: str, much: Much) -> tuple[list[str], list[dict[str, str]]]:
    database = Database(url)
    await migrate(database)
    await open_doors(database)
    await add_people(database, range(1, much.people + 1))
    headers = []
    for number in range(ceil(much.idle / FOR_ONE_ACCOUNT)):
        account = await add_staff(database, email=f"desk{number}@example.org")
        headers.append(await token_of(database, account, MORNING))
    await database.close()
    return [f"CODE{number:06}" for number in range(1, much.people + 1)], headers


def _scan(code: str, checkpoint: str = "2024-04-16") -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "event": DOOR.key,
        "badge_code": code,
        "checkpoint": checkpoint,
        "scanned_at": datetime.now(UTC).replace(year=2024, month=4, day=16, hour=6).isoformat(),
    }


async def _send(client: httpx.AsyncClient, scans: list[dict[str, Any]]) -> None:
    answer = await client.post("/api/v1/check-ins", json={"device": "load", "scans": scans})
    answer.raise_for_status()
    assert len(answer.json()["results"]) == len(scans)


async def _batches(door: Door, much: Much) -> Figure:
    """Let two devices send batches one after the other."""
    batches = [
        [_scan(door.codes[(number * BATCH + place) % len(door.codes)]) for place in range(BATCH)]
        for number in range(much.batches)
    ]

    async def send(mine: list[list[dict[str, Any]]]) -> None:
        async with door.client() as client:
            for batch in mine:
                await _send(client, batch)

    started, before = time.monotonic(), _on_processor(door.process)
    await asyncio.gather(send(batches[::2]), send(batches[1::2]))
    seconds, busy = time.monotonic() - started, _on_processor(door.process) - before
    scans = much.batches * BATCH
    return Figure(
        name="batches",
        value=scans / seconds,
        words=f"{scans} scans in {seconds:.1f} s, {scans / seconds:.0f} a second"
        f" ({busy:.1f} s of the service's processor time)",
    )


async def _singles(door: Door, much: Much) -> Figure:
    """Send one scan after the other, sixty a second, while four desks hold their streams."""
    taken: list[float] = []

    async def send(client: httpx.AsyncClient, code: str) -> None:
        started = time.perf_counter()
        await _send(client, [_scan(code, "visit")])
        taken.append((time.perf_counter() - started) * 1000)

    async with AsyncExitStack() as stack, door.client() as client, asyncio.TaskGroup() as sending:
        for _ in range(CONNECTED):
            await stack.enter_async_context(_listening(door, 0))
        begun = time.monotonic()
        for number in range(much.seconds * A_SECOND):
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            sending.create_task(send(client, door.codes[number % len(door.codes)]))
    taken.sort()
    middle, last = taken[len(taken) // 2], taken[ceil(len(taken) * 0.99) - 1]
    return Figure(
        name="single scans",
        value=last,
        words=f"{len(taken)} at {A_SECOND} a second with {CONNECTED} desks connected:"
        f" half within {middle:.1f} ms, 99 % within {last:.1f} ms",
    )


async def _idle(door: Door, much: Much) -> Figure:
    """Let desks hold their streams while nothing happens, and see what the service does meanwhile."""
    async with AsyncExitStack() as stack:
        for number in range(much.idle):
            await stack.enter_async_context(_listening(door, number // FOR_ONE_ACCOUNT))
        await asyncio.sleep(2)
        started, before = time.monotonic(), _on_processor(door.process)
        await asyncio.sleep(much.seconds)
        share = (_on_processor(door.process) - before) / (time.monotonic() - started) * 100
    return Figure(
        name="idle desks",
        value=max(share, 0.01),
        words=f"{much.idle} streams, {share:.2f} % of a core over {much.seconds} s",
    )


@asynccontextmanager
async def _listening(door: Door, account: int) -> AsyncIterator[None]:
    """Hold a stream, and read what it tells."""
    headers = {"Accept": "text/event-stream"}
    async with door.client(account) as client, client.stream("GET", LIVE, headers=headers) as stream:
        stream.raise_for_status()

        async def read() -> None:
            async for _ in stream.aiter_bytes():
                pass

        reading = asyncio.create_task(read())
        try:
            yield
        finally:
            reading.cancel()


def _on_processor(process: int) -> float:
    """Give the seconds that a process and its children have had of the processor (proc(5): utime and stime)."""
    ticks = 0
    for number in _family(process):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(number for child in children for number in _family(int(child)))]
