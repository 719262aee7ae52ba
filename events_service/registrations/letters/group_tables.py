"""The table of what organisers write to groups: who still waits for their copy, so that any process can go on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.database import Base, Document, Instant, new_id
from events_service.registrations.letters.group_records import Draft


@evidence("mail to a group", without=("remaining", "finished_at"))
class GroupMailRow(Base):
    """A mail to a group; `people` were chosen when it was confirmed, and `remaining` are not written to yet."""

    __tablename__ = "group_mails"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(String(63), ForeignKey("events.key"), index=True)
    account_id: Mapped[UUID]
    draft: Mapped[Draft] = mapped_column(Document(Draft))
    people: Mapped[int] = mapped_column(Integer)
    remaining: Mapped[list[UUID]] = mapped_column(Document(list[UUID]))
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index(
            "ix_group_mails_unfinished",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )
