"""A small run of each long run; the long ones are `python -m tests.load`."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from sqlalchemy import func, select

from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.settings import Settings
from tests.load.at_once import without_waiting
from tests.load.facts import verify_many
from tests.load.long_run import let_run, run_once
from tests.load.rush import Outcome, rush


@pytest.fixture(scope="module")
def at_once() -> Iterator[ProcessPoolExecutor]:
    """A process of its own, since the driver that waits for no thread takes half the time and bars all others."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=without_waiting) as process:
        yield process


@pytest.mark.parametrize("seed", range(1, 3))
def test_seats_and_waiting_list_keep_their_rules_whatever_happens(seed: int, at_once: ProcessPoolExecutor) -> None:
    assert at_once.submit(run_once, seed, events=12).result().steps > 550


@pytest.mark.parametrize("seed", range(1, 3))
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_seats_and_waiting_list_keep_their_rules_on_a_server(seed: int, database_url: str, settings: Settings) -> None:
    """Fewer steps, which take longer there: rows are locked otherwise, the rules are the same."""
    with asyncio.Runner() as runner:
        database = Database(database_url)
        steps = let_run(database, settings, runner, seed, events=4)
        runner.run(database.close())
    assert steps > 170


@pytest.mark.anyio
async def test_a_rush_leaves_every_seat_taken_once_and_the_rest_in_order(
    database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    outcome = await rush(database, settings, people=40, clients=16, seats=20, bus=8)
    assert outcome == Outcome(confirmed=20, on_bus=8, waiting=20)


@pytest.mark.anyio
async def test_many_facts_are_verified_by_what_a_long_run_measures(database: Database) -> None:
    done = await verify_many(database, 2000)
    assert done.faults == []
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(CheckInRow)) == 2000
