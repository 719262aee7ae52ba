"""Long runs, from the checkout: python -m tests.load seats --steps 10000, python -m tests.load rush."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase
from hypothesis import settings as profile
from hypothesis.stateful import run_state_machine_as_test

from events_service.database import Database
from events_service.migrations import migrate
from events_service.settings import Settings
from tests.load.rush import Outcome, rush
from tests.load.seat_machine import seat_machine

STEPS_IN_A_RUN = 50


@click.group()
def load() -> None:
    """Long runs whose result is written down; the suite has a small one of each."""


@load.command()
@click.option("--steps", default=10_000, show_default=True)
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: a new SQLite file.")
def seats(steps: int, url: str | None) -> None:
    """Let the seat machine take that many steps."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = Database(url or f"sqlite+aiosqlite:///{folder}/events.sqlite")
        runner.run(migrate(database))
        machine = seat_machine(database, _settings(Path(folder), database.url), runner)
        long = profile(
            max_examples=max(1, steps // STEPS_IN_A_RUN),
            stateful_step_count=STEPS_IN_A_RUN,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        started = time.monotonic()
        run_state_machine_as_test(machine, settings=long)
        runner.run(database.close())
    click.echo(f"up to {steps} steps in {time.monotonic() - started:.0f} s: all rules hold")


@load.command("rush")
@click.option("--people", default=1000, show_default=True)
@click.option("--clients", default=64, show_default=True)
@click.option("--database", "url", help="A PostgreSQL URL (postgresql+asyncpg://…); left out: a new SQLite file.")
def rush_(people: int, clients: int, url: str | None) -> None:
    """Let many clients register at once for 200 seats and a bus of 40."""

    async def run(folder: Path) -> Outcome:
        database = Database(url or f"sqlite+aiosqlite:///{folder}/events.sqlite")
        await migrate(database)
        try:
            return await rush(database, _settings(folder, database.url), people=people, clients=clients)
        finally:
            await database.close()

    os.environ["EVENTS_NOW"] = "2024-03-01T09:00:00Z"
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        outcome = asyncio.run(run(Path(folder)))
    seconds = time.monotonic() - started
    click.echo(f"{people} registrations by {clients} clients in {seconds:.0f} s ({people / seconds:.0f} a second)")
    click.echo(f"{outcome.confirmed} confirmed, {outcome.on_bus} on the bus, {outcome.waiting} waiting in order")


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        base_url="http://localhost",
        secret_key="a secret for long runs that is long enough",
        mail_from="events@example.org",
    )


if __name__ == "__main__":
    load()
