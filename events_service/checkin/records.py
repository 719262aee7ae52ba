"""What a scan is, what it leads to, and what is kept of it."""

from datetime import datetime
from enum import Enum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from events_service.access.records import AccountId
from events_service.registrations.records import RegistrationId, Status

ScanId = NewType("ScanId", UUID)


class Outcome(Enum):
    """What a scan led to when it arrived first; it never changes afterwards."""

    ACCEPTED = "accepted"
    ALREADY_CHECKED_IN = "already_checked_in"
    UNKNOWN_BADGE = "unknown_badge"
    CANCELLED = "cancelled"
    WRONG_EVENT = "wrong_event"
    UNKNOWN_CHECKPOINT = "unknown_checkpoint"


SAW = (Outcome.ACCEPTED, Outcome.ALREADY_CHECKED_IN)
"""Outcomes of scans that saw their person come in: while one of them stands, the person is present."""


class Method(Enum):
    """How presence was seen: a badge was scanned, or staff marked the person by name."""

    SCAN = "scan"
    STAFF = "staff"


class Scan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device saw. `id` is the device's own, so that sending again is harmless; `badge_code` is what was read:
    the bare code in any case, or the badge's whole address.
    """

    id: UUID
    event: str
    badge_code: str
    checkpoint: str
    scanned_at: Annotated[datetime, Meta(tz=True)]
    method: Method = Method.SCAN


class CheckIns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device sends: its name and up to 1,000 scans in the order in which they were made."""

    device: Annotated[str, Meta(min_length=1, max_length=100)]
    scans: Annotated[list[Scan], Meta(max_length=1_000)]


class Holder(Struct, frozen=True, kw_only=True):
    """Whose badge it is, as far as the door needs to know; `cancelled_at` is when the place was given up."""

    id: RegistrationId
    event: str
    status: Status
    name: str
    organisation: str
    cancelled_at: datetime | None = None


class ScanResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a scan. `registration`, `name` and `status` tell whose badge it was, where it is this event's."""

    id: UUID
    outcome: Outcome
    registration: RegistrationId | None = None
    name: str | None = None
    status: Status | None = None


class CheckIn(Struct, frozen=True, kw_only=True):
    """A scan as it is kept. `withdrawn_at` says when staff took it back: the scan stays, it no longer counts."""

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

    @property
    def counts(self) -> bool:
        """Whether this scan makes its person present."""
        return self.outcome in SAW and self.withdrawn_at is None


class TakenBack(CheckIn, frozen=True, kw_only=True):
    """A check-in that was taken back. `also_seen_at`: another scan saw the person then, so they stay checked in."""

    also_seen_at: datetime | None = None
