"""Tables of date polls: what is proposed, and whoever was asked with what they answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.database import Base, Document, Instant, new_id
from events_service.polls.records import Answer, Poll


class PollRow(Base):
    """A poll; `chosen` is the key of the event that one of its options became. Its options stand in `revisions`."""

    __tablename__ = "date_polls"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    project_key: Mapped[str] = mapped_column(ForeignKey("projects.key"), index=True)
    host: Mapped[str] = mapped_column(String(63))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    poll: Mapped[Poll] = mapped_column(Document(Poll))
    created_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    chosen: Mapped[str | None] = mapped_column(String(63))


class PollInviteeRow(Base):
    """Somebody who was asked; the row goes a month after the poll, or when they want it.

    `busy` are the keys of the options that their calendar clashes with: of the calendar itself nothing is kept.
    """

    __tablename__ = "date_poll_invitees"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    poll_id: Mapped[UUID] = mapped_column(ForeignKey("date_polls.id"))
    name: Mapped[str] = mapped_column(String(300))
    email: Mapped[str] = mapped_column(String(254))
    answers: Mapped[dict[str, Answer] | None] = mapped_column(Document(dict[str, Answer]))
    busy: Mapped[list[str]] = mapped_column(Document(list[str]))
    remark: Mapped[str] = mapped_column(Text, default="")
    invited_at: Mapped[datetime] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("uq_date_poll_invitees_poll_id_email", "poll_id", "email", unique=True),)
