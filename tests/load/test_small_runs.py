"""A small run of each long run; the long ones are `python -m tests.load`."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from events_service.checkin.records import Outcome
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.settings import Settings
from tests.load import rush as rushing
from tests.load.at_once import without_waiting
from tests.load.door import Much, measure
from tests.load.door_machine import DoorMachine
from tests.load.facts import verify_many
from tests.load.long_run import let_run, run_once


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
    outcome = await rushing.rush(database, settings, people=40, clients=16, seats=20, bus=8)
    assert outcome == rushing.Outcome(confirmed=20, on_bus=8, waiting=20)


@pytest.mark.anyio
async def test_four_desks_agree_whatever_happens(database_url: str, database: Database) -> None:
    """On both databases: networks cut, devices and servers started again, people taken back."""
    ended = await DoorMachine(lambda: Database(database_url), seed=1).run(2_000, people=400)
    assert (ended.steps, ended.scans > 1_400, ended.withdrawn > 20) == (2_000, True, True)
    assert {Outcome.ACCEPTED, Outcome.ALREADY_CHECKED_IN, Outcome.NOT_APPROVED, Outcome.UNKNOWN_BADGE} <= set(
        ended.outcomes
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_door_is_measured_with_real_http(database_url: str, tmp_path: Path) -> None:
    """A small run: what it measures is a figure of a quiet machine, here it must only be measured at all."""
    figures = list(measure(tmp_path, database_url, Much(seconds=2, batches=2, people=40, idle=3)))
    assert [figure.name for figure in figures] == ["batches", "single scans", "idle desks"]
    assert all(figure.value > 0 for figure in figures)


@pytest.mark.anyio
async def test_many_facts_are_verified_by_what_a_long_run_measures(database: Database) -> None:
    done = await verify_many(database, 2000)
    assert done.faults == []
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(CheckInRow)) == 2000
