"""Answer applications under an address that is registered already, in words that tell nobody but its holder so."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.tables import EventRow
from events_service.registrations import limits
from events_service.registrations.holding import PARTICIPANT, held_by, lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.entering import (
    digest_of,
    enter,
    enter_companions,
    entry_of,
    known_colleagues,
)
from events_service.registrations.places.invitation_links import usable_link
from events_service.registrations.places.settling import settle
from events_service.registrations.privacy.notices import keep_notice
from events_service.registrations.records import Application, Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings


async def answer_known(
    database: Database,
    settings: Settings,
    event_key: str,
    application: Application,
    *,
    now: datetime,
    idempotency_key: str | None,
    notice_language: str | None,
) -> None:
    """Send whoever is registered already their link, and register the colleagues they brought, each to confirm.

    Who has cancelled meanwhile, or is known no more, is entered anew with them: nobody is lost. A key that is sent
    again does nothing again. Raises what `enter` raises.
    """
    folded = folded_address(application.email)
    async with database.transaction() as session:
        event = await lock(session, event_key)
        answered = await _digest_under(session, event_key, idempotency_key)
        if answered == digest_of(application):
            return
        held = await held_by(session, settings, event, now, PARTICIPANT)
        found = held.found
        flooded = await limits.is_flooded(session, event_key, folded, now)
        first = await _registered_under(session, event_key, folded)
        entered = []
        letters: dict[UUID, Occasion | None] = {}
        if first is None:
            first = await enter(session, settings, event, found, application, now, by_organiser=False)
            await keep_notice(session, found, first, notice_language or first.language, now)
            entered.append(first)
            if not flooded:
                letters[first.id] = None
        elif first.status != Status.UNCONFIRMED and not flooded:
            letters[first.id] = Occasion.ALREADY_REGISTERED
        known = await known_colleagues(session, event_key, application)
        for email, id_ in known.items():
            if not await limits.is_flooded(session, event_key, email, now):
                letters[id_] = Occasion.ALREADY_REGISTERED
        rows = await _enter_colleagues(session, settings, event, found, application, first, now, known.keys())
        entered += rows
        if entered and idempotency_key and answered is None:
            entered[0].idempotency_key, entered[0].application_digest = idempotency_key, digest_of(application)
        letters |= dict.fromkeys(row.id for row in rows)
        await settle(held, [entry_of(held, row) for row in entered], letters, arrived=entered)


async def _digest_under(session: AsyncSession, event_key: str, idempotency_key: str | None) -> str | None:
    """Give the digest of what was answered under a key while this request waited for the event; None: nothing was."""
    if idempotency_key is None:
        return None
    same = (RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == idempotency_key)
    digest: str | None = await session.scalar(select(RegistrationRow.application_digest).where(*same))
    return digest


async def _registered_under(session: AsyncSession, event_key: str, email_folded: str) -> RegistrationRow | None:
    row: RegistrationRow | None = await session.scalar(
        select(RegistrationRow).where(
            RegistrationRow.event_key == event_key,
            RegistrationRow.email_folded == email_folded,
            RegistrationRow.status != Status.CANCELLED,
        )
    )
    return row


async def _enter_colleagues(
    session: AsyncSession,
    settings: Settings,
    event: EventRow,
    found: FoundEvent,
    application: Application,
    first: RegistrationRow,
    now: datetime,
    known: Collection[str],
) -> list[RegistrationRow]:
    """Enter the colleagues of somebody who is registered already, as if that were new."""
    if not application.companions:
        return []
    link = await usable_link(session, found, application.invitation, now) if application.invitation else None
    rows = await enter_companions(
        session,
        settings,
        event,
        found,
        application,
        Status.UNCONFIRMED,
        now,
        party=first.id,
        link=link.id if link else None,
        leave_out=known,
    )
    for row in rows:
        await keep_notice(session, found, row, row.language, now)
    return rows
