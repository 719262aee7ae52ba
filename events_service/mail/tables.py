"""The outbox: each mail is a row of the transaction that causes it, each sending a row that never changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence, new_salt
from events_service.database import Base, Choice, Document, Instant, new_id
from events_service.mail.composing import coming_from, compose_sealed
from events_service.mail.records import Enclosure, MailStatus, Verdict
from events_service.secrets import Sealed


@evidence("mail", without=("letter", "composed", "enclosures", "due_at", "attempts", "handed_at", "last_error"))
class MailRow(Base):
    """A mail; `secret` ones (sign-in links) are never shown to organisers.

    It is kept as the `letter` until a server is handed the message `composed` of it; withdrawn, it has neither. Both
    hold links that open something, so they are sealed.
    `due_at` is when it is tried next, None when nothing more is tried; `enclosures` are made and put in when it leaves.
    `attempts` counts how often a server was handed the mail; `last_error` says why it has not left yet. `handed_at` is
    set while a server is being handed it: found set later, the server's answer was lost.
    """

    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    letter: Mapped[bytes | None] = mapped_column(Sealed)
    composed: Mapped[bytes | None] = mapped_column(Sealed)
    enclosures: Mapped[list[Enclosure]] = mapped_column(Document(list[Enclosure]))
    event_key: Mapped[str | None] = mapped_column(String(63), index=True)
    registration_id: Mapped[UUID | None] = mapped_column(index=True)
    batch: Mapped[UUID | None] = mapped_column(index=True)
    secret: Mapped[bool] = mapped_column(default=False)
    status: Mapped[MailStatus] = mapped_column(Choice(MailStatus))
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    handed_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(32), default=new_salt)

    __table_args__ = (
        # What was sent years ago is not in it: looking for what is due costs nothing.
        Index(
            "ix_outbox_due_at",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_outbox_refused",
            "event_key",
            sqlite_where=text("status = 'refused'"),
            postgresql_where=text("status = 'refused'"),
        ),
    )

    @property
    def message(self) -> bytes:
        """Give the message as RFC 5322 bytes, without its enclosures; empty where the mail was withdrawn."""
        return self.message_from(None)

    def message_from(self, sender: str | None) -> bytes:
        """Give the message as `sender` sends it now; None leaves it the sender that it was written with."""
        if self.composed is None and self.letter is not None:
            return compose_sealed(self.letter, id_=self.id, now=self.created_at, sender=sender)
        return coming_from(self.composed, sender) if self.composed and sender else self.composed or b""


class MailServerRow(Base):
    """The mail server that was set up on a page, as a URL with user and password, sealed: one row or none."""

    __tablename__ = "mail_server"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    url: Mapped[bytes] = mapped_column(Sealed)
    sender: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(Instant)


@evidence("sending", without=("answer",))
class SendingRow(Base):
    """One time that a mail was handed to a server: what the server answered, as evidence of the sending.

    `digest` is the SHA-256 of the message as it was handed over, `enclosed` names the documents made for it; both are
    empty where a process fell while it was handing over.
    """

    __tablename__ = "sendings"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mail_id: Mapped[UUID] = mapped_column(ForeignKey("outbox.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    verdict: Mapped[Verdict] = mapped_column(Choice(Verdict))
    answer: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    enclosed: Mapped[list[str]] = mapped_column(Document(list[str]))
