"""When things happen in the world of all tests: definitions are loaded, people register, look, and come to the door."""

from datetime import UTC, datetime

LOADED_AT = datetime(2024, 2, 1, 9, tzinfo=UTC)
"""The programme is loaded, and registration opens."""

NOW = datetime(2024, 3, 1, 9, tzinfo=UTC)
"""People register; the fixture `first_of_march` sets the service's clock to it."""

APRIL = datetime(2024, 4, 1, 9, tzinfo=UTC)
"""Readers look at the programme two weeks before the workshop; the fixture `april` sets the service's clock to it."""

MORNING = datetime(2024, 4, 16, 5, 50, tzinfo=UTC)
"""08:50 at the event, on its first day: the door is open."""

DEMO_STARTED = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
"""The demo is started for the first time."""


def at(written: str) -> datetime:
    """Give what the clock on the wall at the event shows, as definition files write it."""
    return datetime.fromisoformat(written)
