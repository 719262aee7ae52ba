"""Register: the transaction that makes registrations of an application, for whoever sends it and their colleagues."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.programme.finding import UnknownEvent, may_see
from events_service.registrations import limits
from events_service.registrations.finding import get_registration, list_party
from events_service.registrations.holding import Held, held_by, lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.entering import (
    decide_on,
    enter_colleagues,
    enter_first,
    entry_of,
    known_colleagues,
)
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Registration, Status
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
    database: Database, settings: Settings, event_key: str, asked: Asked, *, now: datetime
) -> Registered:
    """Register for an event; the same application under the same key gives the same registration.

    Raises UnknownEvent, AlreadyRegistered, KeyUsedDifferently and what `decide` and `usable_link` raise.
    """
    async with database.transaction() as session:
        event = await lock(session, event_key)
        if not may_see(asked.account, event.definition):
            raise UnknownEvent
        if asked.once and (repeated := await _find_repeated(session, event_key, asked)):
            return await _registered(session, repeated, asked, settings)
        held = await held_by(session, settings, event, now, asked.actor)
        decided = await decide_on(held, asked)
        first = await enter_first(held, decided, asked)
        known = await known_colleagues(held, decided) if decided.status is Status.UNCONFIRMED else {}
        rows = [first, *await enter_colleagues(held, decided, first.id, known)]
        letters: dict[UUID, Occasion | None] = dict.fromkeys(each.id for each in rows)
        if decided.status is Status.UNCONFIRMED:
            if await limits.is_flooded(session, event_key, first.email_folded, now):
                raise AlreadyRegistered  # what stands is kept
            letters |= await letters_to_known(held, known)
        await settle(held, [entry_of(held, each) for each in rows], letters, arrived=rows)
        return await _registered(session, await get_registration(session, first.id), asked, settings)


async def letters_to_known(held: Held, known: Mapping[str, UUID]) -> dict[UUID, Occasion | None]:
    """Give the letters to those who are registered already, save to mailboxes that have had enough of them."""
    return {
        id_: Occasion.ALREADY_REGISTERED
        for email, id_ in known.items()
        if not await limits.is_flooded(held.session, held.event.key, email, held.now)
    }


async def _find_repeated(session: AsyncSession, event_key: str, asked: Asked) -> Registration | None:
    """Give the registration that this key made; the event's lock is held, so none can be in the making."""
    row = await session.scalar(
        select(RegistrationRow).where(
            RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == asked.once
        )
    )
    if row is None:
        return None
    if row.application_digest != asked.digest:
        raise KeyUsedDifferently
    return await get_registration(session, row.id)


async def _registered(
    session: AsyncSession, registration: Registration, asked: Asked, settings: Settings
) -> Registered:
    return Registered(
        registration=registration,
        token=manage_token(settings.secret_key, registration.id),
        companions=tuple(await list_party(session, registration.id)) if asked.application.companions else (),
    )


async def once_for_each_form(attempt: Callable[[Asked], Awaitable[Answer]], asked: Asked) -> Answer:
    """Register by a form under its key; one that is sent again with other content enters somebody else."""
    try:
        return await attempt(asked)
    except KeyUsedDifferently:
        return await attempt(replace(asked, once=None))
