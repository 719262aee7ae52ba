"""The table of answers to invitations that came from another address than the invited one, until somebody decides."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from events_service.calendars.replies import Reply
from events_service.database import Base, Document, Instant, new_id


class StrayAnswerRow(Base):
    """An answer that waits to be given to one of those who were invited; it goes once it is decided on."""

    __tablename__ = "stray_answers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(String(63), ForeignKey("events.key"), index=True)
    reply: Mapped[Reply] = mapped_column(Document(Reply))
    received_at: Mapped[datetime] = mapped_column(Instant)
