"""The service's clock: the machine's time, or the instant that EVENTS_NOW names, running on from there."""

import os
import time
from datetime import UTC, datetime, timedelta

_started = time.monotonic()


def set_by_hand() -> datetime | None:
    """Give the instant that EVENTS_NOW starts the clock at, or None when the clock is the machine's.

    Raises ValueError when EVENTS_NOW is not an RFC 3339 instant with an offset.
    """
    written = os.environ.get("EVENTS_NOW", "").strip()
    if not written:
        return None
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"EVENTS_NOW is {written!r}; write an instant such as 2024-04-01T09:00:00Z") from None
    if instant.tzinfo is None:
        raise ValueError(f"EVENTS_NOW is {written!r}, which names no offset; write 2024-04-01T09:00:00Z")
    return instant.astimezone(UTC)


def now() -> datetime:
    """Give the present instant in UTC."""
    start = set_by_hand()
    if start is None:
        return datetime.now(UTC)
    return start + timedelta(seconds=time.monotonic() - _started)
