"""Addresses of the public feeds, each as iCalendar (.ics) and as JSCalendar (.json)."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from events_service.access.records import Account
from events_service.calendars.entries import Grain, Reader
from events_service.calendars.gathering import event_feed, public_feed
from events_service.calendars.records import Feed
from events_service.calendars.serving import answer
from events_service.calendars.versions import ask_event, ask_programme, versions_of
from events_service.database import Database
from events_service.programme.finding import Filter, UnknownEvent, get_any_event
from events_service.settings import Settings
from events_service.web.i18n import or_english

ASKED = ("project", "type", "country", "lang", "each")
"""What an address may ask for."""


@get(["/calendar.ics", "/calendar.json"], encodes_itself=True)
async def public_calendar(request: Request[Account | None, Any, Any]) -> ASGIResponse:
    """Send the feed of all public events, by event or with ?each=day or session; ?project=, type=, country= narrow."""
    database, settings = ground(request)
    reader, grain, narrowed = reader_of(request, settings), grain_of(request, Grain.EVENTS), _narrowed(request)
    version = await versions_of(database).get(("programme", narrowed.project), ask_programme(narrowed.project))

    async def feed() -> Feed:
        async with database.reading() as session:
            return await public_feed(session, reader, grain, address_of(request, settings), narrowed)

    filtered = (narrowed.project or "", narrowed.type or "", narrowed.country or "")
    parts = ("public", reader.language, grain.value, address_of(request, settings), *filtered)
    return await answer(request, version, parts, feed, file_name="events")


@get(["/events/{event:str}/calendar.ics", "/events/{event:str}/calendar.json"], encodes_itself=True)
async def event_calendar(request: Request[Account | None, Any, Any], event: FromPath[str]) -> ASGIResponse:
    """Send the feed of one event, one entry for each session, or with ?each=day or event; a draft to its organisers."""
    database, settings = ground(request)
    grain = grain_of(request, Grain.SESSIONS)
    version = await versions_of(database).get(event, ask_event(event))
    draft = version.project is not None
    if version.project is not None and (request.user is None or not request.user.sees_event(version.project, event)):
        raise UnknownEvent
    reader = reader_of(request, settings, drafts=draft)

    async def feed() -> Feed:
        async with database.reading() as session:
            found = await get_any_event(session, event)
            return await event_feed(session, found, reader, grain, address_of(request, settings))

    parts = ("draft" if draft else "event", reader.language, grain.value, address_of(request, settings))
    return await answer(request, version, parts, feed, file_name=event, private=draft)


def ground(request: Request[Any, Any, Any]) -> tuple[Database, Settings]:
    """Give what handlers elsewhere are handed as dependencies: here that would take longer than all the rest."""
    state = request.app.state
    return state.database, state.settings


def reader_of(request: Request[Any, Any, Any], settings: Settings, *, drafts: bool = False) -> Reader:
    """Take the language from the address alone: calendar programs of one person ask in different ones."""
    language = or_english(request.query_params.get("lang"))
    return Reader(language=language, base_url=settings.base_url, drafts=drafts)


def grain_of(request: Request[Any, Any, Any], default: Grain) -> Grain:
    """Read ?each=event, day or session."""
    return {"event": Grain.EVENTS, "day": Grain.DAYS, "session": Grain.SESSIONS}.get(
        request.query_params.get("each", ""), default
    )


def address_of(request: Request[Any, Any, Any], settings: Settings) -> str:
    """Give the address of what was asked for, with all that decides on it and nothing else."""
    asked = {name: value for name in ASKED if (value := request.query_params.get(name))}
    return f"{settings.base_url}{request.scope['path']}" + (f"?{urlencode(asked)}" if asked else "")


def _narrowed(request: Request[Any, Any, Any]) -> Filter:
    """Read the filter; what nothing bears leaves nothing over: everything would not be what was asked for."""
    asked = {name: request.query_params.get(name) or None for name in ("project", "type", "country")}
    return Filter(project=asked["project"], type=asked["type"], country=(asked["country"] or "").upper() or None)


ROUTES = [public_calendar, event_calendar]
