"""Addresses that are to be confirmed: a registration counts only once its holder has opened the link in the mail.

Until then it holds no seat and no place in line, and nobody but the holder of the mailbox learns anything: whoever
registers gets the same answer whether the address is known to the event or not.
"""

import hmac
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.tables import EventRow
from events_service.registrations import limits, seats
from events_service.registrations.entering import digest_of, enter_companions, known_colleagues, record_entry
from events_service.registrations.finding import get_registration
from events_service.registrations.forgetting import forget
from events_service.registrations.holding import hold
from events_service.registrations.invitation_links import usable_link
from events_service.registrations.letters import Occasion
from events_service.registrations.notices import keep_notice
from events_service.registrations.records import Application, Registration, Status
from events_service.registrations.refusals import AlreadyRegistered, EventFull, KeyUsedDifferently
from events_service.registrations.register import Registered, register
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import BADGE_ALPHABET, BADGE_CODE_LENGTH, derived_key
from events_service.registrations.waiting_list import promote, record_promotions, tell
from events_service.registrations.window import require_open
from events_service.settings import Settings

UNCONFIRMED = Status.UNCONFIRMED.value


class Receipt(Struct, frozen=True, kw_only=True):
    """What a program is told until the address is confirmed: names that open nothing and tell nothing."""

    id: UUID
    badge_code: str


async def apply_for_place(
    database: Database,
    settings: Settings,
    found: FoundEvent,
    application: Application,
    *,
    now: datetime,
    account: Account | None,
    network: str | None,
    idempotency_key: str | None = None,
    notice_language: str | None = None,
) -> Registered | None:
    """Register, or give None where the address is to be confirmed first: the mail says how things stand.

    Raises what `register` raises; AlreadyRegistered and KeyUsedDifferently only where no confirmation is asked for.
    """

    async def attempt(key: str | None) -> Registered:
        return await register(
            database,
            settings,
            found.event.key,
            application,
            now=now,
            account=account,
            idempotency_key=key,
            network=network,
            notice_language=notice_language,
        )

    if not found.event.registration.confirm_address:
        return await attempt(idempotency_key)
    key = idempotency_key
    try:
        try:
            await attempt(key)
        except KeyUsedDifferently:  # it would tell that the first address was new
            key = None
            await attempt(key)
    except AlreadyRegistered:
        await _answer_known(database, settings, found.event.key, application, now, network, key)
    return None


async def _answer_known(
    database: Database,
    settings: Settings,
    event_key: str,
    application: Application,
    now: datetime,
    network: str | None,
    idempotency_key: str | None,
) -> None:
    """Send whoever is registered already their link, and register the colleagues they brought, each to confirm.

    What is counted for a new address is counted for a known one, and a key that is sent again does nothing again.
    """
    folded = application.email.casefold()
    async with database.transaction() as session:
        event = await seats.lock(session, event_key)
        found = await get_any_event(session, event_key)
        await limits.require_few(session, event=event_key, mailbox=folded, network=network, now=now)
        flooded = await limits.is_flooded(session, event_key, folded, now)
        first = await session.scalar(
            select(RegistrationRow).where(
                RegistrationRow.event_key == event_key,
                RegistrationRow.email_folded == folded,
                RegistrationRow.status != Status.CANCELLED.value,
            )
        )
        if first is None:
            return
        letters: dict[UUID, Occasion | None] = {}
        if first.status != UNCONFIRMED and not flooded:
            letters[first.id] = Occasion.ALREADY_REGISTERED
        known = await known_colleagues(session, event_key, application)
        for email, id_ in known.items():
            if not await limits.is_flooded(session, event_key, email, now):
                letters[id_] = Occasion.ALREADY_REGISTERED
        rows = await _enter_colleagues(session, settings, event, found, application, first, now, known.keys())
        for row in rows:
            await limits.require_few(session, event=event_key, mailbox=row.email_folded, network=network, now=now)
        if rows and idempotency_key:
            rows[0].idempotency_key, rows[0].application_digest = idempotency_key, digest_of(application)
        await tell(session, settings, found, {**letters, **dict.fromkeys(row.id for row in rows)}, now)
        for row in rows:
            await record_entry(session, row, "participant", now)


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


def receipt(settings: Settings, event: str, application: Application, idempotency_key: str | None) -> Receipt:
    """Give a receipt, for a key that is sent again the same one, without a look at who is registered."""
    asked = f"{event}\n{idempotency_key}\n{digest_of(application)}".encode()
    digest = hmac.digest(derived_key(settings.secret_key, "receipt"), asked, "sha256")
    code = "".join(BADGE_ALPHABET[byte % len(BADGE_ALPHABET)] for byte in digest[16 : 16 + BADGE_CODE_LENGTH])
    return Receipt(id=UUID(bytes=digest[:16], version=4), badge_code=code)


async def confirm(database: Database, settings: Settings, id_: UUID, *, now: datetime) -> Registration:
    """Let a registration count from now on: it gets its number in the order of arrival, then what all others get.

    Confirmed already, it stays as it is. Raises UnknownRegistration, EventFull and what `require_open` raises.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, None)
        if row.status != UNCONFIRMED:
            return await get_registration(session, id_)
        found = await get_any_event(session, event.key)
        require_open(found, now)
        rules = found.event.registration
        if found.seats.free == 0 and not rules.waiting_list and not rules.approval:
            raise EventFull
        row.status = (Status.PENDING if rules.approval else Status.WAITLISTED).value
        row.number = await seats.next_number(session, event)
        row.confirm_by, row.changed_at = None, now
        await session.execute(
            update(ChosenSessionRow)
            .where(ChosenSessionRow.registration_id == id_, ChosenSessionRow.status == UNCONFIRMED)
            .values(status=row.status, asked_at=now)
        )
        promoted = await promote(session, event, found, now, arrived=[id_])
        await tell(session, settings, found, {id_: None, **promoted}, now)
        await audit.append(
            session,
            at=now,
            actor="participant",
            action="registration.address_confirmed",
            subject=f"registration:{id_}",
            facts={"number": str(row.number), "status": row.status},
        )
        await record_promotions(session, promoted, now)
        return await get_registration(session, id_)


async def forget_own(database: Database, id_: UUID, *, now: datetime) -> None:
    """Forget a registration on the wish of whoever got the mail. Raises UnknownRegistration."""
    async with database.transaction() as session:
        _, row = await hold(session, id_, None)
        if row.status == UNCONFIRMED:
            await forget(session, row, now)
