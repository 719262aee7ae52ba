"""The check-in page: it works without JavaScript, and with it also without the network."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.desk import Desk, chosen, empty_desk, is_left_over, read_desk
from events_service.checkin.reading import read_badge
from events_service.checkin.records import DESK, Method, Scan
from events_service.checkin.set_aside import list_to_see, see
from events_service.checkin.showing import (
    AsideShown,
    CheckpointLink,
    PersonFound,
    Shown,
    aside_shown,
    links,
    person_found,
    script_words,
    shown,
)
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.organising import get_organised_event
from events_service.settings import resource_dir
from events_service.web.decoding import uuid_in
from events_service.web.i18n import gettext
from events_service.web.pages import page

CAMERA_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
"""What the camera's worker may load: our own files, and zxing, which is WebAssembly."""


class DeskPage(Struct, frozen=True, kw_only=True):
    """The check-in page. `shell`: without a word about anybody, as a device keeps it for the time without network.

    `scan_id` is the next scan's id, so that a form that is sent twice checks in once; `words` are for the script.
    `today` is the day at the event on which the checkpoint was chosen; `new_day`: the one asked for was yesterday's.
    `entering_address` is where somebody is entered who is not on the list, `entering` the same with who is searched.
    """

    desk: Desk
    address: str
    entering_address: str
    entering: str
    checkpoints: list[CheckpointLink]
    happened: Shown | None
    latest: list[Shown]
    people: list[PersonFound]
    scan_id: UUID
    query: str
    shell: bool
    words: dict[str, Any]
    time: str
    today: str
    new_day: bool
    to_see: list[AsideShown]


@get("/organise/events/{event:str}/check-in", guards=[organisers_only])
async def check_in_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the desk: `checkpoint` was chosen `on` a day, `scan` is the scan just made, `q` a name to search for."""
    asked, now = request.query_params, clock.now()
    shell, query = "shell" in asked, str(asked.get("q", ""))[:100]
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        to_see = [] if shell else await list_to_see(session, event, request.user)
        new_day = is_left_over(found, asked.get("checkpoint"), asked.get("on"), now)
        checkpoint = chosen(found, None if new_day else asked.get("checkpoint"), now)
        desk = (
            empty_desk(found, checkpoint)
            if shell
            else await read_desk(session, found, checkpoint, scan=uuid_in(asked.get("scan")), query=query)
        )
    address, today = f"/organise/events/{event}/check-in", now.astimezone(found.zone).date().isoformat()
    entering = f"/organise/events/{event}/registrations/new"
    context = DeskPage(
        desk=desk,
        address=address,
        entering_address=entering,
        entering=f"{entering}?{urlencode({'name': query.strip(), 'checkpoint': checkpoint.key, 'on': today})}",
        checkpoints=links(desk, address, today),
        happened=shown(desk.happened, desk.checkpoints, found) if desk.happened else None,
        latest=[shown(happened, desk.checkpoints, found) for happened in desk.latest],
        people=[person_found(person, desk.checkpoint) for person in desk.people],
        scan_id=uuid4(),
        query=query,
        shell=shell,
        words=script_words(),
        time=now.isoformat(),
        today=today,
        new_day=new_day,
        to_see=[aside_shown(each, found.zone) for each in to_see],
    )
    return page(request, "pages/organiser/check_in.html", context, title=titled(gettext("Check-in"), found))


@post("/organise/events/{event:str}/check-in", guards=[organisers_only], status_code=303)
async def check_in_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Check in whoever the field names, and show the desk again with the outcome."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    form, now = await request.form(), clock.now()
    badge, asked = str(form.get("badge", "")).strip(), _asked(form)
    checkpoint = asked["checkpoint"]
    if is_left_over(found, checkpoint, asked["on"], now):
        checkpoint = chosen(found, None, now).key
    if badge:
        reason = str(form.get("let_in_because") or "").strip()[:200]
        page_id = uuid_in(form.get("id")) or uuid4()
        scan = Scan(
            # Somebody who goes back in the browser sends another badge from the same page: another scan.
            id=uuid5(page_id, f"{checkpoint} {read_badge(badge).text}{reason}"),
            event=event,
            badge_code=badge,
            checkpoint=checkpoint,
            scanned_at=now,
            method=Method.STAFF if form.get("method") == Method.STAFF.value else Method.SCAN,
            let_in_because=reason or None,
        )
        await receive(database, [scan], device=DESK, account=request.user, now=now)
        asked["scan"] = str(scan.id)
    return Redirect(f"/organise/events/{event}/check-in?{urlencode(asked)}", status_code=303)


@post("/organise/events/{event:str}/check-in/withdraw", guards=[organisers_only], status_code=303)
async def withdraw_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Take a check-in back that was made by mistake."""
    form = await request.form()
    id_ = uuid_in(form.get("id")) or uuid4()
    await take_back(database, event, id_, account=request.user, now=clock.now())
    return Redirect(
        f"/organise/events/{event}/check-in?{urlencode(_asked(form) | {'scan': str(id_)})}", status_code=303
    )


@post("/organise/events/{event:str}/check-in/seen", guards=[organisers_only], status_code=303)
async def see_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Note that a human has looked at a scan that was set aside."""
    form = await request.form()
    await see(database, event, str(form.get("digest", "")), account=request.user, now=clock.now())
    return Redirect(f"/organise/events/{event}/check-in?{urlencode(_asked(form))}", status_code=303)


def _asked(form: Mapping[str, Any]) -> dict[str, str]:
    """Give the checkpoint that a page was open for, and the day on which it was chosen."""
    return {name: str(form.get(name, "")) for name in ("checkpoint", "on")}


@get("/organise/check-in-worker.js")
async def worker() -> Response[bytes]:
    """Give the service worker; it lies here because a worker may serve only what lies below its own address."""
    script = (resource_dir("templates") / "static" / "check-in-worker.js").read_bytes()
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@get("/organise/camera-worker.js")
async def camera_worker() -> Response[bytes]:
    """Give the worker that reads badges, below the address that the service worker serves without the network.

    It alone may run WebAssembly, for which its answer has a policy of its own.
    """
    script = (resource_dir("templates") / "static" / "camera-worker.js").read_bytes()
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": CAMERA_POLICY}
    return Response(script, media_type="text/javascript", headers=headers)


ROUTES = [check_in_page, check_in_by_form, withdraw_by_form, see_by_form, worker, camera_worker]
