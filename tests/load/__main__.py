"""Long runs, from the checkout: python -m tests.load seats --steps 10000, and likewise rush and facts."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click

from events_service.database import Database
from events_service.migrations import migrate
from tests.load.door import Much, measure
from tests.load.door_machine import DoorMachine, Ended
from tests.load.facts import Verified, verify_many
from tests.load.long_run import run_many, settings_of
from tests.load.rush import Outcome, rush


@click.group()
def load() -> None:
    """Long runs whose result is written down; the suite has a small one of each."""


@asynccontextmanager
async def opened(folder: Path, url: str | None) -> AsyncIterator[Database]:
    """A database with all its tables: at an address, or else a new one in a folder."""
    database = Database(url or f"sqlite+aiosqlite:///{folder}/events.sqlite")
    await migrate(database)
    try:
        yield database
    finally:
        await database.close()


@load.command()
@click.option("--steps", default=10_000, show_default=True)
@click.option("--seed", default=1, show_default=True, help="The seed of the first run; each further one adds 1.")
@click.option("--processes", default=1, show_default=True)
@click.option("--progress", type=click.Path(path_type=Path), help="Keeps each run that held, to go on there next time.")
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: new SQLite files.")
def seats(steps: int, seed: int, processes: int, progress: Path | None, url: str | None) -> None:
    """Let the seat machine take that many steps, in runs of 2,000: --steps 1000000 --progress million.jsonl."""
    started, taken = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        for run in run_many(steps, seed, processes, progress or Path(folder) / "progress.jsonl", url):
            taken += run.steps
            click.echo(f"seed {run.seed} on {run.database}: {run.steps} steps in {run.seconds:.0f} s, {taken} so far")
    click.echo(f"{taken} steps in {time.monotonic() - started:.0f} s: all rules hold")


@load.command("rush")
@click.option("--people", default=1000, show_default=True)
@click.option("--clients", default=64, show_default=True)
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: a new SQLite file.")
def rush_(people: int, clients: int, url: str | None) -> None:
    """Let many clients register at once for 200 seats and a bus of 40."""

    async def run(folder: Path) -> Outcome:
        async with opened(folder, url) as database:
            return await rush(database, settings_of(folder, database.url), people=people, clients=clients)

    os.environ["EVENTS_NOW"] = "2024-03-01T09:00:00Z"
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        outcome = asyncio.run(run(Path(folder)))
    seconds = time.monotonic() - started
    click.echo(f"{people} registrations by {clients} clients in {seconds:.0f} s ({people / seconds:.0f} a second)")
    click.echo(f"{outcome.confirmed} confirmed, {outcome.on_bus} on the bus, {outcome.waiting} waiting in order")


@load.command("desks")
@click.option("--steps", default=10_000, show_default=True)
@click.option("--people", default=2000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: a new SQLite file.")
def desks_(steps: int, people: int, seed: int, url: str | None) -> None:
    """Let four desks scan while networks are cut and devices and servers start again, until all agree."""

    async def run(folder: Path) -> Ended:
        async with opened(folder, url) as database:
            return await DoorMachine(lambda: Database(database.url), seed).run(steps, people)

    with tempfile.TemporaryDirectory() as folder:
        started, on_processor = time.monotonic(), time.process_time()
        ended = asyncio.run(run(Path(folder)))
    outcomes = ", ".join(f"{number} {kind.value}" for kind, number in ended.outcomes.items())
    click.echo(
        f"{ended.steps} steps in {time.monotonic() - started:.0f} s, {time.process_time() - on_processor:.0f} s of them"
        f" on this processor: {ended.scans} scans ({outcomes}), {ended.withdrawn} taken back, {ended.present} present;"
        " all agree"
    )


@load.command("door")
@click.option("--seconds", default=20, show_default=True, help="How long single scans are sent, and desks are idle.")
@click.option("--batches", default=60, show_default=True, help="How many batches of 500 scans are sent.")
@click.option("--people", default=2000, show_default=True)
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: a new SQLite file.")
def door_(seconds: int, batches: int, people: int, url: str | None) -> None:
    """Measure the door with real HTTP: batches, single scans with four desks connected, and fifty idle desks."""
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(Path(folder), url, Much(seconds=seconds, batches=batches, people=people)):
            click.echo(figure)


@load.command("facts")
@click.option("--number", default=1_000_000, show_default=True)
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: a new SQLite file.")
def facts_(number: int, url: str | None) -> None:
    """Hold many facts against the audit log, as `verify` does."""

    async def run(folder: Path) -> Verified:
        async with opened(folder, url) as database:
            return await verify_many(database, number)

    with tempfile.TemporaryDirectory() as folder:
        done = asyncio.run(run(Path(folder)))
    click.echo(
        f"{number} facts verified in {done.seconds:.0f} s, {done.cpu_seconds:.0f} s of them on the processor, in"
        f" {done.grown_mb:.0f} MB: {len(done.faults)} faults"
    )


if __name__ == "__main__":
    load()
