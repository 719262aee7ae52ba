"""The seat machine in runs of many steps: each with a seed and a database of its own, so that one can be run again."""

import asyncio
import gc
import json
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test
from msgspec import Struct

from events_service.database import Database
from events_service.migrations import migrate
from events_service.settings import Settings
from tests.load.at_once import DRIVER, without_waiting
from tests.load.seat_machine import seat_machine

STEPS_OF_ONE = 50
"""How long one event lives."""

EVENTS_IN_A_RUN = 40
MEMORY = Path("/dev/shm")


class Run(Struct, frozen=True, kw_only=True):
    """A run that held: the database's kind, its seed, the steps it took, and how long that was."""

    database: str
    seed: int
    steps: int
    seconds: float


def run_once(seed: int, url: str | None = None, events: int = EVENTS_IN_A_RUN) -> Run:
    """Run the machine on a database, else on a new SQLite file at once. Raises what a broken rule raises."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder, asyncio.Runner() as runner:
        database = Database(url or f"sqlite+{DRIVER}:///{folder}/events.sqlite")
        runner.run(migrate(database))
        try:
            steps = let_run(database, settings_of(Path(folder), database.url), runner, seed, events)
        finally:
            runner.run(database.close())
    kind = "sqlite" if database.is_sqlite else "postgresql"
    return Run(database=kind, seed=seed, steps=steps, seconds=round(time.monotonic() - started, 1))


def let_run(database: Database, settings: Settings, runner: asyncio.Runner, seed: int, events: int) -> int:
    """Let the machine run on a migrated database, and give the steps it took."""
    machine = hypothesis.seed(seed)(seat_machine(database, settings, runner, f"run-{seed}"))
    profile = hypothesis.settings(
        max_examples=events,
        stateful_step_count=STEPS_OF_ONE,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        print_blob=True,
    )
    run_state_machine_as_test(machine, settings=profile)
    return machine.steps


def run_many(steps: int, first_seed: int, processes: int, progress: Path, url: str | None = None) -> Iterator[Run]:
    """Run until so many steps are taken in all, counting those that `progress` holds from before; give each run.

    Each line of `progress` is a run that held, so a run that was stopped goes on where it was.
    """
    known = [json.loads(line) for line in progress.read_text().splitlines()] if progress.exists() else []
    left = steps - sum(run["steps"] for run in known)
    seeds = iter(seed for seed in range(first_seed, first_seed + steps) if seed not in {run["seed"] for run in known})
    with ProcessPoolExecutor(processes, initializer=prepare, initargs=(url,)) as pool:
        running = {pool.submit(run_once, next(seeds), url) for _ in range(processes)} if left > 0 else set()
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for each in done:
                run = each.result()
                left -= run.steps
                with progress.open("a") as file:
                    file.write(json.dumps({name: getattr(run, name) for name in run.__struct_fields__}) + "\n")
                yield run
                if left > 0:
                    running.add(pool.submit(run_once, next(seeds), url))


def settings_of(folder: Path, url: str) -> Settings:
    """Give settings for a long run."""
    return Settings(
        data_dir=folder,
        database_url=url,
        base_url="http://localhost",
        secret_key="a secret for long runs that is long enough",
        mail_from="events@example.org",
    )


def prepare(url: str | None) -> None:
    """Make a process fast and polite: SQLite without a thread in between, less collecting, after everybody else."""
    if url is None:
        without_waiting()
    gc.freeze()
    gc.set_threshold(1_000_000, 10, 10)
    os.nice(19)
