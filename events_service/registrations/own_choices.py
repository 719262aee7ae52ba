"""Addresses behind the personal link where consents are changed, and the mail address."""

from typing import Any

from litestar import Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.database import Database
from events_service.registrations import new_address
from events_service.registrations.applying import decode_changes
from events_service.registrations.confirm_pages import PRIVATE
from events_service.registrations.consents import KeptNeeds, choose_consents, kept_needs
from events_service.registrations.finding import UnknownRegistration, find_by_manage_token
from events_service.registrations.notice import NEEDS_KEPT_DAYS
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page


class ConsentsPage(Struct, frozen=True, kw_only=True):
    """What somebody agreed to, and whether special needs are kept."""

    registration: Registration
    address: str
    needs: KeptNeeds
    days: int
    saved: bool


class AddressPage(Struct, frozen=True, kw_only=True):
    """The form for a new address, or that a mail is on its way there."""

    registration: Registration
    address: str
    typed: str
    fault: str | None
    sent: bool


@get("/my/{token:str}/consents")
async def consents_page(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what one agreed to."""
    registration = await _own(database, token)
    context = ConsentsPage(
        registration=registration,
        address=f"/my/{token}",
        needs=await kept_needs(database, registration.id),
        days=NEEDS_KEPT_DAYS,
        saved="saved" in request.query_params,
    )
    response = page(request, "registrations/consents.html", context, title=gettext("What you agreed to"))
    response.headers.update(PRIVATE)
    return response


@post("/my/{token:str}/consents", status_code=303)
async def change_consents(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Keep the choice."""
    registration = await _own(database, token)
    form = await request.form()
    await choose_consents(
        database,
        registration.id,
        photos=bool(form.get("photos")),
        special_needs=bool(form.get("special_needs")),
        now=clock.now(),
    )
    return Redirect(f"/my/{token}/consents?saved=1", status_code=303, headers=PRIVATE)


@get("/my/{token:str}/address")
async def address_page(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for the new address."""
    registration = await _own(database, token)
    return _address(request, registration, token, sent="sent" in request.query_params)


@post("/my/{token:str}/address", status_code=303)
async def ask_for_address(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Mail a link to the new address."""
    registration = await _own(database, token)
    typed = str((await request.form()).get("email") or "").strip()
    try:
        email = decode_changes({"email": typed}).email
        await new_address.ask(database, settings, registration, str(email), now=clock.now())
    except Refusal as refusal:
        fault = refusal.faults[0].message if isinstance(refusal, FaultyFields) else None
        sentence = gettext(fault) if fault else refusal.sentence()
        return _address(request, registration, token, typed=typed, fault=sentence, status=refusal.status)
    return Redirect(f"/my/{token}/address?sent=1", status_code=303, headers=PRIVATE)


@route("/my/{token:str}/address/{signed:str}", http_method=["GET", "POST"])
async def former_link() -> None:
    """Say that a link does not hold which was mailed when it still held the personal one."""
    raise new_address.AddressLinkSpent


def _address(
    request: Request[Any, Any, Any],
    registration: Registration,
    token: str,
    *,
    typed: str = "",
    fault: str | None = None,
    sent: bool = False,
    status: int = 200,
) -> Response[bytes]:
    context = AddressPage(
        registration=registration,
        address=f"/my/{token}",
        typed=typed,
        fault=fault,
        sent=sent,
    )
    title = gettext("Change my address")
    response = page(request, "registrations/address.html", context, title=title, status_code=status)
    response.headers.update(PRIVATE)
    return response


async def _own(database: Database, token: str) -> Registration:
    async with database.reading() as session:
        registration = await find_by_manage_token(session, token)
    if registration is None:
        raise UnknownRegistration
    return registration


ROUTES = [consents_page, change_consents, address_page, ask_for_address, former_link]
