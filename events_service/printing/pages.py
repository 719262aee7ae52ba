"""Addresses of what is printed: for organisers all of an event, for a participant their own badge."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.printing import preparing, qr
from events_service.printing.badge_layouts import layout_names
from events_service.printing.badges import DEFAULT_LAYOUT, badges
from events_service.printing.participants_list import participants_list
from events_service.printing.records import PrintingRefused
from events_service.printing.sign_in_sheets import sign_in_sheets
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import find_by_manage_token, list_registrations
from events_service.registrations.records import Registration, Status
from events_service.settings import Settings
from events_service.web.errors import NotAllowed, NotFound, Refusal
from events_service.web.i18n import N_, gettext
from events_service.web.pages import page

PDF = "application/pdf"


class NotPrinted(Refusal):
    """The document cannot be printed; the sentence says what is missing."""

    status = 409
    slug = "not-printed"
    message = N_("{reason}")


class PrintPage(Struct, frozen=True, kw_only=True):
    """What can be printed for an event, and for how many people."""

    found: FoundEvent
    confirmed: int
    layouts: Sequence[str]
    default_layout: str


@get("/organise/events/{event:str}/print", guards=[organisers_only])
async def print_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what can be printed."""
    found, registrations = await _load(database, event, request.user)
    context = PrintPage(
        found=found, confirmed=len(registrations), layouts=layout_names(), default_layout=DEFAULT_LAYOUT
    )
    return page(request, "printing/print.html", context, title=gettext("Print"))


@get("/organise/events/{event:str}/badges.pdf", guards=[organisers_only])
async def badges_pdf(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    layout: FromQuery[str] = DEFAULT_LAYOUT,
) -> Response[bytes]:
    """Print the badges of all confirmed participants."""
    found, registrations = await _load(database, event, request.user)
    return await send_pdf(
        lambda: badges(preparing.badge_event(found), preparing.badges_of(registrations, settings.base_url), layout),
        f"{event}-badges.pdf",
    )


@get("/organise/events/{event:str}/sign-in-sheets.pdf", guards=[organisers_only])
async def sign_in_sheets_pdf(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    day: FromQuery[str] = "",
    session: FromQuery[str] = "",
) -> Response[bytes]:
    """Print the lists to sign: of all days, one day or one session."""
    found, registrations = await _load(database, event, request.user)
    return await send_pdf(
        lambda: sign_in_sheets(
            preparing.sign_in_sheets_of(
                found, registrations, settings.base_url, day=_day(day), session_key=session or None
            ),
            preparing.list_words(found),
        ),
        f"{event}-sign-in-sheets.pdf",
    )


@get("/organise/events/{event:str}/participants.pdf", guards=[organisers_only])
async def participants_pdf(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Print the list of participants."""
    found, registrations = await _load(database, event, request.user)
    return await send_pdf(
        lambda: participants_list(preparing.participants_list_of(found, registrations), preparing.list_words(found)),
        f"{event}-participants.pdf",
    )


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
    return Response(picture.encode(), media_type="image/svg+xml", headers=_PRIVATE)


@get(["/s/{rest:path}", "/S/{rest:path}"])
async def sheet_address(rest: FromPath[str]) -> Redirect:
    """Lead whoever scans the code on a sign-in sheet to the event it belongs to."""
    return Redirect(f"/events/{rest.strip('/').split('/')[0].lower()}")


def _day(written: str) -> date | None:
    """Read the day of a form; an empty choice means all days."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise NotPrinted(reason=gettext("Choose one of the event's days.")) from None


_PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def _load(database: Database, event: str, account: Account) -> tuple[FoundEvent, list[Registration]]:
    """Give an organiser's own event and who is confirmed for it."""
    async with database.reading() as session:
        found = await get_any_event(session, event)
        if not account.organises(found.event.project, found.event.host):
            raise NotAllowed
        return found, await list_registrations(session, event, statuses=[Status.CONFIRMED])


async def _own(database: Database, token: str) -> tuple[FoundEvent, Registration]:
    async with database.reading() as session:
        registration = await find_by_manage_token(session, token)
        if registration is None or registration.status is not Status.CONFIRMED:
            raise NotFound
        return await get_any_event(session, registration.event), registration


async def send_pdf(document: Callable[[], bytes], file_name: str) -> Response[bytes]:
    """Print beside the event loop, so that a long batch keeps nobody waiting."""
    try:
        octets = await sync_to_thread(document)
    except PrintingRefused as refusal:
        raise NotPrinted(reason=str(refusal)) from refusal
    headers = _PRIVATE | {"Content-Disposition": f'inline; filename="{file_name}"'}
    return Response(octets, media_type=PDF, headers=headers)


ROUTES = [
    print_page,
    badges_pdf,
    sign_in_sheets_pdf,
    participants_pdf,
    own_badge_pdf,
    own_badge_svg,
    sheet_address,
]
