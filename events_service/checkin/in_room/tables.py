"""The table of phones that confirm presence in a room."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from events_service.database import Base, Instant


class RoomPhoneRow(Base):
    """Whose phone confirms presence at an event, known by its cookie's hash; forgotten some time after the event."""

    __tablename__ = "room_phones"

    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), index=True)
    bound_at: Mapped[datetime] = mapped_column(Instant)
    forget_at: Mapped[datetime] = mapped_column(Instant, index=True)
