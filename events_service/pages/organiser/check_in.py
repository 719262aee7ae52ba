"""The check-in page: it works without JavaScript, and with it also without the network."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.answering import LARGEST_BATCH, WalkInResults, answer_walk_ins
from events_service.checkin.roster_key import RosterKey, answer_key
from events_service.checkin.set_aside import list_to_see, see
from events_service.checkin.streaming import answer_live
from events_service.database import Database
from events_service.pages.desk_page import DeskAddresses, asked_by, check_in_typed, desk_page, take_back_typed
from events_service.programme.organising import get_organised_event, read_organised_event
from events_service.settings import Settings, resource_dir

CAMERA_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
"""What the camera's worker may load: our own files, and zxing, which is WebAssembly."""


def addresses_of(event: str) -> DeskAddresses:
    """Give the addresses of an organiser's desk."""
    return DeskAddresses(
        page=f"/organise/events/{event}/check-in",
        roster=f"/api/v1/events/{event}/roster",
        key=f"/organise/events/{event}/check-in/key",
        scans="/api/v1/check-ins",
        walk_ins=f"/organise/events/{event}/check-in/walk-ins",
        withdraw=f"/api/v1/events/{event}/check-ins/{{id}}/withdraw",
        live=f"/organise/events/{event}/check-in/live",
        worker="/organise/check-in-worker.js",
        scope="/organise/",
        camera="/organise/camera-worker.js",
        store="check-in",
    )


@get("/organise/events/{event:str}/check-in", guards=[organisers_only])
async def check_in_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the desk, and what was set aside for a human."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        to_see = [] if "shell" in request.query_params else await list_to_see(session, event, request.user)
    ours, entering = addresses_of(event), f"/organise/events/{event}/registrations/new"
    return await desk_page(request, database, found, request.user, ours, entering=entering, to_see=to_see)


@post("/organise/events/{event:str}/check-in", guards=[organisers_only], status_code=303)
async def check_in_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Check in whoever the field names, and show the desk again with the outcome."""
    found = await read_organised_event(database, event, request.user)
    asked = await check_in_typed(database, found, request.user, await request.form(), clock.now())
    return Redirect(f"/organise/events/{event}/check-in?{urlencode(asked)}", status_code=303)


@post("/organise/events/{event:str}/check-in/withdraw", guards=[organisers_only], status_code=303)
async def withdraw_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Take a check-in back, for the reason that the form gives."""
    await read_organised_event(database, event, request.user)
    asked = await take_back_typed(database, event, request.user, await request.form(), clock.now())
    return Redirect(f"/organise/events/{event}/check-in?{urlencode(asked)}", status_code=303)


@post("/organise/events/{event:str}/check-in/seen", guards=[organisers_only], status_code=303)
async def see_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Note that a human has looked at a scan that was set aside."""
    form = await request.form()
    await see(database, event, str(form.get("digest", "")), account=request.user, now=clock.now())
    return Redirect(
        f"/organise/events/{event}/check-in?{urlencode(asked_by(form) | {'done': 'seen'})}", status_code=303
    )


@get("/organise/events/{event:str}/check-in/key", guards=[organisers_only])
async def give_key(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[RosterKey]:
    """Give the device the key under which it keeps the roster."""
    found = await read_organised_event(database, event, request.user)
    return answer_key(settings.secret_key, found, request.user)


@post(
    "/organise/events/{event:str}/check-in/walk-ins",
    guards=[organisers_only],
    status_code=200,
    request_max_body_size=LARGEST_BATCH,
)
async def receive_walk_ins(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[WalkInResults]:
    """Enter and check in whom a device sends who came without a registration."""
    return await answer_walk_ins(request, database, settings, event, request.user)


@get("/organise/events/{event:str}/check-in/live", guards=[organisers_only], encodes_itself=True)
async def live(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Stream:
    """Tell an open desk at once what others scan."""
    found = await read_organised_event(database, event, request.user)

    async def still() -> bool:
        return True

    return answer_live(request, database, found, request.user, still)


@get(["/organise/check-in-worker.js", "/helper/check-in-worker.js"])
async def worker() -> Response[bytes]:
    """Give the service worker; it lies here because a worker may serve only what lies below its own address.

    Helpers' desks have it below theirs.
    """
    script = (resource_dir("templates") / "static" / "check-in-worker.js").read_bytes()
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@get(["/organise/camera-worker.js", "/helper/camera-worker.js"])
async def camera_worker() -> Response[bytes]:
    """Give the worker that reads badges, below the address that the service worker serves without the network.

    It alone may run WebAssembly, for which its answer has a policy of its own.
    """
    script = (resource_dir("templates") / "static" / "camera-worker.js").read_bytes()
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": CAMERA_POLICY}
    return Response(script, media_type="text/javascript", headers=headers)


ROUTES = [
    check_in_page,
    check_in_by_form,
    withdraw_by_form,
    see_by_form,
    give_key,
    receive_walk_ins,
    live,
    worker,
    camera_worker,
]
