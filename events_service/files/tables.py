"""Tables of files: what is known of each content, and what refers to it."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.database import Base, Instant


@evidence("file")
class FileRow(Base):
    """A content that is kept, under its SHA-256. `width` and `height` are those of a picture, in pixels."""

    __tablename__ = "files"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))
    octets: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    kept_at: Mapped[datetime] = mapped_column(Instant)


@evidence("use of a file")
class FileUseRow(Base):
    """That something refers to a file, `event:KEY` or `project:KEY`; since `left_at` only earlier versions of it do.

    What is referred to need not be here: a definition may come from another service.
    """

    __tablename__ = "file_uses"

    holder: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    left_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
