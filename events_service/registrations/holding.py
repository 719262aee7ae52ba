"""Hold a registration and its event for a change, in the one order of locks that all changes keep."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.programme.tables import EventRow
from events_service.registrations import seats
from events_service.registrations.finding import UnknownRegistration
from events_service.registrations.tables import RegistrationRow
from events_service.web.errors import NotAllowed


async def hold(session: AsyncSession, id_: UUID, account: Account | None) -> tuple[EventRow, RegistrationRow]:
    """Lock the event, then the registration. Raises UnknownRegistration; NotAllowed for another's organiser."""
    row = await session.get(RegistrationRow, id_)
    if row is None:
        raise UnknownRegistration
    event = await seats.lock(session, row.event_key)
    if account is not None and not account.organises(event.definition.project, event.definition.host):
        raise NotAllowed
    await session.refresh(row, with_for_update=True)
    return event, row
