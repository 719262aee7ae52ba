"""Addresses of the public feeds."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from events_service.access.records import Account
from events_service.calendars.entries import Grain, Reader
from events_service.calendars.serving import (
    Calendar,
    etag_of,
    event_feed,
    event_version,
    public_feed,
    public_version,
    written,
)
from events_service.database import Database
from events_service.programme.finding import get_event
from events_service.settings import Settings
from events_service.web.i18n import LANGUAGES

MEDIA_TYPE = "text/calendar"


@get("/calendar.ics")
async def public_calendar(
    request: Request[Account | None, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send the feed of all public events: by day, or with ?each=session one entry for each session."""
    reader, grain = reader_of(request, settings), grain_of(request, Grain.EVENTS)
    async with database.reading() as session:
        etag = etag_of("public", await public_version(session), reader.language, grain.value, settings.base_url)
        if unchanged(request, etag):
            return not_modified(etag)
        return send(await written(etag, lambda: public_feed(session, reader, grain)), "events.ics")


@get("/events/{event:str}/calendar.ics")
async def event_calendar(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Send the feed of one event, one entry for each session, or with ?each=day one for each day."""
    grain = grain_of(request, Grain.SESSIONS)
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
        reader = reader_of(request, settings)
        etag = etag_of(await event_version(session, event), reader.language, grain.value, settings.base_url)
        if unchanged(request, etag):
            return not_modified(etag)
        return send(await written(etag, lambda: event_feed(session, found, reader, grain)), f"{event}.ics")


def reader_of(request: Request[Any, Any, Any], settings: Settings) -> Reader:
    """Take the language from the address alone: calendar programs of one person ask in different ones."""
    asked = request.query_params.get("lang")
    return Reader(language=asked if asked and asked in LANGUAGES else LANGUAGES[0], base_url=settings.base_url)


def grain_of(request: Request[Any, Any, Any], default: Grain) -> Grain:
    """Read ?each=event, day or session."""
    return {"event": Grain.EVENTS, "day": Grain.DAYS, "session": Grain.SESSIONS}.get(
        request.query_params.get("each", ""), default
    )


def unchanged(request: Request[Any, Any, Any], etag: str) -> bool:
    """Tell whether the client holds this content already (If-None-Match, RFC 9110 §13.1.2)."""
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in asked.split(",")}


def not_modified(etag: str) -> Response[bytes]:
    """Answer that the client's copy is still right."""
    return Response(b"", status_code=304, headers=_headers(etag), media_type=MEDIA_TYPE)


def send(calendar: Calendar, file_name: str) -> Response[bytes]:
    """Send a calendar; browsers save it under `file_name`, calendar programs look again every hour."""
    headers = _headers(calendar.etag) | {"Content-Disposition": f'inline; filename="{file_name}"'}
    return Response(calendar.octets, media_type=MEDIA_TYPE, headers=headers)


def _headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "public, max-age=300, must-revalidate"}


ROUTES = [public_calendar, event_calendar]
