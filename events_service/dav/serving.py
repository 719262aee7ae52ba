"""CalDAV over HTTP: methods, headers and bodies around the answers of `caldav`, mounted below an address."""

from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from urllib.parse import unquote

from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.caldav import ALLOWED_METHODS, DAV_HEADER, find, propfind, report
from events_service.calendars.dav_resources import Calendar, Home, Resource
from events_service.calendars.dav_xml import LARGEST_REQUEST, FaultyRequest
from events_service.calendars.feed import MEDIA_TYPE as ICALENDAR
from events_service.calendars.feed import write
from events_service.calendars.versions import Version
from events_service.database import Database
from events_service.kept import Kept
from events_service.settings import Settings
from events_service.web.conditional import holds
from events_service.web.errors import Refusal


class Place(Struct, frozen=True, kw_only=True):
    """A home that a path leads into: what decides on it, and how to gather it from the database."""

    key: tuple[str, ...]
    version: Version
    gather: Callable[[AsyncSession], Awaitable[Home]]


Finding = Callable[[str, Database, Settings], Awaitable[Place]]
"""Finds the place for the part of a path below the mount. Raises a Refusal where there is none."""


class Reply(Struct, frozen=True, kw_only=True):
    """What is sent back."""

    status: int
    octets: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    etag: str | None = None


def mount(below: str, finding: Finding) -> ASGIRouteHandler:
    """Serve the homes that `finding` finds, at addresses below `below` (no trailing slash)."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["litestar_app"].state
        # The path as it was sent: a mount takes its own part away, with what is escaped in the rest.
        path = unquote(scope["raw_path"].decode("latin-1").partition("?")[0])
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            body = await _body(receive)
            home = await _home(await finding(path.removeprefix(below), state.database, state.settings), state.database)
            reply = _reply(home, scope["method"], path, headers, body)  # type: ignore[typeddict-item]  # asked by HTTP alone
        except FaultyRequest as fault:
            reply = Reply(status=HTTPStatus.BAD_REQUEST, octets=str(fault).encode())
        except Refusal as refusal:
            reply = Reply(status=refusal.status, octets=str(refusal).encode())
        await _send(reply, send)

    return asgi(below, is_mount=True, copy_scope=True)(handle)


def _reply(home: Home, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    if method == "OPTIONS":
        return Reply(status=HTTPStatus.OK)
    if method in {"GET", "HEAD"}:
        return _content(find(home, path), headers.get("if-none-match", ""))
    if method == "PROPFIND":
        answer = propfind(home, path, headers.get("depth", "infinity"), body)
    elif method == "REPORT":
        answer = report(home, path, body)
    else:
        # Calendars follow the programme: nothing can be written to them.
        return Reply(status=HTTPStatus.FORBIDDEN)
    if answer is None:
        return Reply(status=HTTPStatus.NOT_FOUND)
    return Reply(status=answer.status, octets=answer.octets, media_type=answer.media_type)


def _content(found: Home | Calendar | Resource | None, held: str) -> Reply:
    if isinstance(found, Resource):
        if holds(held, found.etag):
            return Reply(status=HTTPStatus.NOT_MODIFIED, etag=found.etag)
        return Reply(status=HTTPStatus.OK, octets=found.octets, media_type=ICALENDAR, etag=found.etag)
    if isinstance(found, Calendar):
        return Reply(status=HTTPStatus.OK, octets=write(found.feed), media_type=ICALENDAR)
    if isinstance(found, Home):
        return Reply(status=HTTPStatus.OK, octets=b"Give this address to a program that speaks CalDAV.\n")
    return Reply(status=HTTPStatus.NOT_FOUND)


async def _send(reply: Reply, send: Send) -> None:
    headers = [
        (b"dav", DAV_HEADER.encode()),
        (b"allow", ALLOWED_METHODS.encode()),
        (b"content-type", reply.media_type.encode()),
        (b"content-length", str(len(reply.octets)).encode()),
        (b"cache-control", b"private, no-cache"),
        (b"x-robots-tag", b"noindex"),
    ]
    if reply.etag is not None:
        headers.append((b"etag", reply.etag.encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.octets, "more_body": False})


async def _body(receive: Receive) -> bytes:
    parts, length = [], 0
    async for part in _parts(receive):
        length += len(part)
        if length > LARGEST_REQUEST:
            raise FaultyRequest(f"the request is larger than {LARGEST_REQUEST:,} octets")
        parts.append(part)
    return b"".join(parts)


async def _parts(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


HOMES: Kept[tuple[str, ...], Home] = Kept(32)


async def _home(place: Place, database: Database) -> Home:
    """Gather a home, or take the one that was gathered for the same version before."""
    key = (*place.key, place.version.text)
    if (home := HOMES.get(key)) is not None:
        return home
    async with database.reading() as session:
        return HOMES.keep(key, await place.gather(session))
