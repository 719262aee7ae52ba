"""Tables of imports: what a human said of the columns of a kind of file, and which people an import touched."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from events_service.database import Base, Document, Instant, new_id
from events_service.registrations.records import Changes


class RememberedHeadingRow(Base):
    """What a human called the columns below a heading, the last time that a file with it was imported for a project.

    `words` are the heading's cells as they are compared; `fields` are by the number of their column, as text.
    """

    __tablename__ = "remembered_headings"

    project_key: Mapped[str] = mapped_column(ForeignKey("projects.key"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    words: Mapped[list[str]] = mapped_column(Document(list[str]))
    fields: Mapped[dict[str, str]] = mapped_column(Document(dict[str, str]))
    used_at: Mapped[datetime] = mapped_column(Instant)


class ImportRow(Base):
    """An import that changed something, by whom and of which file; `undone_at` is set once it was undone."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    actor: Mapped[str] = mapped_column(String(300))
    imported_at: Mapped[datetime] = mapped_column(Instant)
    entered: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    mailed: Mapped[bool]
    undone_at: Mapped[datetime | None] = mapped_column(Instant)


class ImportedPersonRow(Base):
    """A registration that an import touched: what takes back its changes, None where the import brought it.

    `before` goes when the import is undone, and with the registration when that is erased.
    """

    __tablename__ = "imported_people"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    registration_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    before: Mapped[Changes | None] = mapped_column(Document(Changes))
