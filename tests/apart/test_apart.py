"""What is done apart takes so much time and memory and no more, whatever becomes of it."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from events_service.apart import asking
from events_service.apart.asking import NotDone, run_apart
from events_service.apart.working import Ended, Limits
from tests.apart import work

pytestmark = pytest.mark.anyio


async def test_work_is_done_in_a_process_of_its_own_that_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_SECRET_KEY", "a secret for tests that is long enough")
    first, second = await run_apart(work.add, 1, 2), await run_apart(work.add, 3, 4)
    assert (first.value, second.value) == (3, 7)
    assert len({first.process, second.process, os.getpid()}) == 3
    assert first.secret is None


@pytest.mark.parametrize(
    ("function", "arguments", "ended"),
    [
        (work.fail, ("key",), Ended.RAISED),
        (work.fail, ("exit",), Ended.RAISED),
        (work.fail, ("recursion",), Ended.RAISED),
        (work.add, ("one", "two"), Ended.RAISED),
        (work.go_on_for_ever, (), Ended.TOO_LONG),
        (work.sleep_for_ever, (), Ended.TOO_LONG),
        (work.take_all, (), Ended.TOO_MUCH_MEMORY),
        (work.crash, (), Ended.CRASHED),
    ],
)
async def test_work_that_comes_to_no_end_is_ended_and_says_why(
    function: Callable[..., Any], arguments: tuple[Any, ...], ended: Ended, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotDone) as refusal:
        await run_apart(function, *arguments, limits=Limits(seconds=1.5, megabytes=50))
    assert refusal.value.ended is ended
    assert (await run_apart(work.add, 1, 2)).value == 3
    assert capfd.readouterr().err == ""


async def test_others_are_served_while_work_is_done_apart() -> None:
    working = asyncio.ensure_future(run_apart(work.go_on_for_ever, limits=Limits(seconds=1)))
    served = 0
    while not working.done():
        await asyncio.sleep(0.01)
        served += 1
    assert isinstance(working.exception(), NotDone)
    assert served > 10


async def test_many_pieces_of_work_wait_for_one_another() -> None:
    done = await asyncio.gather(*(run_apart(work.add, number, 1) for number in range(20)))
    assert [each.value for each in done] == list(range(1, 21))


async def test_work_goes_on_after_its_process_has_been_ended() -> None:
    await run_apart(work.add, 1, 2)
    running = asking._process._running
    assert running is not None
    running.kill()
    running.wait()
    assert (await run_apart(work.add, 1, 2)).value == 3


async def test_a_long_outcome_crosses_over_whole() -> None:
    assert len(await run_apart(work.answer_at_length, 20_000_000)) == 20_000_000
    with pytest.raises(NotDone):
        await run_apart(work.answer_at_length, 70_000_000)


async def test_a_warm_process_costs_little() -> None:
    await run_apart(work.add, 1, 2)
    begun = time.perf_counter()
    for _ in range(10):
        await run_apart(work.add, 1, 2)
    assert time.perf_counter() - begun < 5
