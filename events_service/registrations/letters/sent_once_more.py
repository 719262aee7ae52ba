"""Where a mail on a registration goes by now, for one that is sent once more."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.mail.records import Mailbox
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.mailboxes import ascii_address
from events_service.registrations.tables import RegistrationRow

_TO_ONE_ADDRESS = {Occasion.ADDRESS_CHANGE.value, Occasion.ADDRESS_CHANGED.value}
"""Kinds of mails that are about the address they went to, and mean nothing at another."""


async def mailbox_of(session: AsyncSession, registration: UUID, kind: str) -> Mailbox | None:
    """Give a registration's present mailbox, or None where a mail of this kind keeps its own address."""
    row = await session.get(RegistrationRow, registration)
    if row is None or not row.email or kind in _TO_ONE_ADDRESS:
        return None
    return Mailbox(name=f"{row.first_name} {row.last_name}".strip(), address=ascii_address(row.email))
