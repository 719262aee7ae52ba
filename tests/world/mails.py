"""The mails in the outbox, as their recipients read them."""

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import icalendar
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.records import Letter, MailKind
from events_service.mail.tables import MailRow
from events_service.settings import Settings

SETTINGS = Settings(
    data_dir=Path(), database_url="sqlite+aiosqlite://", base_url="https://events.example.org", secret_key="k" * 32
)
"""A service that mails leave from."""


async def mails(database: Database, kinds: set[str] | None = None) -> list[EmailMessage]:
    """Give the mails of some kinds, or all, in the order in which they were written."""
    async with database.reading() as session:
        rows = (await session.scalars(select(MailRow).order_by(MailRow.id))).all()
    chosen = [row.message for row in rows if kinds is None or row.kind in kinds]
    return [email.message_from_bytes(one, policy=default) for one in chosen]


async def letters(database: Database) -> list[tuple[str, str]]:
    """Give to which address and why each mail was written, in that order."""
    async with database.reading() as session:
        rows = await session.execute(select(MailRow.recipient, MailRow.kind).order_by(MailRow.id))
        return [(recipient, kind) for recipient, kind in rows]


async def kinds_to(database: Database, id_: UUID) -> list[str]:
    """Give the kind of each mail that somebody was sent, by the id of their registration."""
    async with database.reading() as session:
        return list(await session.scalars(select(MailRow.kind).where(MailRow.registration_id == id_).order_by("id")))


def plain_text(message: EmailMessage) -> str:
    """Give what a mail says in plain text."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def itip(message: EmailMessage) -> icalendar.Calendar:
    """Give the calendar part of a mail, after a look at how it is wrapped."""
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    octets = part.get_payload(decode=True)
    calendar = icalendar.Calendar.from_ical(octets)
    assert part.get_param("method") == calendar["METHOD"]
    assert itips(message)[0] == calendar
    return calendar


def itips(message: EmailMessage) -> list[icalendar.Calendar]:
    """Give all calendar messages that go with a mail, each of them a file, of which the first is its calendar part."""
    files = [one for one in message.iter_attachments() if (one.get_filename() or "").endswith(".ics")]
    assert len({one.get_filename() for one in files}) == len(files)
    return [icalendar.Calendar.from_ical(one.get_payload(decode=True)) for one in files]


def letter(**changed: object) -> Letter:
    """Give a letter to Maria; others by what is changed of it."""
    values: dict[str, object] = {
        "kind": MailKind.CONFIRMED,
        "recipient": "maria@example.org",
        "recipient_name": "Мария Петрова",
        "subject": "Вашата регистрация",
        "text": "Добър ден",
        "html": "<p>Добър ден</p>",
        "language": "bg",
    }
    return Letter(**(values | changed))
