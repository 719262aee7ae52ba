"""One registration, one check-in and a batch of 500, beside a bare script that writes the same rows."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import event as listening

from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.migrations import migrate
from events_service.settings import Settings
from tests.benchmarks.measuring import Figure
from tests.world.door import make_scan, open_doors
from tests.world.events import event, load
from tests.world.people import add_people, ask
from tests.world.service import BASE_URL
from tests.world.staff import add_staff
from tests.world.times import MORNING, NOW

CHANGES = ("INSERT", "UPDATE", "DELETE")
Written = list[tuple[str, Any, bool]]
"""What one transaction wrote: statement, parameters, and whether these are many."""


def run(part: float = 1) -> Iterator[Figure]:
    """Measure in one process without HTTP on SQLite, as it is served: a commit waits for the disk."""
    several, batches, batch = max(5, round(300 * part)), max(1, round(8 * part)), max(5, round(500 * min(1, part * 5)))
    yield _figure("a registration", _registrations(several), NOW, most=2)
    yield _figure("a check-in alone", _check_ins(several, 1), MORNING, most=2.5)
    yield _figure("500 check-ins at once", _check_ins(batches, batch), MORNING, most=1.67)


Prepared = Callable[[Database, Settings], Awaitable[Sequence[Callable[[], Awaitable[object]]]]]


def _registrations(count: int) -> Prepared:
    async def prepare(database: Database, settings: Settings) -> Sequence[Callable[[], Awaitable[object]]]:
        await load(database, event(capacity=count))
        return [lambda number=number: ask(database, settings, number, NOW) for number in range(count)]

    return prepare


def _check_ins(count: int, each: int) -> Prepared:
    async def prepare(database: Database, settings: Settings) -> Sequence[Callable[[], Awaitable[object]]]:
        await open_doors(database)
        account = await add_staff(database)
        await add_people(database, range(1, count * each + 1))
        batches = [
            [make_scan(f"CODE{number:06}") for number in range(first, first + each)]
            for first in range(1, count * each + 1, each)
        ]
        return [
            lambda scans=scans: receive(database, scans, device="desk", account=account, now=MORNING)
            for scans in batches
        ]

    return prepare


def _figure(name: str, prepare: Prepared, now: datetime, *, most: float) -> Figure:
    with TemporaryDirectory() as folder, patch.dict(os.environ, EVENTS_NOW=now.isoformat()):
        ours, floor = asyncio.run(_measured(Path(folder), prepare))
    return Figure(name=name, measured=ours, floor=floor, floor_name="its rows by sqlite3 alone", most=most)


async def _measured(folder: Path, prepare: Prepared) -> tuple[float, float]:
    """Give the medians of a use case and of its rows alone, in milliseconds."""
    path = folder / "events.sqlite"
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{path}",
        base_url=BASE_URL,
        secret_key="a secret for a benchmark that is long enough",
        mail_from="events@example.org",
    )
    database = Database(settings.database_url)
    await migrate(database)
    works = await prepare(database, settings)
    before = folder / "before.sqlite"
    with sqlite3.connect(path) as here, sqlite3.connect(before) as there:
        here.backup(there)
    taken, written = [], []
    for work in works:
        with _noting(database) as writes:
            started = time.perf_counter()
            await work()
            taken.append(time.perf_counter() - started)
        written.append(writes)
    await database.close()
    return median(taken) * 1000, median(_written_again(before, written)) * 1000


@contextmanager
def _noting(database: Database) -> Iterator[Written]:
    written: Written = []

    def note(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith(CHANGES):
            written.append((statement, parameters, isinstance(parameters, list)))

    engine = database.engine.sync_engine
    listening.listen(engine, "before_cursor_execute", note)
    yield written
    listening.remove(engine, "before_cursor_execute", note)


def _written_again(path: Path, transactions: Sequence[Written]) -> Iterator[float]:
    """Write the same once more, each in one transaction as durable as the service's; give what each took in seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    for written in transactions:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in written:
            (connection.executemany if many else connection.execute)(statement, parameters)
        connection.execute("COMMIT")
        yield time.perf_counter() - started
    connection.close()
