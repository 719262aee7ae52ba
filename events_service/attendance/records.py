"""What an attendance record is: for each person and checkpoint every kind of evidence, kept apart."""

from datetime import date, datetime
from enum import Enum
from uuid import UUID

from msgspec import Struct

from events_service.access.records import AccountId
from events_service.checkin.checkpoints import CheckpointKind
from events_service.complete import for_each
from events_service.programme.records import AttendanceMode, EventType, Words
from events_service.registrations.records import Category, RegistrationId, Status


class Evidence(Enum):
    """What an organiser notes by hand. A scan is a record that the organiser made, and none of these."""

    SIGNED_ON_PAPER = "signed_on_paper"
    SIGNED_ELECTRONICALLY = "signed_electronically"
    ONLINE = "online"
    EXCUSED = "excused"

    @property
    def attests(self) -> bool:
        """Whether it shows that somebody was there: who is excused was not, and is not missing either."""
        return _ATTESTS[self]


_ATTESTS = for_each(
    Evidence,
    {
        Evidence.SIGNED_ON_PAPER: True,
        Evidence.SIGNED_ELECTRONICALLY: True,
        Evidence.ONLINE: True,
        Evidence.EXCUSED: False,
    },
)


class EvidenceKind(Enum):
    """What shows that somebody was there, each by the name of its headcount in `Totals`."""

    CHECKED_IN = "checked_in"
    MARKED_BY_STAFF = "marked_by_staff"
    CONFIRMED_IN_ROOM = "confirmed_in_room"
    SIGNED_ON_PAPER = "signed_on_paper"
    SIGNED_ELECTRONICALLY = "signed_electronically"
    ONLINE = "online"


class Mark(Struct, frozen=True, kw_only=True):
    """A piece of evidence noted for a person at a checkpoint, or, where it does not stand, taken back.

    `reason` is why somebody is excused.
    """

    registration: RegistrationId
    checkpoint: str
    evidence: Evidence
    stands: bool = True
    marked_at: datetime | None = None
    reason: str = ""


class Presence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What shows that a person was at a checkpoint.

    `expected`: the person had a place there. `checked_in_at`: when the badge was scanned; `marked_by_staff_at`: when
    staff marked the person by name; `confirmed_in_room_at`: when the person confirmed it by the code on the room's
    screen. `time_doubtful`: the device's clock cannot have been right. `excused` is the reason for which the person was
    excused.
    """

    checkpoint: str
    expected: bool = False
    checked_in_at: datetime | None = None
    marked_by_staff_at: datetime | None = None
    time_doubtful: bool = False
    signed_on_paper: bool = False
    signed_electronically: bool = False
    online: bool = False
    confirmed_in_room_at: datetime | None = None
    excused: str | None = None

    @property
    def present(self) -> bool:
        """Whether there is evidence of any kind."""
        return bool(self.kinds)

    @property
    def kinds(self) -> dict[EvidenceKind, datetime | None]:
        """The kinds of evidence that there are, with the time of what a device noted."""
        found = for_each(
            EvidenceKind,
            {
                EvidenceKind.CHECKED_IN: self.checked_in_at,
                EvidenceKind.MARKED_BY_STAFF: self.marked_by_staff_at,
                EvidenceKind.CONFIRMED_IN_ROOM: self.confirmed_in_room_at,
                EvidenceKind.SIGNED_ON_PAPER: self.signed_on_paper,
                EvidenceKind.SIGNED_ELECTRONICALLY: self.signed_electronically,
                EvidenceKind.ONLINE: self.online,
            },
        )
        return {kind: shown if isinstance(shown, datetime) else None for kind, shown in found.items() if shown}


class Attendee(Struct, frozen=True, kw_only=True):
    """A person on the record, as they registered. `walk_in`: they registered once the event had begun."""

    registration: RegistrationId
    number: int
    name: str
    organisation: str
    country: str
    category: Category
    status: Status
    attendance_mode: AttendanceMode
    walk_in: bool
    presences: tuple[Presence, ...]

    @property
    def present(self) -> bool:
        """Whether the person was there at all."""
        return any(presence.present for presence in self.presences)

    @property
    def excused(self) -> bool:
        """Whether the person was never there, and is excused."""
        return not self.present and any(presence.excused for presence in self.presences)


class RecordCheckpoint(Struct, frozen=True, kw_only=True):
    """A day, or a session where attendance is taken; `title` is the session's."""

    key: str
    kind: CheckpointKind
    day: date
    title: Words | None
    starts: datetime
    ends: datetime


class Totals(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Headcounts at a checkpoint. Who was at a session of a day was present on that day.

    What has a default came later: left out where nobody is counted, so that a record of before keeps its digest.
    `excused` are those who were excused and not present.
    """

    checkpoint: str
    expected: int
    present: int
    checked_in: int
    marked_by_staff: int
    signed_on_paper: int
    signed_electronically: int
    online: int
    confirmed_in_room: int = 0
    excused: int = 0

    def of(self, kind: EvidenceKind) -> int:
        """Give how many of those present are so by evidence of a kind."""
        return int(getattr(self, kind.value))


class PeopleTotals(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Distinct people at the event: each one counts once, however many days they stayed.

    Who was never present is `excused`, where a reason for it is noted, or else `absent`.
    """

    registered: int
    present: int
    walk_ins: int
    absent: int
    excused: int = 0


class AttendanceRecord(Struct, frozen=True, kw_only=True):
    """Who was registered for an event and what shows that they came, in the order of arrival of their registrations.

    `host_name` is the name that the host bore at the event.
    """

    event: str
    project: str
    type: EventType
    title: Words
    host: str
    host_name: Words
    timezone: str
    days: tuple[date, ...]
    checkpoints: tuple[RecordCheckpoint, ...]
    attendees: tuple[Attendee, ...]
    totals: tuple[Totals, ...]
    people: PeopleTotals


class Action(Enum):
    """A step of the review."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"


class ReviewState(Enum):
    """Where the review of a record stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


STATE_AFTER = for_each(
    Action,
    {
        Action.SUBMIT: ReviewState.SUBMITTED,
        Action.RETURN: ReviewState.RETURNED,
        Action.APPROVE: ReviewState.APPROVED,
    },
)


class Step(Struct, frozen=True, kw_only=True):
    """A step of the review: who did it, when and why. `digest` is the SHA-256 of the record it is about.

    `by_submitter`: whoever decided had submitted the record themselves, so that only one person looked at it.
    """

    position: int
    action: Action
    at: datetime
    account: AccountId
    by: str
    reason: str | None
    digest: str
    by_submitter: bool = False


class Difference(Struct, frozen=True, kw_only=True):
    """What has changed since a record was submitted: one value of one person, or of the event."""

    field: str
    before: str
    after: str
    registration: UUID | None = None
    name: str | None = None
    checkpoint: str | None = None


class Review(Struct, frozen=True, kw_only=True):
    """A record with its review. While it is submitted or approved, `record` is the one that was submitted, under its
    `digest`, and `changes` are what has become different since; else `record` is made of what is known now.
    """

    event: str
    state: ReviewState
    record: AttendanceRecord
    digest: str | None
    changes: tuple[Difference, ...]
    steps: tuple[Step, ...]
