"""Every test leaves the process as it found it: what sets up logging for all fails where it is done, not elsewhere."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _logging_is_left_as_it_was() -> Iterator[None]:
    before = logging.getLogger().level
    yield
    assert logging.getLogger().level == before
