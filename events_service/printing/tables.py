"""Tables of what was printed: which badge showed what when, and long batches that are made in the background."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.database import Base, Choice, Document, Instant, new_id
from events_service.printing.requests import JobState
from events_service.typesetting.lettering import Misfit


class BadgePrintRow(Base):
    """A badge that was printed: `fingerprint` is a mark of what stood on it. Rows are added, never changed."""

    __tablename__ = "badge_prints"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), index=True)
    layout: Mapped[str] = mapped_column(String(63))
    fingerprint: Mapped[str] = mapped_column(String(32))
    printed_at: Mapped[datetime] = mapped_column(Instant)


class PrintJobRow(Base):
    """A long batch: what was asked, how far it is, and the finished document until it expires.

    `request` is a PrintRequest as JSON; `fingerprints` are those of the badges in the document. Whoever works on it
    moves `due_at` on, so that a batch whose process ended is
    begun anew by another one.
    """

    __tablename__ = "print_jobs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    request: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(3))
    state: Mapped[JobState] = mapped_column(Choice(JobState))
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer)
    misfits: Mapped[tuple[Misfit, ...]] = mapped_column(Document(tuple[Misfit, ...]), default=())
    fingerprints: Mapped[dict[str, str]] = mapped_column(Document(dict[str, str]), default={})
    refusal: Mapped[str | None] = mapped_column(Text)
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_print_jobs_state_due_at", "state", "due_at"),)
