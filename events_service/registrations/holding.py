"""Hold a registration and its event for a change, in the one order of locks that all changes keep."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import table_of
from events_service.programme.finding import UnknownEvent
from events_service.programme.organising import require_organiser
from events_service.programme.tables import EventRow
from events_service.registrations.finding import UnknownRegistration
from events_service.registrations.tables import RegistrationRow

_KEY = bindparam("event", type_=EventRow.key.type)
_LOCK = select(EventRow).where(EventRow.key == _KEY).with_for_update().execution_options(populate_existing=True)
_ID = bindparam("id", type_=RegistrationRow.id.type)
_REGISTRATIONS = table_of(RegistrationRow).c
_EVENT = select(_REGISTRATIONS.event_key).where(_REGISTRATIONS.id == _ID)
_HOLD = (
    select(RegistrationRow).where(RegistrationRow.id == _ID).with_for_update().execution_options(populate_existing=True)
)


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
