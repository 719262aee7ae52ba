"""The tables of scans: facts that are appended and never changed; a mistake is taken back by a fact of its own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.checkin.records import Method, Outcome, WhyTakenBack
from events_service.database import Base, Choice, Document, Instant


@evidence("scan")
class CheckInRow(Base):
    """One scan as a device sent it, and the outcome it was given at first. `id` is the device's own.

    Where no account sent it, helpers did, and `device` is the name of their desk.
    """

    __tablename__ = "check_ins"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_key: Mapped[str] = mapped_column(String(63))
    badge_code: Mapped[str] = mapped_column(String(200))
    checkpoint: Mapped[str] = mapped_column(String(63))
    device: Mapped[str] = mapped_column(String(100))
    method: Mapped[Method] = mapped_column(Choice(Method))
    scanned_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registrations.id"))
    outcome: Mapped[Outcome] = mapped_column(Choice(Outcome))
    let_in_because: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        Index("ix_check_ins_event_key_checkpoint", "event_key", "checkpoint", "outcome"),
        Index("ix_check_ins_registration_id_checkpoint", "registration_id", "checkpoint"),
    )


@evidence("withdrawal of scan")
class WithdrawalRow(Base):
    """Staff took an accepted scan back, once: it no longer counts, and the person may be checked in again.

    `withdrawn_at` is when the service heard of it, `made_at` when a device did it. `words` may say something of a
    person, and few words are used: `salt` keeps anybody from guessing them.
    """

    __tablename__ = "check_in_withdrawals"

    check_in_id: Mapped[UUID] = mapped_column(ForeignKey("check_ins.id"), primary_key=True)
    withdrawn_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[WhyTakenBack | None] = mapped_column(Choice(WhyTakenBack))
    words: Mapped[str | None] = mapped_column(String(200))
    salt: Mapped[str | None] = mapped_column(String(32))
    made_at: Mapped[datetime | None] = mapped_column(Instant)


@evidence("scan set aside")
class ScanAsideRow(Base):
    """A scan that could not be kept as one: another under a known id, or one that cannot be read. Kept as it was sent.

    `digest` is the SHA-256 of what was sent and by which device, so that sending it again changes nothing. `event_key`
    and `registration_id` stand where they can be told.
    """

    __tablename__ = "scans_aside"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_key: Mapped[str | None] = mapped_column(String(63), index=True)
    device: Mapped[str] = mapped_column(String(100))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[Outcome] = mapped_column(Choice(Outcome))
    sent: Mapped[dict[str, str]] = mapped_column(Document(dict[str, str]))
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registrations.id"))


@evidence("look at a scan set aside")
class ScanSeenRow(Base):
    """A human looked at a scan that was set aside, once: the desk no longer shows it."""

    __tablename__ = "scans_aside_seen"

    digest: Mapped[str] = mapped_column(ForeignKey("scans_aside.digest"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
