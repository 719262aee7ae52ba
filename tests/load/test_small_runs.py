"""A small run of each long run; the long ones are `python -m tests.load`."""

import asyncio
from typing import Any

import pytest

from events_service.database import Database
from events_service.settings import Settings
from tests.load.long_run import let_run
from tests.load.rush import Outcome, rush


@pytest.mark.parametrize("seed", range(1, 6))
def test_seats_and_waiting_list_keep_their_rules_whatever_happens(
    seed: int, database_url: str, settings: Settings
) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        # PostgreSQL takes longer for a step; the rules are the same.
        steps = let_run(database, settings, runner, seed, events=36 if database.is_sqlite else 8)
        runner.run(database.close())
    assert steps > (1700 if database.is_sqlite else 350)


@pytest.mark.anyio
async def test_a_rush_leaves_every_seat_taken_once_and_the_rest_in_order(
    database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    outcome = await rush(database, settings, people=40, clients=16, seats=20, bus=8)
    assert outcome == Outcome(confirmed=20, on_bus=8, waiting=20)
