"""The table of speakers who were asked, or may be: what no definition holds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from events_service.database import Base, Choice, Document, Instant, new_id
from events_service.speakers.records import Answer, Proposal, Schedule


class SpeakerRow(Base):
    """One of an event's speakers, by their key in its definition; of the row little stays once that is over.

    `told` are the hours that they were told last, of the version `told_version` of the event.
    """

    __tablename__ = "speakers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"))
    key: Mapped[str] = mapped_column(String(63))
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(3), default="")
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    told: Mapped[Schedule] = mapped_column(Document(Schedule), default=dict)
    told_version: Mapped[int] = mapped_column(default=0)
    answer: Mapped[Answer | None] = mapped_column(Choice(Answer))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered: Mapped[Schedule] = mapped_column(Document(Schedule), default=dict)
    remark: Mapped[str] = mapped_column(Text, default="")
    consented: Mapped[bool | None] = mapped_column()
    proposal: Mapped[Proposal | None] = mapped_column(Document(Proposal))

    __table_args__ = (UniqueConstraint("event_key", "key", name="uq_speakers_event_key_key"),)
