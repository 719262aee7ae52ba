"""What becomes of three people at the door: their attendance record, made of scans and marks."""

from events_service.attendance.record import reconcile
from events_service.attendance.records import AttendanceRecord, Mark, Review, ReviewState
from events_service.checkin.records import CheckIn
from events_service.registrations.records import Registration
from tests.world.events import DOOR, found
from tests.world.people import make_registration

FOUND = found(DOOR)
MARIA, IVAN, ANNA = (make_registration(number) for number in (1, 2, 3))


def record(*facts: CheckIn | Mark, people: tuple[Registration, ...] = (MARIA, IVAN, ANNA)) -> AttendanceRecord:
    """Give the record that comes of facts."""
    check_ins = [fact for fact in facts if isinstance(fact, CheckIn)]
    return reconcile(FOUND, people, check_ins, [fact for fact in facts if isinstance(fact, Mark)])


def review_of(made: AttendanceRecord) -> Review:
    """Give the record as it stands before anybody has submitted it."""
    return Review(event=made.event, state=ReviewState.OPEN, record=made, digest=None, changes=(), steps=())
