"""The outbox: each mail is a row written in the transaction that causes it, and stays as evidence of its sending."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.database import Base, Instant, choice, new_id


class MailRow(Base):
    """A mail, complete as RFC 5322 bytes in `message`; `secret` ones (sign-in links) are never shown to organisers."""

    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(choice())
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    message: Mapped[bytes] = mapped_column(LargeBinary)
    event_key: Mapped[str | None] = mapped_column(String(63), index=True)
    registration_id: Mapped[UUID | None]
    secret: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_outbox_sent_at_due_at", "sent_at", "due_at"),)
