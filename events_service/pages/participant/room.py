"""Addresses where participants confirm with their own phone that they are in the room.

The phone knows whose it is by a cookie that is sent below this address alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.checkin.in_room.confirming import (
    Coming,
    Proof,
    confirm,
    list_confirmed,
    open_points,
    point_of,
    read_code,
)
from events_service.checkin.in_room.guessing import point_of_typed, require_patience
from events_service.checkin.in_room.phones import bind, forget_at, holder_of, whom_to_ask
from events_service.checkin.in_room.refusals import CodeOver, NoPhone, OtherPhone
from events_service.checkin.roster import name_of, name_of_key
from events_service.database import Database
from events_service.pages.participant.own import read_own
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import get_registration
from events_service.registrations.records import Registration
from events_service.secrets import new_token
from events_service.settings import Settings
from events_service.web.i18n import clock_time, gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

COOKIE = "events_room"
BELOW = "/room"


class Noted(Struct, frozen=True, kw_only=True):
    """Where somebody is noted as present, and since when on the clocks of the event."""

    name: str
    time: str


class OwnRoomPage(Struct, frozen=True, kw_only=True):
    """What somebody confirms by words from their own page; `fault` says what was wrong with those typed.

    `known`: this phone is theirs, so that it need only scan.
    """

    found: FoundEvent
    registration: Registration
    address: str
    back: str
    rooms: Sequence[str]
    noted: Sequence[Noted]
    known: bool
    typed: str
    fault: str


class ConfirmRoomPage(Struct, frozen=True, kw_only=True):
    """What one tap confirms: that this person is in this room. `opened` proves that the phone read the code."""

    found: FoundEvent
    registration: Registration
    room: str
    address: str
    opened: str


class InRoomPage(Struct, frozen=True, kw_only=True):
    """Where the phone's holder is noted as present."""

    found: FoundEvent
    registration: Registration
    noted: Sequence[Noted]


@get("/room/{token:str}")
async def own_room(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for the words on the room's screen. Raises UnknownRegistration, OtherPhone."""
    return await _show_own(request, database, token)


@post("/room/{token:str}", status_code=303)
async def confirm_by_words(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Let the phone know whose it is, and confirm with the words that were typed, if any were."""
    found, registration = await read_own(database, token)
    now, cookie = clock.now(), request.cookies.get(COOKIE) or new_token()
    words = str((await request.form()).get("words") or "").strip()
    await require_patience(database, registration, now)
    await bind(database, found, registration, cookie, now)
    kept = [_cookie(cookie, found, settings, now)]
    if not words:
        return Redirect(f"{BELOW}/{token}", status_code=303, cookies=kept, headers=PRIVATE)
    try:
        point = await point_of_typed(database, settings.secret_key, found, registration, words, now=now)
    except CodeOver as refusal:
        answer = await _show_own(request, database, token, words, refusal)
        answer.set_cookie(kept[0])
        return answer
    coming = Coming(found=found, point=point, registration=registration, cookie=cookie, proof=Proof.WORDS, given=words)
    await confirm(database, settings.secret_key, coming, now=now)
    return Redirect(f"{BELOW}/{found.event.key}/{point.key}", status_code=303, cookies=kept, headers=PRIVATE)


async def _show_own(
    request: Request[Any, Any, Any], database: Database, token: str, typed: str = "", refused: CodeOver | None = None
) -> Response[bytes]:
    found, registration = await read_own(database, token)
    async with database.reading() as session:
        holder = await holder_of(session, found.event.key, request.cookies.get(COOKIE))
    if holder not in {None, registration.id}:
        raise OtherPhone(contact=whom_to_ask(found))
    context = OwnRoomPage(
        found=found,
        registration=registration,
        address=f"{BELOW}/{token}",
        back=f"/my/{token}",
        rooms=[name_of(point, spoken()) for point in open_points(found, clock.now())],
        noted=await _noted(database, found, registration),
        known=holder is not None,
        typed=typed[:100],
        fault=refused.sentence() if refused else "",
    )
    title = titled(gettext("Confirm that I am in the room"), found)
    status = 422 if refused else 200
    return page(request, "pages/participant/room.html", context, title=title, headers=PRIVATE, status_code=status)


@get("/room/{event:str}/{checkpoint:str}/{code:str}")
async def read(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    checkpoint: FromPath[str],
    code: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask for the tap that confirms, of the phone's holder. Raises NoPhone, NotOpen, CodeOver."""
    found, registration, cookie = await _holder(request, database, event)
    point = point_of(found, checkpoint)
    context = ConfirmRoomPage(
        found=found,
        registration=registration,
        room=name_of(point, spoken()),
        address=f"{BELOW}/{event}/{checkpoint}",
        opened=read_code(settings.secret_key, found, point, code, cookie, clock.now()),
    )
    title = titled(gettext("Confirm that I am in the room"), found)
    return page(request, "pages/participant/room_confirm.html", context, title=title, headers=PRIVATE)


@post("/room/{event:str}/{checkpoint:str}", status_code=303)
async def confirm_by_code(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    checkpoint: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Confirm with the phone that has read the code. Raises NoPhone, NotOpen, CodeOver, NoPlace."""
    found, registration, cookie = await _holder(request, database, event)
    coming = Coming(
        found=found,
        point=point_of(found, checkpoint),
        registration=registration,
        cookie=cookie,
        proof=Proof.OPENED,
        given=str((await request.form()).get("opened") or ""),
    )
    await confirm(database, settings.secret_key, coming, now=clock.now())
    return Redirect(f"{BELOW}/{event}/{checkpoint}", status_code=303, headers=PRIVATE)


@get("/room/{event:str}/{checkpoint:str}")
async def in_room(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    checkpoint: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Say where the phone's holder is noted as present. Raises NoPhone."""
    found, registration, _ = await _holder(request, database, event)
    point_of(found, checkpoint)
    noted = await _noted(database, found, registration)
    context = InRoomPage(found=found, registration=registration, noted=noted)
    title = titled(gettext("You are noted as present"), found)
    return page(request, "pages/participant/room_noted.html", context, title=title, headers=PRIVATE)


async def _holder(
    request: Request[Any, Any, Any], database: Database, event: str
) -> tuple[FoundEvent, Registration, str]:
    cookie = request.cookies.get(COOKIE)
    async with database.reading() as session:
        found = await get_any_event(session, event)
        holder = await holder_of(session, event, cookie)
        if holder is None or cookie is None:
            raise NoPhone
        return found, await get_registration(session, holder), cookie


async def _noted(database: Database, found: FoundEvent, registration: Registration) -> list[Noted]:
    async with database.reading() as session:
        confirmed = await list_confirmed(session, registration)
    return [
        Noted(
            name=name_of_key(found.event, one.checkpoint, spoken()),
            time=clock_time(one.scanned_at.astimezone(found.zone)),
        )
        for one in confirmed
    ]


def _cookie(value: str, found: FoundEvent, settings: Settings, now: datetime) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=value,
        path=BELOW,
        max_age=max(0, int((forget_at(found) - now).total_seconds())),
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
    )


ROUTES = [own_room, confirm_by_words, read, confirm_by_code, in_room]
