"""The service under test: where the checkout is, which address the service has, how a command runs beside a browser."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
BASE_URL = "http://testserver.local"


class Done(NamedTuple):
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
"""Runs a command, as `run("load", path)`; the fixture `run` gives one."""


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run asynchronous work in a thread of its own: a browser's loop may hold the test's own thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
