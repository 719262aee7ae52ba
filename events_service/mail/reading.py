"""Read what is in the outbox, and send a mail once more."""

import email
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import new_id
from events_service.mail.tables import MailRow
from events_service.web.errors import NotFound
from events_service.web.i18n import N_


class UnknownMail(NotFound):
    """The event has no such mail, or it is not an organiser's to read."""

    message = N_("There is no such mail here.")


class SentMail(Struct, frozen=True, kw_only=True):
    """A mail of the outbox. `text` is its plain part, only read when one mail is shown."""

    id: UUID
    kind: str
    recipient: str
    subject: str
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str | None
    text: str = ""
    attachments: tuple[str, ...] = ()


async def list_mails(session: AsyncSession, event: str) -> list[SentMail]:
    """List an event's mails, the latest first, without those that hold secrets."""
    rows = await session.scalars(
        select(MailRow).where(MailRow.event_key == event, MailRow.secret.is_(False)).order_by(MailRow.id.desc())
    )
    return [_record(row) for row in rows]


async def get_mail(session: AsyncSession, event: str, id_: UUID) -> SentMail:
    """Give a mail with its text. Raises UnknownMail."""
    row = await _row(session, event, id_)
    parsed = email.message_from_bytes(row.message, policy=default)
    if not isinstance(parsed, EmailMessage):
        raise UnknownMail
    plain = parsed.get_body(("plain",))
    text = plain.get_content() if plain else ""
    names = tuple(part.get_filename() or part.get_content_type() for part in parsed.iter_attachments())
    return _record(row, text=text, attachments=names)


async def send_again(session: AsyncSession, event: str, id_: UUID, *, actor: str, now: datetime) -> None:
    """Put a copy of a mail into the outbox. Raises UnknownMail."""
    row = await _row(session, event, id_)
    copy = MailRow(
        id=new_id(),
        kind=row.kind,
        recipient=row.recipient,
        subject=row.subject,
        message=row.message,
        event_key=row.event_key,
        registration_id=row.registration_id,
        secret=False,
        created_at=now,
        due_at=now,
    )
    session.add(copy)
    await audit.append(session, at=now, actor=actor, action="mail.send_again", subject=f"event:{event}")


async def _row(session: AsyncSession, event: str, id_: UUID) -> MailRow:
    row = await session.get(MailRow, id_)
    if row is None or row.event_key != event or row.secret:
        raise UnknownMail
    return row


def _record(row: MailRow, *, text: str = "", attachments: tuple[str, ...] = ()) -> SentMail:
    return SentMail(
        id=row.id,
        kind=row.kind,
        recipient=row.recipient,
        subject=row.subject,
        created_at=row.created_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        last_error=row.last_error,
        text=text,
        attachments=attachments,
    )
