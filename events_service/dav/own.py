"""The address where a participant's own calendar is read by CalDAV."""

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.dav_resources import Home
from events_service.calendars.entries import Grain
from events_service.calendars.versions import versions_of
from events_service.database import Database
from events_service.dav.calendars import home_of_one
from events_service.dav.serving import Place, mount
from events_service.registrations.letters.own_calendar import ask_own, find_by_feed_token, own_feed
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings

OWN = "/dav/own"


async def find_own(rest: str, database: Database, settings: Settings) -> Place:
    """Find the CalDAV home of a participant's own calendar, at the token of its feed. Raises UnknownRegistration."""
    token = rest.strip("/").split("/")[0]

    async def find(session: AsyncSession) -> RegistrationRow:
        return await find_by_feed_token(session, settings.secret_key, token)

    async def gather(session: AsyncSession) -> Home:
        feed = await own_feed(session, settings, await find(session), Grain.SESSIONS)
        return home_of_one(f"{OWN}/{token}/", feed)

    version = await versions_of(database).get(("feeds", token), ask_own(find))
    return Place(key=("own", token, settings.base_url), version=version, gather=gather)


ROUTES = [mount(OWN, find_own)]
