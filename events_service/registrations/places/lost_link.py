"""Send somebody their personal link again; the answer does not tell whether the address is known."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.limits import count, require
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.programme.finding import get_any_event
from events_service.registrations import limits
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import registered_under
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.sending import Addressed, send_letters
from events_service.registrations.records import Status
from events_service.registrations.shared_mailboxes import at_mailbox
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings


async def require_few_links(database: Database, *, network: str | None, now: datetime) -> None:
    """Count that a network asks for a link. Raises TooOften for one that asks too often, whatever the address."""
    async with database.transaction() as session:
        await require(session, limits.LINKS_FROM_ONE_NETWORK, network, now)


async def send_link(database: Database, settings: Settings, event_key: str, email: str, *, now: datetime) -> None:
    """Queue a mail with the link of each living registration at the address; past the limits nothing is sent.

    To be called once the answer has left, for the time that this takes tells whether there is one.
    """
    folded = folded_address(email)
    async with database.transaction() as session:
        if await limits.is_flooded(session, event_key, folded, now):
            return
        living = (RegistrationRow.event_key == event_key, RegistrationRow.status != Status.CANCELLED)
        theirs = select(RegistrationRow).where(*living, at_mailbox(email)).order_by(RegistrationRow.number)
        for row in (await session.scalars(theirs)).all():
            occasion = Occasion.CONFIRM_ADDRESS if row.status == Status.UNCONFIRMED else Occasion.LINK
            await _queue(session, settings, row, occasion, now)


async def tell_known(
    database: Database, settings: Settings, event_key: str, email: str, *, now: datetime, network: str | None
) -> None:
    """Let the owner of a registered address hear that it was to be registered again: by one mail an hour at most."""
    folded = folded_address(email)
    async with database.transaction() as session:
        if network:
            await count(session, limits.KNOWN_FROM_ONE_NETWORK, network, now)
        told = await count(session, limits.KNOWN_TO_ONE_MAILBOX, f"{event_key}:{folded}", now)
        row = await registered_under(session, event_key, folded)
        if row is not None and told <= limits.KNOWN_TO_ONE_MAILBOX.most:
            await _queue(session, settings, row, Occasion.ALREADY_REGISTERED, now)


async def _queue(
    session: AsyncSession, settings: Settings, row: RegistrationRow, occasion: Occasion, now: datetime
) -> None:
    found = await get_any_event(session, row.event_key)
    registration = await get_registration(session, row.id)
    await send_letters(session, settings, found, [Addressed(registration=registration, occasion=occasion)], now)
    await audit.append(
        session,
        audit.Entry(at=now, actor="participant", action="registration.link", subject=f"registration:{row.id}"),
    )
