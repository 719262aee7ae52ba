"""What a badge's QR code opens: for staff of its event the person at the door, for everybody else the event alone."""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import checkpoints_of, of_today
from events_service.checkin.desk import read_happened
from events_service.checkin.finding import list_counting
from events_service.checkin.reading import read_badge
from events_service.checkin.records import Outcome, Scan
from events_service.checkin.roster import name_of
from events_service.checkin.showing import Shown, shown
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.organising import get_organised_event, organises
from events_service.registrations.finding import find_by_badge_code
from events_service.registrations.labels import category_name, status_name
from events_service.registrations.records import Registration
from events_service.web.decoding import uuid_in
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

DEVICE = "phone"
"""The name under which scans stand that are made by opening a badge's address."""


class FoundBadge(Struct, frozen=True, kw_only=True):
    """A page for whoever finds a badge: whose event it is, and nothing of the person. None: an unknown badge."""

    found: FoundEvent | None


class DoorCheckpoint(Struct, frozen=True, kw_only=True):
    """A checkpoint with its button. `scan_id` is the scan's, so that a button pressed twice checks in once."""

    key: str
    title: str
    checked_in: bool
    scan_id: UUID


class DoorPage(Struct, frozen=True, kw_only=True):
    """A person at the door, with one button for each of today's checkpoints."""

    found: FoundEvent
    registration: Registration
    category: str
    status: str
    checkpoints: list[DoorCheckpoint]
    happened: Shown | None
    address: str


@get(["/b/{badge_code:str}", "/B/{badge_code:str}"])
async def badge_page(
    request: Request[Account | None, Any, Any], badge_code: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the person to those who organise the event; to others the event, or that the badge is unknown."""
    async with database.reading() as session:
        registration = await find_by_badge_code(session, read_badge(badge_code).kept)
        if registration is None:
            return _answer(request, FoundBadge(found=None), 404)
        found = await get_any_event(session, registration.event)
        account = request.user
        if account is None or not organises(account, found.event):
            return _answer(request, FoundBadge(found=found), 200)
        return await _door(request, session, found, registration)


@post(["/b/{badge_code:str}", "/B/{badge_code:str}"], guards=[organisers_only], status_code=303)
async def check_in_by_badge(
    request: Request[Account, Any, Any], badge_code: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Check the person in at the checkpoint whose button was pressed."""
    form = await request.form()
    async with database.reading() as session:
        registration = await find_by_badge_code(session, read_badge(badge_code).kept)
        if registration is None:
            raise NotFound
        await get_organised_event(session, registration.event, request.user)
    now = clock.now()
    scan = Scan(
        id=uuid_in(form.get("id")) or uuid4(),
        event=registration.event,
        badge_code=registration.badge_code,
        checkpoint=str(form.get("checkpoint", "")),
        scanned_at=now,
    )
    (result,) = await receive(database, [scan], device=DEVICE, account=request.user, now=now)
    asked = "" if result.outcome is Outcome.CONFLICT else f"?{urlencode({'scan': str(scan.id)})}"
    return Redirect(f"/b/{quote(registration.badge_code)}{asked}", status_code=303)


async def _door(
    request: Request[Any, Any, Any], session: AsyncSession, found: FoundEvent, registration: Registration
) -> Response[bytes]:
    points = checkpoints_of(found.event)
    there = {check_in.checkpoint for check_in in await list_counting(session, [registration.id])}
    scan = uuid_in(request.query_params.get("scan"))
    happened = await read_happened(session, found.event.key, scan, request.user) if scan else None
    context = DoorPage(
        found=found,
        registration=registration,
        category=category_name(registration.category),
        status=status_name(registration.status),
        checkpoints=[
            DoorCheckpoint(
                key=point.key, title=name_of(point, spoken()), checked_in=point.key in there, scan_id=uuid4()
            )
            for point in of_today(points, clock.now())
        ],
        happened=shown(happened, points, found) if happened else None,
        address=f"/b/{quote(registration.badge_code)}",
    )
    return page(request, "pages/organiser/door.html", context, title=registration.name, headers=PRIVATE)


def _answer(request: Request[Any, Any, Any], context: FoundBadge, status_code: int) -> Response[bytes]:
    title = titled(gettext("A badge"), context.found) if context.found else gettext("A badge")
    return page(request, "pages/public/badge.html", context, title=title, status_code=status_code, headers=PRIVATE)


ROUTES = [badge_page, check_in_by_badge]
