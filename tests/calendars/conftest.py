"""The calendar programs that tests run."""

import pytest

from tests.calendars.ensure_clients import Programs, ensure


@pytest.fixture(scope="session")
def programs() -> Programs:
    """The programs, installed before the first test that runs one."""
    return ensure()
