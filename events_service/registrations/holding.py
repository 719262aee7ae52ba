"""Hold a registration and its event for a change, in the one order of locks that all changes keep."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database, table_of
from events_service.programme.finding import FoundEvent, UnknownEvent, found_of
from events_service.programme.organising import require_organiser
from events_service.programme.tables import EventRow
from events_service.registrations.finding import UnknownRegistration
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings

PARTICIPANT = "participant"
"""Whom the audit log names where somebody changes their own registration."""

_KEY = bindparam("event", type_=EventRow.key.type)
_LOCK = select(EventRow).where(EventRow.key == _KEY).with_for_update().execution_options(populate_existing=True)
_ID = bindparam("id", type_=RegistrationRow.id.type)
_REGISTRATIONS = table_of(RegistrationRow).c
_EVENT = select(_REGISTRATIONS.event_key).where(_REGISTRATIONS.id == _ID)
_HOLD = (
    select(RegistrationRow).where(RegistrationRow.id == _ID).with_for_update().execution_options(populate_existing=True)
)


class Held(Struct, frozen=True, kw_only=True):
    """An event that nobody else changes before `session` ends: what a change starts from, and who makes it when.

    `found` is the event as it was when it was taken hold of; `actor` is whom the audit log names.
    """

    session: AsyncSession
    settings: Settings
    event: EventRow
    found: FoundEvent
    now: datetime
    actor: str

    def entry(
        self, action: str, subject: str, *, facts: Mapping[str, str] = {}, personal: Mapping[str, str] = {}
    ) -> audit.Entry:
        """Give the entry for the audit log of something that is done to `subject` now."""
        return audit.Entry(
            at=self.now, actor=self.actor, action=action, subject=subject, facts=facts, personal=personal
        )


@asynccontextmanager
async def changing(
    database: Database, settings: Settings, event_key: str, now: datetime, *, actor: str = PARTICIPANT
) -> AsyncIterator[Held]:
    """Hold an event in a transaction of its own. Raises UnknownEvent."""
    async with database.transaction() as session:
        event = await lock(session, event_key)
        yield await held_by(session, settings, event, now, actor)


@asynccontextmanager
async def changing_one(
    database: Database, settings: Settings, id_: UUID, now: datetime, *, account: Account | None = None
) -> AsyncIterator[tuple[Held, RegistrationRow]]:
    """Hold a registration and its event in a transaction of its own; without an account its holder changes it.

    Raises UnknownRegistration; NotAllowed for another's organiser.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, account)
        yield await held_by(session, settings, event, now, actor_of(account)), row


def actor_of(account: Account | None) -> str:
    """Give whom the audit log names: an organiser, or else the participant."""
    return account.actor if account else PARTICIPANT


async def held_by(session: AsyncSession, settings: Settings, event: EventRow, now: datetime, actor: str) -> Held:
    """Give what is known of an event whose row is locked already."""
    found = await found_of(session, event)
    return Held(session=session, settings=settings, event=event, found=found, now=now, actor=actor)


async def registered_under(session: AsyncSession, event_key: str, email_folded: str) -> RegistrationRow | None:
    """Give the registration under an address at an event that is not cancelled; there is one at most."""
    row: RegistrationRow | None = await session.scalar(
        select(RegistrationRow).where(
            RegistrationRow.event_key == event_key,
            RegistrationRow.email_folded == email_folded,
            RegistrationRow.status != Status.CANCELLED,
        )
    )
    return row


async def lock(session: AsyncSession, event_key: str) -> EventRow:
    """Take an event's row for the rest of the transaction; others who ask wait. Raises UnknownEvent."""
    row = await session.scalar(_LOCK, {"event": event_key})
    if row is None:
        raise UnknownEvent
    return row


async def hold(session: AsyncSession, id_: UUID, account: Account | None) -> tuple[EventRow, RegistrationRow]:
    """Lock the event, then the registration. Raises UnknownRegistration; NotAllowed for another's organiser."""
    event_key = await session.scalar(_EVENT, {"id": id_})
    if event_key is None:
        raise UnknownRegistration
    event = await lock(session, event_key)
    if account is not None:
        require_organiser(account, event.definition)
    row = await session.scalar(_HOLD, {"id": id_})
    if row is None:
        raise UnknownRegistration
    return event, row
