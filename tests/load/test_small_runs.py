"""A small run of each long run; the long ones are `python -m tests.load`."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as profile
from hypothesis.stateful import run_state_machine_as_test

from events_service.database import Database
from events_service.settings import Settings
from tests.load.rush import Outcome, rush
from tests.load.seat_machine import seat_machine


def test_seats_and_waiting_list_keep_their_rules_whatever_happens(database_url: str, settings: Settings) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        small = profile(
            max_examples=5,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seat_machine(database, settings, runner), settings=small)
        runner.run(database.close())


@pytest.mark.anyio
async def test_a_rush_leaves_every_seat_taken_once_and_the_rest_in_order(
    database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    outcome = await rush(database, settings, people=40, clients=16, seats=20, bus=8)
    assert outcome == Outcome(confirmed=20, on_bus=8, waiting=20)
