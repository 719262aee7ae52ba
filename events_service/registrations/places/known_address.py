"""Answer applications under an address that is registered already, in words that tell nobody but its holder so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.limits import count
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.registrations import limits
from events_service.registrations.holding import PARTICIPANT, held_by, lock, registered_under
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.entering import (
    ColleagueKnown,
    decide_on,
    enter_colleagues,
    enter_first,
    entry_of,
    known_colleagues,
)
from events_service.registrations.places.register import letters_to_known
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings


@asynccontextmanager
async def counting_known(database: Database, network: str | None, now: datetime) -> AsyncIterator[None]:
    """Count a refusal that tells of a colleague that they are registered: whoever tries addresses is stopped soon."""
    try:
        yield
    except ColleagueKnown:
        if network:
            async with database.transaction() as session:
                await count(session, limits.KNOWN_FROM_ONE_NETWORK, network, now)
        raise


async def answer_known(database: Database, settings: Settings, event_key: str, asked: Asked, *, now: datetime) -> None:
    """Send whoever is registered already their link, and register the colleagues they brought, each to confirm.

    Who has cancelled meanwhile, or is known no more, is entered anew with them: nobody is lost. A key that is sent
    again does nothing again. Raises what `decide` and `usable_link` raise.
    """
    folded = folded_address(asked.application.email)
    async with database.transaction() as session:
        event = await lock(session, event_key)
        answered = await _digest_under(session, event_key, asked.once)
        if answered == asked.digest:
            return
        held = await held_by(session, settings, event, now, PARTICIPANT)
        flooded = await limits.is_flooded(session, event_key, folded, now)
        first = await registered_under(session, event_key, folded)
        letters: dict[UUID, Occasion | None] = {}
        if first is not None and first.status != Status.UNCONFIRMED and not flooded:
            letters[first.id] = Occasion.ALREADY_REGISTERED
        entered: list[RegistrationRow] = []
        if first is None or asked.application.companions:
            decided = await decide_on(held, asked)
            if first is None:
                first = await enter_first(held, decided, replace(asked, once=None))
                entered.append(first)
            known = await known_colleagues(held, decided)
            entered += await enter_colleagues(held, decided, first.id, known)
            letters |= await letters_to_known(held, known)
            letters |= dict.fromkeys(row.id for row in entered if row is not first or not flooded)
        if entered and asked.once and answered is None:
            entered[0].idempotency_key, entered[0].application_digest = asked.once, asked.digest
        await settle(held, [entry_of(held, row) for row in entered], letters, arrived=entered)


async def _digest_under(session: AsyncSession, event_key: str, idempotency_key: str | None) -> str | None:
    """Give the digest of what was answered under a key while this request waited for the event; None: nothing was."""
    if idempotency_key is None:
        return None
    same = (RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == idempotency_key)
    digest: str | None = await session.scalar(select(RegistrationRow.application_digest).where(*same))
    return digest
