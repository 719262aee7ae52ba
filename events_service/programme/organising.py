"""Who prepares and runs an event: the one question that everything organisers do asks first."""

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import Event
from events_service.programme.tables import EventVersionRow
from events_service.web.errors import NotAllowed


def organises(account: Account, event: Event) -> bool:
    """Tell whether an account may prepare and run an event."""
    return account.organises(event.project, event.host, event.key)


def require_organiser(account: Account, event: Event) -> None:
    """Refuse whoever may not prepare and run an event. Raises NotAllowed."""
    require_organiser_at(account, event.project, event.host, event.key)


def require_organiser_at(account: Account, project: str, host: str, key: str) -> None:
    """Refuse whoever may not prepare and run an event of a project's host. Raises NotAllowed."""
    if not account.organises(project, host, key):
        raise NotAllowed


async def get_organised_event(session: AsyncSession, key: str, account: Account) -> FoundEvent:
    """Give an event that the account may prepare and run. Raises UnknownEvent, NotAllowed."""
    found = await get_any_event(session, key)
    require_organiser(account, found.event)
    return found


async def read_organised_event(database: Database, key: str, account: Account) -> FoundEvent:
    """Give it where nothing else is read along with it. Raises UnknownEvent, NotAllowed."""
    async with database.reading() as session:
        return await get_organised_event(session, key, account)


async def with_working_version(session: AsyncSession, found: FoundEvent) -> FoundEvent:
    """Give an event as its organisers work on it, which is what is released where they work on nothing."""
    if found.working_version is None:
        return found
    working = await session.get_one(EventVersionRow, (found.event.key, found.working_version))
    return replace(found, event=working.definition, version=working.version)


async def get_working_event(session: AsyncSession, key: str, account: Account) -> FoundEvent:
    """Give an event that the account may change, as it is worked on. Raises UnknownEvent, NotAllowed."""
    return await with_working_version(session, await get_organised_event(session, key, account))


async def read_working_event(database: Database, key: str, account: Account) -> FoundEvent:
    """Give it where nothing else is read along with it. Raises UnknownEvent, NotAllowed."""
    async with database.reading() as session:
        return await get_working_event(session, key, account)
