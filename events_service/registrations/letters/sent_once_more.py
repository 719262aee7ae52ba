"""Send a mail of an event once more: to where its reader has their mail by now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.reading import Again, send_again
from events_service.mail.records import Mailbox
from events_service.mailboxes import ascii_address
from events_service.programme.organising import get_organised_event
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings

_TO_ONE_ADDRESS = {Occasion.ADDRESS_CHANGE.value, Occasion.ADDRESS_CHANGED.value}
"""Kinds of mails that are about the address they went to, and mean nothing at another."""


async def send_once_more(
    database: Database, settings: Settings, event: str, mail: UUID, *, account: Account, now: datetime
) -> None:
    """Put a copy of a mail into the outbox; the first sending stays as it was.

    Raises UnknownEvent, NotAllowed, UnknownMail.
    """
    async with database.transaction() as session:
        await get_organised_event(session, event, account)
        again = Again(sender=settings.mail_from, actor=account.actor, mailbox_of=mailbox_of)
        await send_again(session, event, mail, again, now=now)


async def mailbox_of(session: AsyncSession, registration: UUID, kind: str) -> Mailbox | None:
    """Give a registration's present mailbox, or None where a mail of this kind keeps its own address."""
    row = await session.get(RegistrationRow, registration)
    if row is None or not row.email or kind in _TO_ONE_ADDRESS:
        return None
    return Mailbox(name=f"{row.first_name} {row.last_name}".strip(), address=ascii_address(row.email))
