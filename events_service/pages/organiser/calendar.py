"""An organiser's own calendar with drafts: its secret address, and the page that shows and renews it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.response.base import ASGIResponse
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.calendars.entries import Grain
from events_service.calendars.gathering import team_feed
from events_service.calendars.records import Feed
from events_service.calendars.serving import answer
from events_service.calendars.team import find_by_feed_token, renew_address, team_token, team_version
from events_service.database import Database
from events_service.pages.public.calendars import address_of, grain_of, ground, reader_of
from events_service.programme.calendar_links import CalendarLinks, calendar_links
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class TeamCalendarPage(Struct, frozen=True, kw_only=True):
    """The addresses of an organiser's own calendar."""

    calendar: CalendarLinks
    dav: str


@get(["/team/{token:str}/calendar.ics", "/team/{token:str}/calendar.json"], encodes_itself=True)
async def team_calendar(request: Request[Any, Any, Any], token: FromPath[str]) -> ASGIResponse:
    """Send all events of the projects that somebody works for, drafts among them."""
    database, settings = ground(request)
    reader, grain = reader_of(request, settings, drafts=True), grain_of(request, Grain.EVENTS)
    now = clock.now()
    version = await team_version(database, settings, token, now)

    async def feed() -> Feed:
        async with database.reading() as session:
            account = await find_by_feed_token(session, settings.secret_key, token, now)
            return await team_feed(session, account, reader, grain, f"{settings.base_url}/organise")

    parts = ("team", reader.language, grain.value, address_of(request, settings))
    return await answer(request, version, parts, feed, file_name="events-with-drafts", private=True)


@get("/organise/calendar", guards=[organisers_only])
async def team_calendar_page(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Show an organiser the address of their own calendar."""
    async with database.reading() as session:
        token = await team_token(session, settings, request.user)
    context = TeamCalendarPage(
        calendar=calendar_links(f"{settings.base_url}/team/{token}/calendar.ics?lang={spoken()}"),
        dav=f"{settings.base_url}/dav/team/{token}/",
    )
    return page(request, "pages/organiser/calendar.html", context, title=gettext("My calendar"), headers=PRIVATE)


@post("/organise/calendar", guards=[organisers_only], status_code=303)
async def renew_team_address(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Give an organiser's calendar a new address; the old one opens nothing any more."""
    await renew_address(database, request.user, now=clock.now())
    return Redirect("/organise/calendar?done=renewed", status_code=303)


ROUTES = [team_calendar, team_calendar_page, renew_team_address]
