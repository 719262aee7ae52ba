"""Addresses of a participant's own feed, as iCalendar (.ics) and as JSCalendar (.json)."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response.base import ASGIResponse
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Grain
from events_service.calendars.records import Feed
from events_service.calendars.serving import answer
from events_service.calendars.versions import versions_of
from events_service.pages.public.calendars import grain_of, ground
from events_service.registrations.finding import get_by_manage_token
from events_service.registrations.letters.own_calendar import Finding, ask_own, find_by_feed_token, own_feed
from events_service.registrations.tables import RegistrationRow


@get(["/my/{token:str}/calendar.ics", "/my/{token:str}/calendar.json"], encodes_itself=True)
async def my_calendar(request: Request[Any, Any, Any], token: FromPath[str]) -> ASGIResponse:
    """Send a participant's own feed to whoever holds the personal link."""

    async def find(session: AsyncSession) -> RegistrationRow:
        return await session.get_one(RegistrationRow, (await get_by_manage_token(session, token)).id)

    return await _send(request, ("my", token), find)


@get(["/feeds/{token:str}/calendar.ics", "/feeds/{token:str}/calendar.json"], encodes_itself=True)
async def own_calendar(request: Request[Any, Any, Any], token: FromPath[str]) -> ASGIResponse:
    """Send a participant's own feed; its address opens nothing else, and a new one closes it."""

    async def find(session: AsyncSession) -> RegistrationRow:
        return await find_by_feed_token(session, ground(request)[1].secret_key, token)

    return await _send(request, ("feeds", token), find)


async def _send(request: Request[Any, Any, Any], key: tuple[str, str], find: Finding) -> ASGIResponse:
    database, settings = ground(request)
    grain = grain_of(request, Grain.SESSIONS)
    version = await versions_of(database).get(key, ask_own(find))

    async def feed() -> Feed:
        async with database.reading() as session:
            return await own_feed(session, settings, await find(session), grain)

    parts = ("own", grain.value, settings.base_url)
    return await answer(request, version, parts, feed, file_name="calendar", private=True)


ROUTES = [my_calendar, own_calendar]
