"""Addresses of the calendars that everybody, and each organiser, may read by CalDAV (RFC 4791, RFC 6764)."""

from litestar import asgi
from litestar.types import Receive, Scope, Send
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.calendars.dav_resources import Calendar, Home
from events_service.calendars.entries import Grain, Reader
from events_service.calendars.gathering import public_feed, team_feed
from events_service.calendars.records import Feed
from events_service.calendars.team import find_by_feed_token, team_version
from events_service.calendars.versions import ask_programme, versions_of
from events_service.database import Database
from events_service.dav.serving import Place, mount
from events_service.settings import Settings
from events_service.web.i18n import LANGUAGES, or_english

PUBLIC = "/dav/public"
TEAM = "/dav/team"


async def find_public(rest: str, database: Database, settings: Settings) -> Place:
    """Find the home of the public calendars: in English, or below /bg/ and so on in another language."""
    first = rest.strip("/").split("/")[0]
    language = or_english(first)
    href = f"{PUBLIC}/{first}/" if first in LANGUAGES else f"{PUBLIC}/"
    reader = Reader(language=language, base_url=settings.base_url)

    async def gather(session: AsyncSession) -> Home:
        address = f"{settings.base_url}/calendar.ics"
        return Home(
            href=href,
            name=settings.base_url.partition("://")[2],
            calendars=(
                Calendar(
                    href=f"{href}events/",
                    feed=await public_feed(session, reader, Grain.EVENTS, f"{address}?each=event"),
                ),
                Calendar(
                    href=f"{href}sessions/",
                    feed=await public_feed(session, reader, Grain.SESSIONS, f"{address}?each=session"),
                ),
            ),
        )

    version = await versions_of(database).get(("programme", None), ask_programme())
    return Place(key=("public", href, settings.base_url), version=version, gather=gather)


async def find_team(rest: str, database: Database, settings: Settings) -> Place:
    """Find the home of an organiser's calendar with drafts. Raises NotFound."""
    token = rest.strip("/").split("/")[0]
    now = clock.now()
    version = await team_version(database, settings, token, now)

    async def gather(session: AsyncSession) -> Home:
        account = await find_by_feed_token(session, settings.secret_key, token, now)
        reader = Reader(language=LANGUAGES[0], base_url=settings.base_url, drafts=True)
        feed = await team_feed(session, account, reader, Grain.EVENTS, f"{settings.base_url}/organise")
        return home_of_one(f"{TEAM}/{token}/", feed)

    return Place(key=("team", token, settings.base_url), version=version, gather=gather)


def home_of_one(href: str, feed: Feed) -> Home:
    """Make a home with one calendar."""
    return Home(href=href, name=feed.name, calendars=(Calendar(href=f"{href}calendar/", feed=feed),))


@asgi("/.well-known/caldav", copy_scope=True)
async def well_known(scope: Scope, receive: Receive, send: Send) -> None:
    """Lead programs that know nothing but the host to the public calendars (RFC 6764 §5), whatever they ask."""
    headers = [(b"location", f"{PUBLIC}/".encode()), (b"content-length", b"0"), (b"cache-control", b"max-age=3600")]
    await send({"type": "http.response.start", "status": 301, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


ROUTES = [mount(PUBLIC, find_public), mount(TEAM, find_team), well_known]
