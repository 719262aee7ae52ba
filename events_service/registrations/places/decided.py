"""What was decided of an application: all that is then written, worked out once."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from events_service.programme.records import AttendanceMode
from events_service.registrations.asking.questions import Settled
from events_service.registrations.records import Application, PartnerProof, Status, Ways, ways_of


class Newcomer(Struct, frozen=True, kw_only=True):
    """Somebody who is to be entered: who sent the application, or a colleague with what they inherit of it.

    `email_folded` is what they are known by: for a colleague who shares the mailbox of who registers them, a key of it
    and their name.
    `day_modes` are those of all days, none where nothing was chosen, `attendance_mode` what they are on the whole;
    `sessions` are those asked for, each once; `proof` is what proves at once that they are of the partners; `answers`
    those that stand.
    """

    application: Application
    email_folded: str
    day_modes: Mapping[str, AttendanceMode | None]
    attendance_mode: AttendanceMode
    sessions: tuple[str, ...]
    proof: PartnerProof | None
    answers: Settled

    @property
    def ways(self) -> Ways:
        """The ways in which they take part on any day."""
        return ways_of(self.attendance_mode, self.day_modes)


class Decided(Struct, frozen=True, kw_only=True):
    """A party that may come: in which state everybody of it and all their sessions arrive, and by which link.

    `confirm_by` is until when their addresses are to be confirmed, None where that is not asked for.
    """

    status: Status
    first: Newcomer
    colleagues: tuple[Newcomer, ...]
    link: UUID | None
    confirm_by: datetime | None
