"""The table of letters of invitation that were asked for and given, without what a visa letter says of a person."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.database import Base, Choice, Instant, new_id
from events_service.programme.records import LetterKind


class LetterState(Enum):
    """How far a letter is: asked for where the host approves by hand, granted or declined by it, made."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    ISSUED = "issued"


@evidence("letter of invitation")
class InvitationLetterRow(Base):
    """A letter, one of a kind for each person: `number` stands on it, and `issued_at` is when it was made first.

    No more of it is kept than that it was given: it is made anew each time, from what is known then.
    """

    __tablename__ = "invitation_letters"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    kind: Mapped[LetterKind] = mapped_column(Choice(LetterKind))
    state: Mapped[LetterState] = mapped_column(Choice(LetterState), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("registration_id", "kind", name="uq_invitation_letters_one_of_a_kind"),)
