"""Tables of the attendance record: evidence marked by hand, and the steps of the review. Both are only appended to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.attendance.records import Action, Evidence
from events_service.binding import evidence
from events_service.database import Base, Choice, Instant, new_id


@evidence("mark")
class EvidenceMarkRow(Base):
    """A note that a person signed on paper or electronically, was online or is excused; `stands` False takes it back.

    A reason says something of a person, and few reasons are given: `salt` keeps anybody from guessing it.
    """

    __tablename__ = "evidence_marks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    checkpoint: Mapped[str] = mapped_column(String(63))
    evidence: Mapped[Evidence] = mapped_column(Choice(Evidence))
    stands: Mapped[bool]
    marked_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str | None] = mapped_column(String(200))
    salt: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (Index("ix_evidence_marks_event_key", "event_key", "marked_at"),)


ONE_AFTER_THE_OTHER = "pk_review_steps"
"""The rule whose breaking says that somebody else took the next step of a review."""


@evidence("step of a review")
class ReviewStepRow(Base):
    """A submission, a return or an approval; the record as it was submitted stands in it, under its hash."""

    __tablename__ = "review_steps"

    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    action: Mapped[Action] = mapped_column(Choice(Action))
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    account_name: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str | None] = mapped_column(Text)
    record: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
