"""Tables of what was sealed: each approved record as the signed file that left the house. Only appended to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.database import Base, Instant

SEALED_ONCE = "uq_sealed_records_event_key"
"""The rule whose breaking says that another process sealed the same record."""


@evidence("sealed record")
class SealedRecordRow(Base):
    """A sealed file: of which approval, by its SHA-256, and who signed it with which certificate (PEM).

    `correction` is 0 for the first record of an event that was approved; `record` is the SHA-256 of its JSON.
    """

    __tablename__ = "sealed_records"

    serial: Mapped[str] = mapped_column(String(16), primary_key=True)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"))
    position: Mapped[int] = mapped_column(Integer)
    correction: Mapped[int] = mapped_column(Integer)
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    record: Mapped[str] = mapped_column(String(64), index=True)
    file: Mapped[str] = mapped_column(String(64), index=True)
    signer: Mapped[str] = mapped_column(String(300))
    certificate: Mapped[str] = mapped_column(Text)
    time_stamped_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("event_key", "position", name=SEALED_ONCE),)
