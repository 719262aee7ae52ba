"""Answer applications under addresses that are to be confirmed, so that only a mailbox's holder learns what stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.limits import count
from events_service.database import Database, new_id
from events_service.mailboxes import folded_address
from events_service.programme.finding import UnknownEvent, may_see
from events_service.registrations import limits
from events_service.registrations.holding import Held, held_by, lock, registered_under
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.decided import Decided
from events_service.registrations.places.entering import (
    ColleagueKnown,
    decide_on,
    enter_colleagues,
    enter_first,
    entry_of,
    known_colleagues,
)
from events_service.registrations.places.forgetting import forget_unconfirmed
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


async def receive(database: Database, settings: Settings, event_key: str, asked: Asked, *, now: datetime) -> None:
    """Enter whoever asks, to confirm their address, or send whoever is registered already their link.

    The work is the same for both, so that the time that it takes tells nobody which: whoever is known is entered, too,
    under no address, and that is undone. Their colleagues are registered, each to confirm. Who has begun and not
    confirmed is entered anew, for the latest application counts, unless their mailbox has had enough: then what stands
    is kept. A key that is sent again does nothing again. Raises UnknownEvent and what `decide` and `usable_link` raise.
    """
    folded = folded_address(asked.application.email)
    async with database.transaction() as session:
        event = await lock(session, event_key)
        if not may_see(asked.account, event.definition):
            raise UnknownEvent
        digest, answered = asked.digest, await _digest_under(session, event_key, asked.once)
        if answered == digest:
            return
        asked = asked if answered is None else replace(asked, once=None)
        held = await held_by(session, settings, event, now, asked.actor)
        decided = await decide_on(held, asked)
        flooded = await limits.is_flooded(session, event_key, folded, now)
        known = await registered_under(session, event_key, folded)
        stands = known is not None and (flooded or known.status != Status.UNCONFIRMED)
        await forget_unconfirmed(session, None if stands else known, now)
        newcomer = await _enter(held, decided, asked, undone=stands)
        first = known if known is not None and stands else newcomer
        key = (asked.once, digest) if asked.once else None
        others = await known_colleagues(held, decided)
        brought = await enter_colleagues(held, decided, first.id, others, key=key if stands else None)
        letters: dict[UUID, Occasion | None] = {}
        if not flooded:
            letters[first.id] = Occasion.ALREADY_REGISTERED if stands else None
        letters |= await letters_to_known(held, others)
        letters |= dict.fromkeys(row.id for row in brought)
        entries = [entry_of(held, first, "registration.asked_again" if stands else "registration.created")]
        entries += [entry_of(held, row) for row in brought]
        await settle(held, entries, letters, arrived=brought if stands else [newcomer, *brought])


async def _enter(held: Held, decided: Decided, asked: Asked, *, undone: bool) -> RegistrationRow:
    """Enter whom the application is for; `undone`, for the time that it takes alone, and under no address."""
    if undone:
        decided = replace(decided, first=replace(decided.first, email_folded=str(new_id())))
    async with held.session.begin_nested() as entering:
        row = await enter_first(held, decided, asked)
        if undone:
            await entering.rollback()
    return row


async def _digest_under(session: AsyncSession, event_key: str, idempotency_key: str | None) -> str | None:
    """Give the digest of what was answered under a key while this request waited for the event; None: nothing was."""
    if idempotency_key is None:
        return None
    same = (RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == idempotency_key)
    digest: str | None = await session.scalar(select(RegistrationRow.application_digest).where(*same))
    return digest
