"""Addresses of presence without a desk: the room's screen with its code, and the list to tick people off in."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.checkpoints import Checkpoint, checkpoints_of
from events_service.checkin.in_room.arrived import Arrived, count_arrived
from events_service.checkin.in_room.codes import PERIOD, RoomCode, Standing, code_at, hours_of, standing_at
from events_service.checkin.in_room.confirming import point_of
from events_service.checkin.in_room.ticking import (
    Listed,
    Ticking,
    list_people,
    take_back_ticks,
    tick_off,
    ticked,
)
from events_service.checkin.records import Method
from events_service.checkin.roster import name_of
from events_service.complete import for_each
from events_service.database import Database
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.printing.languages import languages_of
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.words import in_language
from events_service.registrations.labels import status_name
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.typesetting import qr
from events_service.web.decoding import uuid_in
from events_service.web.i18n import N_, clock_time, gettext, long_day, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

AGAIN_SECONDS = 4
"""How often the screen asks: a new code stands there soon after its half minute begins, and the count follows."""

SCAN = N_("Scan this with your phone and confirm that you are here.")
NO_SCAN = N_("Or open your personal page, choose “Confirm that I am in the room” and type:")
ARRIVED = N_("{present} of {expected} are here")
OPENS = N_("Opens at {time}")
OVER = N_("Closed since {time}")


class RoomPlace(Struct, frozen=True, kw_only=True):
    """A day or session with where its screen and its list stand, and where it stands in time."""

    name: str
    screen: str
    list: str
    standing: Standing


class RoomsPage(Struct, frozen=True, kw_only=True):
    """Where presence can be taken without a desk."""

    found: FoundEvent
    places: Sequence[RoomPlace]


class ScreenWords(Struct, frozen=True, kw_only=True):
    """What the screen says in one language."""

    language: str
    title: str
    scan: str
    no_scan: str
    arrived: str
    when: str


class ScreenPage(Struct, frozen=True, kw_only=True):
    """The room's screen; `code` and `picture` are None while presence is not confirmed here.

    It is asked for again after `again` seconds.
    """

    found: FoundEvent
    back: str
    words: Sequence[ScreenWords]
    arrived: Arrived
    code: RoomCode | None
    picture: str | None
    host: str
    again: int
    period: int


class TickShown(Struct, frozen=True, kw_only=True):
    """Somebody on the list in words; `seen` says how and when they were seen, empty where they were not."""

    id: UUID
    name: str
    organisation: str
    note: str
    seen: str


class TickPage(Struct, frozen=True, kw_only=True):
    """The list of a checkpoint; `others` are not expected there. `done` is how many one form ticked off just now."""

    found: FoundEvent
    back: str
    address: str
    name: str
    expected: Sequence[TickShown]
    others: Sequence[TickShown]
    present: int
    once: UUID
    done: int
    undo: UUID | None
    undone: int | None


@get("/organise/events/{event:str}/room", guards=[organisers_only])
async def rooms(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Offer the screen and the list of each day and session."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    now = clock.now()
    context = RoomsPage(
        found=found,
        places=[
            RoomPlace(
                name=name_of(point, spoken()),
                screen=f"{_base(event)}/{point.key}/screen",
                list=f"{_base(event)}/{point.key}/list",
                standing=standing_at(hours_of(point, found.event), now),
            )
            for point in checkpoints_of(found.event)
        ],
    )
    title = titled(gettext("Without a desk"), found)
    return page(request, "pages/organiser/rooms.html", context, title=title, headers=PRIVATE)


@get("/organise/events/{event:str}/room/{checkpoint:str}/screen", guards=[organisers_only])
async def screen(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    checkpoint: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the room's screen as it is now. Raises NotFound."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        point = point_of(found, checkpoint)
        arrived = await count_arrived(session, event, point)
    now = clock.now()
    is_open = standing_at(hours_of(point, found.event), now) is Standing.OPEN
    code = code_at(settings.secret_key, event, point.key, now) if is_open else None
    address = f"{settings.base_url}/room/{event}/{point.key}/{code.code}" if code else ""
    drawn = base64.b64encode(qr.svg(address, gettext("Code of this room")).encode()).decode() if code else None
    languages = languages_of(found)
    context = ScreenPage(
        found=found,
        back=_base(event),
        words=[_words(found, point, arrived, each, now) for each in (languages.first, languages.second) if each],
        arrived=arrived,
        code=code,
        picture=f"data:image/svg+xml;base64,{drawn}" if drawn else None,
        host=settings.base_url.partition("://")[2],
        again=AGAIN_SECONDS,
        period=int(PERIOD.total_seconds()),
    )
    title = titled(name_of(point, spoken()), found)
    return page(request, "pages/organiser/room_screen.html", context, title=title, headers=PRIVATE)


def _words(found: FoundEvent, point: Checkpoint, arrived: Arrived, language: str, now: datetime) -> ScreenWords:
    hours = hours_of(point, found.event)
    standing = standing_at(hours, now)
    opens, closes = (clock_time(each.astimezone(found.zone), language) for each in (hours.opens, hours.closes))
    when = {
        Standing.BEFORE: gettext(OPENS, language).format(time=opens),
        Standing.OPEN: "",
        Standing.OVER: gettext(OVER, language).format(time=closes),
    }
    return ScreenWords(
        language=language,
        title=long_day(point.day, language) if point.title is None else in_language(point.title, language),
        scan=gettext(SCAN, language),
        no_scan=gettext(NO_SCAN, language),
        arrived=gettext(ARRIVED, language).format(present=arrived.present, expected=arrived.expected),
        when=when[standing],
    )


@get("/organise/events/{event:str}/room/{checkpoint:str}/list", guards=[organisers_only])
async def tick_list(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    checkpoint: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show the list; `ticked` is the key of the form that ticked people off just now, `undone` how many it was."""
    done = uuid_in(request.query_params.get("ticked"))
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        point = point_of(found, checkpoint)
        listed = await list_people(session, found, point)
        made = await ticked(session, event, point, done) if done else []
    context = TickPage(
        found=found,
        back=_base(event),
        address=f"{_base(event)}/{point.key}/list",
        name=name_of(point, spoken()),
        expected=[_ticked(each, found) for each in listed if each.expected or each.seen],
        others=[_ticked(each, found) for each in listed if not (each.expected or each.seen)],
        present=sum(bool(each.seen) for each in listed),
        once=uuid4(),
        done=len(made),
        undo=done if made else None,
        undone=number_sent(request.query_params, "undone", digits=5) or 0,
    )
    title = titled(gettext("Tick people off"), found)
    return page(request, "pages/organiser/room_list.html", context, title=title, headers=PRIVATE)


HOW = for_each(Method, {Method.SCAN: N_("scan"), Method.STAFF: N_("staff"), Method.ROOM: N_("in the room")})


def _ticked(each: Listed, found: FoundEvent) -> TickShown:
    person = each.registration
    seen = [f"{gettext(HOW[one.method])} {clock_time(one.scanned_at.astimezone(found.zone))}" for one in each.seen]
    return TickShown(
        id=person.id,
        name=person.name,
        organisation=person.organisation,
        note="" if person.status is Status.CONFIRMED else status_name(person.status),
        seen=", ".join(dict.fromkeys(seen)),
    )


@post("/organise/events/{event:str}/room/{checkpoint:str}/list", guards=[organisers_only], status_code=303)
async def tick(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    checkpoint: FromPath[str],
    database: NamedDependency[Database],
) -> Redirect:
    """Tick off those who are marked, or everybody expected but them; `undo` takes back what a form did."""
    form, now = await request.form(), clock.now()
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    point = point_of(found, checkpoint)
    address = f"{_base(event)}/{point.key}/list"
    if undo := uuid_in(form.get("undo")):
        taken = await take_back_ticks(database, event, point, undo, account=request.user, now=now)
        return Redirect(f"{address}?done=undone&undone={taken}", status_code=303)
    marked = (uuid_in(value) for name, value in form.multi_items() if name == "person")
    ticking = Ticking(
        chosen={each for each in marked if each},
        all_but=form.get("do") == "all_but",
        once=uuid_in(form.get("once")) or uuid4(),
    )
    await tick_off(database, found, point, ticking, account=request.user, now=now)
    return Redirect(f"{address}?done=ticked&ticked={ticking.once}", status_code=303)


def _base(event: str) -> str:
    return f"/organise/events/{event}/room"


ROUTES = [rooms, screen, tick_list, tick]
