"""The table of reminders that have left: one for each day from which a reminder counts, whoever sends it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.database import Base, Instant, new_id


@evidence("reminder", without=("looked_at",))
class SentReminderRow(Base):
    """A reminder that left; its `id` is the batch of its mails. Registrations were `looked_at` for latecomers then."""

    __tablename__ = "sent_reminders"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(String(63), ForeignKey("events.key"), index=True)
    reminder: Mapped[str] = mapped_column(String(63))
    counts_from: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(Instant)
    looked_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("event_key", "reminder", "counts_from", name="uq_sent_reminders_once"),)
