"""A helper's desk: a link opens it on a phone, which scans for one day or session and is shown nothing else."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from msgspec import Struct

from events_service import clock
from events_service.access.door_helpers import Helper, NoDesk
from events_service.access.helper_desks import find_linked, helper_of_browser, open_desk
from events_service.checkin.answering import (
    LARGEST_BATCH,
    ScanResults,
    WalkInResults,
    answer_roster,
    answer_scans,
    answer_walk_ins,
    answer_withdrawal,
)
from events_service.checkin.keeping import require_open
from events_service.checkin.records import TakenBack
from events_service.checkin.roster import name_of_key
from events_service.checkin.roster_key import RosterKey, answer_key
from events_service.checkin.streaming import answer_live
from events_service.database import Database
from events_service.pages.desk_page import DeskAddresses, check_in_typed, desk_page, take_back_typed
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.settings import Settings
from events_service.web.browsers import browser_of
from events_service.web.i18n import spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

COOKIE = "events_helper"
BELOW = "/helper"
DESK = f"{BELOW}/desk"


class DeskToOpen(Struct, frozen=True, kw_only=True):
    """What a helper reads before the desk opens: for which event and day or session, under which name, until when."""

    found: FoundEvent
    helper: Helper
    checkpoint: str
    address: str


@get("/helper/{token:str}")
async def show_link(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Say what the link opens; programs that look at links in messages open nothing by that."""
    async with database.reading() as session:
        helper = await find_linked(session, settings.secret_key, token, clock.now())
        found = await get_any_event(session, helper.event)
    context = DeskToOpen(
        found=found,
        helper=helper,
        checkpoint=name_of_key(found.event, helper.checkpoint, spoken()),
        address=f"{BELOW}/{token}",
    )
    return page(request, "pages/helper/open.html", context, title=helper.name, headers=PRIVATE)


@post("/helper/{token:str}", status_code=303)
async def open_by_link(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Open the desk on this device; a device that holds it already goes on with it."""
    now, held = clock.now(), request.cookies.get(COOKIE)
    async with database.reading() as session:
        helper = await find_linked(session, settings.secret_key, token, now)
    if held and await _holds(database, held, helper):
        return Redirect(DESK, status_code=303)
    cookie = await open_desk(database, settings.secret_key, token, now, await browser_of(request))
    # The phone sends what waits for some time after the desk has closed.
    lasts = helper.sends_until - now
    kept = Cookie(
        key=COOKIE,
        value=cookie,
        path=BELOW,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
    )
    return Redirect(DESK, status_code=303, cookies=[kept], headers={"Cache-Control": "no-store"})


async def _holds(database: Database, cookie: str, helper: Helper) -> bool:
    try:
        return (await helper_of_browser(database, cookie, clock.now())).id == helper.id
    except NoDesk:
        return False


async def _helper(request: Request[Any, Any, Any], database: Database) -> Helper:
    return await helper_of_browser(database, request.cookies.get(COOKIE), clock.now())


@get("/helper/desk")
async def desk(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show the desk of this device."""
    helper = await _helper(request, database)
    require_open(helper, clock.now())
    async with database.reading() as session:
        found = await get_any_event(session, helper.event)
    return await desk_page(request, database, found, helper, addresses_of(helper))


def addresses_of(helper: Helper) -> DeskAddresses:
    """Give the addresses of a helper's desk; each keeps what it scanned apart from all others on the device."""
    return DeskAddresses(
        page=DESK,
        roster=f"{DESK}/roster",
        key=f"{DESK}/key",
        scans=f"{DESK}/check-ins",
        walk_ins=f"{DESK}/walk-ins",
        withdraw=f"{DESK}/check-ins/{{id}}/withdraw",
        live=f"{DESK}/live",
        worker=f"{BELOW}/check-in-worker.js",
        scope=f"{BELOW}/",
        camera=f"{BELOW}/camera-worker.js",
        store=f"helper-{helper.id}",
    )


@post("/helper/desk", status_code=303)
async def check_in_by_form(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Check in whoever the field names, where there is no JavaScript."""
    helper, now = await _helper(request, database), clock.now()
    require_open(helper, now)
    async with database.reading() as session:
        found = await get_any_event(session, helper.event)
    asked = await check_in_typed(database, found, helper, await request.form(), now)
    return Redirect(f"{DESK}?{urlencode(asked)}", status_code=303)


@post("/helper/desk/withdraw", status_code=303)
async def withdraw_by_form(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Take a check-in of this desk back."""
    helper = await _helper(request, database)
    asked = await take_back_typed(database, helper.event, helper, await request.form(), clock.now())
    return Redirect(f"{DESK}?{urlencode(asked)}", status_code=303)


@get("/helper/desk/roster")
async def roster(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Give the device what it needs without the network, as far as it concerns this desk."""
    helper = await _helper(request, database)
    require_open(helper, clock.now())
    return await answer_roster(request, database, helper.event, helper)


@get("/helper/desk/key")
async def give_key(
    request: Request[Any, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[RosterKey]:
    """Give the device the key under which it keeps the roster, while the desk is open."""
    helper = await _helper(request, database)
    async with database.reading() as session:
        found = await get_any_event(session, helper.event)
    return answer_key(settings.secret_key, found, helper)


@post("/helper/desk/check-ins", status_code=200, request_max_body_size=LARGEST_BATCH)
async def receive_scans(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[ScanResults]:
    """Keep the scans of this desk, as the JSON API does; for some time also those that waited until it was closed."""
    return await answer_scans(request, database, await _helper(request, database))


@post("/helper/desk/walk-ins", status_code=200, request_max_body_size=LARGEST_BATCH)
async def receive_walk_ins(
    request: Request[Any, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[WalkInResults]:
    """Enter and check in whom this desk sends who came without a registration."""
    helper = await _helper(request, database)
    return await answer_walk_ins(request, database, settings, helper.event, helper)


@post("/helper/desk/check-ins/{check_in:uuid}/withdraw", status_code=200)
async def withdraw(
    request: Request[Any, Any, Any], check_in: FromPath[UUID], database: NamedDependency[Database]
) -> Response[TakenBack]:
    """Take a check-in of this desk back, as the JSON API does."""
    helper = await _helper(request, database)
    return await answer_withdrawal(request, database, helper.event, check_in, helper)


@get("/helper/desk/live", encodes_itself=True)
async def live(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Stream:
    """Tell the device at once what others scan where this desk does; the stream ends with the desk."""
    helper = await _helper(request, database)
    require_open(helper, clock.now())
    async with database.reading() as session:
        found = await get_any_event(session, helper.event)

    async def still() -> bool:
        return (await _helper(request, database)).is_open(clock.now())

    return answer_live(request, database, found, helper, still)


ROUTES = [
    desk,
    live,
    check_in_by_form,
    withdraw_by_form,
    roster,
    give_key,
    receive_scans,
    receive_walk_ins,
    withdraw,
    show_link,
    open_by_link,
]
