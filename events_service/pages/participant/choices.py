"""Addresses behind the personal link where consents are changed, and the mail address."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.database import Database
from events_service.pages.form_faults import fault_links
from events_service.pages.participant.own import read_own
from events_service.pages.titles import titled
from events_service.pages.typed_address import remember, typed_address
from events_service.programme.finding import FoundEvent
from events_service.registrations.asking.application import decode_changes
from events_service.registrations.places import new_address
from events_service.registrations.privacy.consents import (
    AgreedTo,
    KeptNeeds,
    choose_consents,
    decode_needs,
    kept_needs,
    needs_refusal,
    own_needs,
)
from events_service.registrations.privacy.notice import NEEDS_KEPT_DAYS
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.security import PRIVATE

NEEDS_FIELDS = ("dietary_needs", "access_needs")


class ConsentsPage(Struct, frozen=True, kw_only=True):
    """What somebody agreed to, and special needs: what stands in their fields where they can be told (`may_tell`)."""

    registration: Registration
    address: str
    agreed: bool
    needs: KeptNeeds
    may_tell: bool
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    days: int
    saved: bool

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return fault_links(self.faults)


class AddressPage(Struct, frozen=True, kw_only=True):
    """The form for a new address, and that a mail is on its way to `sent_to`, where the browser still knows it."""

    registration: Registration
    address: str
    typed: str
    sent_to: str
    fault: str | None
    sent: bool


@get("/my/{token:str}/consents")
async def consents_page(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show what one agreed to, and one's special needs."""
    found, registration = await read_own(database, token)
    return await _consents(request, database, settings, found, registration, token)


@post("/my/{token:str}/consents", status_code=303)
async def change_consents(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Keep the choice, and the special needs; with faults, show the form again as it was filled in."""
    found, registration = await read_own(database, token)
    form = await request.form()
    written = {name: str(form.get(name) or "") for name in NEEDS_FIELDS if name in form}
    photos, agreed = bool(form.get("photos")), bool(form.get("special_needs"))
    try:
        told = decode_needs(written) if written else None
        choice = AgreedTo(photos=photos, special_needs=agreed, told=told)
        await choose_consents(database, settings, registration.id, choice, now=clock.now())
    except FaultyFields as refused:
        chosen = replace(registration, photos=photos)
        return await _consents(request, database, settings, found, chosen, token, written, agreed, refused)
    return Redirect(f"/my/{token}/consents?saved=1", status_code=303, headers=PRIVATE)


async def _consents(
    request: Request[Any, Any, Any],
    database: Database,
    settings: Settings,
    found: FoundEvent,
    registration: Registration,
    token: str,
    written: Mapping[str, str] | None = None,
    agreed: bool | None = None,
    refused: FaultyFields | None = None,
) -> Response[bytes]:
    kept = await kept_needs(database, registration.id)
    needs = await own_needs(database, settings, registration.id)
    context = ConsentsPage(
        registration=registration,
        address=f"/my/{token}",
        agreed=kept.kept if agreed is None else agreed,
        needs=kept,
        may_tell=needs_refusal(found, registration.status, clock.now()) is None,
        typed=written or {"dietary_needs": needs.dietary or "", "access_needs": needs.access or ""},
        faults={fault.field: gettext(fault.message) for fault in reversed(refused.faults if refused else [])},
        days=NEEDS_KEPT_DAYS,
        saved="saved" in request.query_params,
    )
    title, status = titled(gettext("What you agreed to"), found), refused.status if refused else 200
    return page(request, "pages/participant/consents.html", context, title=title, status_code=status, headers=PRIVATE)


@get("/my/{token:str}/address")
async def address_page(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for the new address."""
    found, registration = await read_own(database, token)
    return _address(request, found, registration, token, sent="sent" in request.query_params)


@post("/my/{token:str}/address", status_code=303)
async def ask_for_address(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Mail a link to the new address."""
    found, registration = await read_own(database, token)
    typed = str((await request.form()).get("email") or "").strip()
    try:
        email = decode_changes({"email": typed}).email
        await new_address.ask(database, settings, registration, str(email), now=clock.now())
    except Refusal as refusal:
        fault = refusal.faults[0].message if isinstance(refusal, FaultyFields) else None
        sentence = gettext(fault) if fault else refusal.sentence()
        return _address(request, found, registration, token, typed=typed, fault=sentence, status=refusal.status)
    path = f"/my/{token}/address"
    kept = remember(settings, str(email), path)
    return Redirect(f"{path}?sent=1", status_code=303, headers=PRIVATE, cookies=[kept])


@route("/my/{token:str}/address/{signed:str}", http_method=["GET", "POST"])
async def former_link() -> None:
    """Say that a link does not hold which was mailed when it still held the personal one."""
    raise new_address.AddressLinkSpent


def _address(
    request: Request[Any, Any, Any],
    found: FoundEvent,
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
        sent_to=typed_address(request) if sent else "",
        fault=fault,
        sent=sent,
    )
    title = titled(gettext("Change my address"), found)
    return page(request, "pages/participant/address.html", context, title=title, status_code=status, headers=PRIVATE)


ROUTES = [consents_page, change_consents, address_page, ask_for_address, former_link]
