"""What a scan is, what it leads to, and what is kept of it."""

from datetime import datetime
from enum import Enum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from events_service.access.records import AccountId
from events_service.registrations.records import RegistrationId, Status
from events_service.web.errors import FieldFault

ScanId = NewType("ScanId", UUID)


DESK = "browser"
"""The name under which scans stand that a page makes without JavaScript."""


ROOM = "room"
"""The name under which stands what participants confirmed themselves."""


class Outcome(Enum):
    """What a scan led to when it arrived first; it never changes afterwards.

    `NOT_APPROVED`: nobody has approved the person; staff may let them in all the same, and say why.
    `CONFLICT`: its id is that of another scan; `INVALID`: it cannot be read; `AFTER_CLOSING`: the helper's desk was
    closed when it was made. These are set aside for a human.
    """

    ACCEPTED = "accepted"
    ALREADY_CHECKED_IN = "already_checked_in"
    UNKNOWN_BADGE = "unknown_badge"
    CANCELLED = "cancelled"
    NOT_APPROVED = "not_approved"
    WRONG_EVENT = "wrong_event"
    UNKNOWN_CHECKPOINT = "unknown_checkpoint"
    CONFLICT = "conflict"
    INVALID = "invalid"
    AFTER_CLOSING = "after_closing"


SAW = (Outcome.ACCEPTED, Outcome.ALREADY_CHECKED_IN)
"""Outcomes of scans that saw their person come in: while one of them stands, the person is present."""


class Method(Enum):
    """How presence was seen: a badge was scanned, staff marked the person by name, or the person confirmed it.

    `ROOM`: by the code on the room's screen, with their own phone; no device of a desk sends that.
    """

    SCAN = "scan"
    STAFF = "staff"
    ROOM = "room"


DESK_METHODS = (Method.SCAN, Method.STAFF)
"""What a device at a door may say of a scan."""


class WhyTakenBack(Enum):
    """Why somebody who was checked in is not. `OTHER`: for what the words say."""

    MISTAKE = "mistake"
    WRONG_PERSON = "wrong_person"
    WRONG_SESSION = "wrong_session"
    LEFT_BEFORE = "left_before"
    TEST = "test"
    OTHER = "other"


class Scan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device saw. `id` is the device's own, so that sending again is harmless; `badge_code` is what was read:
    the bare code in any case, or the badge's whole address. `let_in_because`: why staff let in somebody whom nobody
    has approved.
    """

    id: UUID
    event: str
    badge_code: str
    checkpoint: str
    scanned_at: Annotated[datetime, Meta(tz=True)]
    method: Annotated[Method, Meta(extra_json_schema={"enum": ["scan", "staff"]})] = Method.SCAN
    let_in_because: Annotated[str, Meta(max_length=200)] | None = None


class CheckIns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device sends: its name and up to 1,000 scans in the order in which they were made."""

    device: Annotated[str, Meta(min_length=1, max_length=100)]
    scans: Annotated[list[Scan], Meta(max_length=1_000)]


class FaultyScan(Struct, frozen=True, kw_only=True):
    """A scan that cannot be read. `id` and `event` stand where they can be used; `sent` is what came, in short."""

    faults: tuple[FieldFault, ...]
    sent: dict[str, str]
    id: UUID | None = None
    event: str | None = None


class Received(Struct, frozen=True, kw_only=True):
    """What a device sent, each scan by itself: one that cannot be read keeps no other back."""

    device: str
    scans: list[Scan | FaultyScan]


class Holder(Struct, frozen=True, kw_only=True):
    """Whose badge it is, as far as the door needs to know; `cancelled_at` is when the place was given up."""

    id: RegistrationId
    event: str
    status: Status
    name: str
    organisation: str
    cancelled_at: datetime | None = None


class ScanResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a scan; results stand in the order of the scans. `id` is null where a faulty scan has none.

    `registration`, `name` and `status` tell whose badge it was, where it is this event's; `faults` what is wrong with
    an invalid scan.
    """

    id: UUID | None
    outcome: Outcome
    registration: RegistrationId | None = None
    name: str | None = None
    status: Status | None = None
    faults: tuple[FieldFault, ...] = ()


class FirstScan(Struct, frozen=True, kw_only=True):
    """The scan that came first under an id, as it is kept, and whose badge it was."""

    event: str
    badge_code: str
    checkpoint: str
    method: Method
    scanned_at: datetime
    received_at: datetime
    outcome: Outcome
    holder: Holder | None = None
    let_in_because: str | None = None


class CheckIn(Struct, frozen=True, kw_only=True):
    """A scan as it is kept. `withdrawn_at` says when staff took it back: the scan stays, it no longer counts.

    `withdrawn_because` and `withdrawn_words` say why, where somebody said it.
    """

    id: ScanId
    event: str
    badge_code: str
    checkpoint: str
    device: str
    method: Method
    scanned_at: datetime
    received_at: datetime
    outcome: Outcome
    account: AccountId | None = None
    registration: RegistrationId | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: WhyTakenBack | None = None
    withdrawn_words: str | None = None
    let_in_because: str | None = None

    @property
    def counts(self) -> bool:
        """Whether this scan makes its person present."""
        return self.outcome in SAW and self.withdrawn_at is None


class TakenBack(CheckIn, frozen=True, kw_only=True):
    """A check-in that was taken back. `also_seen_at`: another scan saw the person then, so they stay checked in."""

    also_seen_at: datetime | None = None
