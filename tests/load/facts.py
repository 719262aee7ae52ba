"""A million facts held against the audit log: scans as a service of many years has them, a thousand to an entry."""

import resource
import time
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import insert

from events_service import audit
from events_service.attendance import wholeness
from events_service.checkin.records import Method, Outcome
from events_service.checkin.tables import CheckInRow
from events_service.database import Database, new_id, table_of

NOON = datetime(2024, 4, 16, 10, tzinfo=UTC)
AT_ONCE = 1000


class Verified(Struct, frozen=True, kw_only=True):
    """What verifying found, how long it took, and by how many megabytes the process grew meanwhile."""

    faults: list[str]
    seconds: float
    cpu_seconds: float
    grown_mb: float


async def verify_many(database: Database, number: int) -> Verified:
    """Write that many scans of badges that nobody has, and hold all of them against the log."""
    for _ in range(number // AT_ONCE):
        await _write(database)
    before, started, cpu = _megabytes(), time.monotonic(), time.process_time()
    async with database.reading() as session:
        found = [fault async for fault in wholeness.faults(session)]
    return Verified(
        faults=found,
        seconds=time.monotonic() - started,
        cpu_seconds=time.process_time() - cpu,
        grown_mb=_megabytes() - before,
    )


async def _write(database: Database) -> None:
    scan = {"event_key": "workshop", "badge_code": "X", "checkpoint": "2024-04-16", "device": "desk"}
    scan |= {"method": Method.SCAN, "outcome": Outcome.UNKNOWN_BADGE, "scanned_at": NOON, "received_at": NOON}
    entry = audit.Entry(at=NOON, actor=audit.OPERATOR, action="check-ins.receive", subject="event:workshop")
    async with database.transaction() as session:
        await session.execute(insert(table_of(CheckInRow)), [{"id": new_id(), **scan} for _ in range(AT_ONCE)])
        await audit.append(session, entry)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
