"""The outbox: put a mail into it within the transaction that causes the mail, and deliver what is due."""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database, new_id
from events_service.mail.tables import MailRow

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
CLAIM = timedelta(minutes=2)


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that goes with a mail; `media_type` such as application/pdf."""

    name: str
    media_type: str
    content: bytes


class Letter(Struct, frozen=True, kw_only=True):
    """A mail before it is put into the outbox.

    `calendar` is an iTIP message (RFC 5546) and `method` its METHOD, sent as an alternative so that mail programs
    show their buttons.
    """

    kind: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    language: str
    reply_to: str | None = None
    calendar: bytes | None = None
    method: str = "REQUEST"
    attachments: tuple[Attachment, ...] = ()
    event: str | None = None
    registration: UUID | None = None
    secret: bool = False


def compose(letter: Letter, *, sender: str, message_id: str, now: datetime) -> bytes:
    """Write a letter as an RFC 5322 message: text, HTML and calendar as alternatives, then the attachments."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = formataddr((letter.recipient_name, letter.recipient))
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        message.add_alternative(
            letter.calendar,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"method": letter.method, "charset": "UTF-8"},
        )
    for attachment in letter.attachments:
        maintype, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name)
    return message.as_bytes()


async def queue(session: AsyncSession, letter: Letter, *, sender: str, now: datetime) -> UUID:
    """Put a letter into the outbox; it is sent after the caller's transaction has been committed."""
    id_ = new_id()
    domain = sender.rpartition("@")[2].strip(">") or "localhost"
    session.add(
        MailRow(
            id=id_,
            kind=letter.kind,
            recipient=letter.recipient,
            subject=letter.subject,
            message=compose(letter, sender=sender, message_id=f"<{id_}@{domain}>", now=now),
            event_key=letter.event,
            registration_id=letter.registration,
            secret=letter.secret,
            created_at=now,
            due_at=now,
        )
    )
    return id_


async def deliver_due(database: Database, smtp_url: str, now: datetime, most: int = 50) -> int:
    """Send what is due over SMTP and give the number of mails sent; what fails is due again later.

    Rows are claimed before sending by moving `due_at` on, with SKIP LOCKED, so several processes share one outbox.
    A mail is marked as sent only after the server took it: at least once, and not twice within a claim.
    """
    async with database.transaction() as session:
        rows = await session.scalars(
            select(MailRow)
            .where(MailRow.sent_at.is_(None), MailRow.due_at <= now)
            .order_by(MailRow.due_at, MailRow.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        claimed = [(row.id, row.recipient, row.message) for row in rows]
        for row_id, _, _ in claimed:
            row = await session.get_one(MailRow, row_id)
            row.due_at, row.attempts = now + CLAIM, row.attempts + 1
    sent = 0
    for row_id, recipient, message in claimed:
        error = await _send(smtp_url, recipient, message)
        async with database.transaction() as session:
            row = await session.get_one(MailRow, row_id)
            if error is None:
                row.sent_at, row.last_error = now, None
                sent += 1
            else:
                row.last_error = error
                row.due_at = now + min(FIRST_RETRY * 2 ** (row.attempts - 1), LONGEST_WAIT)
                logger.warning("mail %s not sent, attempt %d: %s", row_id, row.attempts, error)
    return sent


async def _send(smtp_url: str, recipient: str, message: bytes) -> str | None:
    """Send one message; give what went wrong, or None."""
    target = urlsplit(smtp_url)
    sender = message.split(b"\r\nFrom: ", 1)[-1] if b"\r\nFrom: " in message else message.removeprefix(b"From: ")
    address = sender.split(b"\r\n", 1)[0].decode(errors="replace").rpartition("<")[2].strip("> ")
    try:
        async with aiosmtplib.SMTP(
            hostname=target.hostname or "localhost",
            port=target.port or (465 if target.scheme == "smtps" else 25),
            use_tls=target.scheme == "smtps",
            start_tls=True if target.scheme == "smtp+starttls" else None,
            username=unquote(target.username) if target.username else None,
            password=unquote(target.password) if target.password else None,
            timeout=30,
        ) as client:
            await client.sendmail(address, [recipient], message)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None
