"""Register: the transaction that makes registrations of an application, for whoever sends it and their colleagues."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import UnknownEvent, may_see
from events_service.registrations import limits
from events_service.registrations.finding import get_registration, list_party
from events_service.registrations.holding import actor_of, held_by, lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.entering import (
    digest_of,
    enter,
    enter_companions,
    entry_of,
    known_colleagues,
)
from events_service.registrations.places.settling import settle
from events_service.registrations.privacy.notices import keep_notice
from events_service.registrations.records import Application, Registration, Status
from events_service.registrations.refusals import (
    AlreadyRegistered,
    KeyUsedDifferently,
)
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.tokens import manage_token
from events_service.settings import Settings

Answer = TypeVar("Answer")


class Registered(Struct, frozen=True, kw_only=True):
    """What became of an application; `token` opens the personal page. `companions`: the colleagues registered along."""

    registration: Registration
    token: str
    companions: tuple[Registration, ...] = ()


async def register(
    database: Database,
    settings: Settings,
    event_key: str,
    application: Application,
    *,
    now: datetime,
    account: Account | None = None,
    by_organiser: bool = False,
    idempotency_key: str | None = None,
    notice_language: str | None = None,
) -> Registered:
    """Register for an event; the same `idempotency_key` with the same application gives the same registration.

    `notice_language` is the one the privacy notice was read in, else the participant's. Raises UnknownEvent,
    AlreadyRegistered, KeyUsedDifferently and what `enter` raises.
    """
    async with database.transaction() as session:
        event = await lock(session, event_key)
        if not may_see(account, event.definition):
            raise UnknownEvent
        if idempotency_key and (repeated := await _find_repeated(session, event_key, idempotency_key, application)):
            return await _registered(session, repeated, application, settings)
        held = await held_by(session, settings, event, now, actor_of(account if by_organiser else None))
        found = held.found
        row = await enter(
            session,
            settings,
            event,
            found,
            application,
            now,
            by_organiser=by_organiser,
            idempotency_key=idempotency_key,
        )
        known = await known_colleagues(session, event_key, application) if row.status == Status.UNCONFIRMED else {}
        companions = await enter_companions(
            session,
            settings,
            event,
            found,
            application,
            row.status,
            now,
            party=row.id,
            link=row.invitation_link,
            leave_out=known.keys(),
        )
        rows = [row, *companions]
        for each in rows if not by_organiser else companions:
            language = notice_language if each is row and notice_language else each.language
            await keep_notice(session, found, each, language, now)
        letters: dict[UUID, Occasion | None] = dict.fromkeys(each.id for each in rows)
        if row.status == Status.UNCONFIRMED:
            if await limits.is_flooded(session, event_key, row.email_folded, now):
                raise AlreadyRegistered  # what stands is kept
            for email, id_ in known.items():
                if not await limits.is_flooded(session, event_key, email, now):
                    letters[id_] = Occasion.ALREADY_REGISTERED
        await settle(held, [entry_of(held, each) for each in rows], letters, arrived=rows)
        return await _registered(session, await get_registration(session, row.id), application, settings)


async def _find_repeated(
    session: AsyncSession, event_key: str, idempotency_key: str, application: Application
) -> Registration | None:
    """Give the registration that this key made; the event's lock is held, so none can be in the making."""
    row = await session.scalar(
        select(RegistrationRow).where(
            RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == idempotency_key
        )
    )
    if row is None:
        return None
    if row.application_digest != digest_of(application):
        raise KeyUsedDifferently
    return await get_registration(session, row.id)


async def _registered(
    session: AsyncSession, registration: Registration, application: Application, settings: Settings
) -> Registered:
    return Registered(
        registration=registration,
        token=manage_token(settings.secret_key, registration.id),
        companions=tuple(await list_party(session, registration.id)) if application.companions else (),
    )


async def once_for_each_form(attempt: Callable[..., Awaitable[Answer]], once: str) -> Answer:
    """Register by a form under its key; one that is sent again with other content enters somebody else."""
    try:
        return await attempt(idempotency_key=once)
    except KeyUsedDifferently:
        return await attempt()
