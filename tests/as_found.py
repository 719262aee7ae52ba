"""Every test leaves the process as it found it: what sets up logging for all fails where it is done, not elsewhere."""

import gc
import logging
from collections.abc import Iterator

import pytest

# Tests make and leave so much that the collector, as it is set, took an eighth of their time to find little.
gc.set_threshold(20_000, 50, 50)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: nobody need look through it for waste any more."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _logging_is_left_as_it_was() -> Iterator[None]:
    before = logging.getLogger().level
    yield
    assert logging.getLogger().level == before
