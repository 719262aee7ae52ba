"""The door of the workshop at Harghita: it opens, and badges are scanned at it."""

from uuid import UUID, uuid4

from events_service.checkin.records import CheckIn, Method, Outcome, Scan, ScanId
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.programme.records import Event
from events_service.registrations.records import Registration
from tests.world.events import DOOR, load
from tests.world.times import MORNING

COUNTED = {
    "checkpoint": "2024-04-16",
    "device": "desk",
    "method": Method.SCAN,
    "scanned_at": MORNING,
    "received_at": MORNING,
    "outcome": Outcome.ACCEPTED,
}
"""What is kept of a scan that counted, at the desk on the first morning."""


async def open_doors(database: Database, *events: Event) -> None:
    """Load the project and its events; by default the workshop with a door alone."""
    await load(database, *events or [DOOR])


def make_scan(code: str = "CODE000001", **changes: object) -> Scan:
    """A scan of a badge at the door of the first day."""
    values: dict[str, object] = {
        "id": uuid4(),
        "event": "harghita-2024",
        "badge_code": code,
        "checkpoint": "2024-04-16",
        "scanned_at": MORNING,
        "method": Method.SCAN,
    }
    return Scan(**(values | changes))


def scan_row(**changes: object) -> CheckInRow:
    """Give the row of such a scan."""
    values: dict[str, object] = {
        **COUNTED,
        "id": uuid4(),
        "event_key": "harghita-2024",
        "badge_code": "CODE000001",
    }
    return CheckInRow(**(values | changes))


def ids(*scans: Scan) -> list[UUID]:
    """Give the ids of scans."""
    return [scan.id for scan in scans]


def check_in(registration: Registration, checkpoint: str = "2024-04-16", **changes: object) -> CheckIn:
    """Give the check-in that a scan became."""
    values: dict[str, object] = {
        **COUNTED,
        "id": ScanId(uuid4()),
        "event": "harghita-2024",
        "badge_code": registration.badge_code,
        "checkpoint": checkpoint,
        "registration": registration.id,
    }
    return CheckIn(**(values | changes))
