"""What a personal link opens, as every page behind it begins."""

from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import get_by_manage_token
from events_service.registrations.records import Registration


async def read_own(database: Database, token: str, *, unconfirmed: bool = False) -> tuple[FoundEvent, Registration]:
    """Give the registration that a personal link opens, and its event. Raises UnknownRegistration."""
    async with database.reading() as session:
        registration = await get_by_manage_token(session, token, unconfirmed=unconfirmed)
        return await get_any_event(session, registration.event), registration
