"""The service under test: where the checkout is, which address the service has, how a command runs beside a browser."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
BASE_URL = "http://testserver.local"


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run asynchronous work in a thread of its own: a browser's loop may hold the test's own thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
