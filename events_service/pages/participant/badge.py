"""Addresses of what is printed for a participant: their own badge and its code, and the code of a calendar."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from events_service.access.records import Account
from events_service.database import Database
from events_service.documents.badges import badges
from events_service.pages.participant.own import read_own
from events_service.pages.printed import send_pdf
from events_service.printing import preparing
from events_service.programme.calendar_links import calendar_links
from events_service.programme.finding import FoundEvent, get_event
from events_service.registrations.records import Registration, Status
from events_service.settings import Settings
from events_service.typesetting import qr
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, spoken
from events_service.web.security import PRIVATE


@get("/my/{token:str}/badge.pdf")
async def own_badge_pdf(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Print a participant's own badge."""
    found, registration = await _own(database, token)
    return await send_pdf(
        lambda: badges(preparing.badge_event(found), [preparing.badge(registration, settings.base_url)]),
        "badge.pdf",
    )


@get("/my/{token:str}/badge.svg")
async def own_badge_svg(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Draw the QR code of a participant's badge."""
    _, registration = await _own(database, token)
    payload = preparing.badge_payload(settings.base_url, registration.badge_code)
    picture = qr.svg(payload, gettext("QR code of the badge"))
    return Response(picture.encode(), media_type="image/svg+xml", headers=PRIVATE)


@get("/events/{event:str}/calendar.svg")
async def calendar_svg(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Draw the QR code with the address that a phone subscribes to."""
    async with database.reading() as session:
        await get_event(session, event, request.user)
    language = f"?lang={spoken()}" if "lang" in request.query_params else ""
    address = calendar_links(f"{settings.base_url}/events/{event}/calendar.ics{language}").subscribe
    picture = qr.svg(address, gettext("QR code with the address of this calendar"))
    return Response(picture.encode(), media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@get(["/s/{rest:path}", "/S/{rest:path}"])
async def sheet_address(rest: FromPath[str]) -> Redirect:
    """Lead whoever scans the code on a sign-in sheet to the event it belongs to."""
    return Redirect(f"/events/{rest.strip('/').split('/')[0].lower()}")


async def _own(database: Database, token: str) -> tuple[FoundEvent, Registration]:
    found, registration = await read_own(database, token)
    if registration.status is not Status.CONFIRMED:
        raise NotFound
    return found, registration


ROUTES = [
    own_badge_pdf,
    own_badge_svg,
    calendar_svg,
    sheet_address,
]
