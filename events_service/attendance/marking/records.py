"""What devices send of marks that were typed on them, and what they are answered."""

from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from events_service.attendance.records import Evidence
from events_service.web.i18n import N_

BY_HAND = (Evidence.SIGNED_ON_PAPER, Evidence.ONLINE, Evidence.EXCUSED)
"""What is noted by hand; an electronic signature is kept by what took it."""

LONGEST_REASON = 200
REASON_TOO_LONG = N_("Say in at most 200 characters why the person is excused.")


class SentMark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mark as it was typed: `stands` false takes an earlier one back.

    `id` is the device's own UUID for it, under which it is noted once, however often it is sent. `reason` is why
    somebody is excused; health is nobody's business here.
    """

    id: UUID
    registration: UUID
    checkpoint: Annotated[str, Meta(max_length=63)]
    evidence: Evidence
    stands: bool = True
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class SentMarks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to 1,000 marks in the order in which they were typed."""

    marks: Annotated[list[SentMark], Meta(max_length=1_000)]


class MarkOutcome(Enum):
    """What became of a mark: noted, now or when it was sent before; or about a person or day that is not there."""

    NOTED = "noted"
    ELSEWHERE = "elsewhere"
    NOT_BY_HAND = "not_by_hand"
    REASON_MISSING = "reason_missing"


class MarkResult(Struct, frozen=True, kw_only=True):
    """What became of one mark; results stand in the order of the marks."""

    id: UUID
    outcome: MarkOutcome


class MarkResults(Struct, frozen=True, kw_only=True):
    """What became of each mark."""

    results: list[MarkResult]
