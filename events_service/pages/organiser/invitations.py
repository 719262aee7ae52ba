"""Addresses where organisers make invitation links for groups and persons, and look after them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.asking.application import address_faults
from events_service.registrations.letters.invitation_letter import invitation_address
from events_service.registrations.places.invitation_links import get_link, list_links
from events_service.registrations.places.invite import (
    MOST_PLACES,
    NewLink,
    forget_person,
    make_link,
    resend,
    revoke,
    set_places,
)
from events_service.registrations.records import InvitationLink
from events_service.settings import Settings
from events_service.web.decoding import convert
from events_service.web.errors import FaultyFields, FieldFault, NotFound, Refusal
from events_service.web.i18n import LANGUAGES, N_, gettext, language_name, or_english, spoken
from events_service.web.pages import page

SENTENCES = {
    "name": N_("Write a name on one line, in at most 200 characters."),
    "email": N_("Write one e-mail address, such as maria@example.org."),
    "places": N_("Write a number of places from 1 to 10000, or leave it empty."),
    "expires_at": N_("Choose a day from today on, or leave it empty."),
}


class ShownLink(Struct, frozen=True, kw_only=True):
    """A link with its address; `state` is open, used, expired or revoked."""

    link: InvitationLink
    address: str
    state: str


class InvitationsPage(Struct, frozen=True, kw_only=True):
    """An event's links and the forms for new ones; `kind` tells which of the two was sent with `faults`."""

    found: FoundEvent
    base: str
    shown: Sequence[ShownLink]
    languages: Sequence[Choice]
    kind: str
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    refusal: str | None
    today: str

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return [(f"{self.kind}-{name}", sentence) for name, sentence in self.faults.items()]


@get("/organise/events/{event:str}/invitations", guards=[organisers_only])
async def invitations_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """List the links of an event with what became of them, and the forms for new ones."""
    return await _show(request, database, settings, event)


@post("/organise/events/{event:str}/invitations", guards=[organisers_only], status_code=303)
async def make(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Make a link; with faults, show the form again as it was filled in."""
    form = await request.form()
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    try:
        new = _new_link(form, found)
        await make_link(database, settings, event, new, account=request.user, now=clock.now())
    except FaultyFields as refusal:
        return await _show(request, database, settings, event, form, refusal)
    return Redirect(f"{_base(event)}?done={'sent' if new.email else 'made'}", status_code=303)


@post(
    "/organise/events/{event:str}/invitations/{link_id:uuid}/{what:str}",
    guards=[organisers_only],
    status_code=303,
)
async def look_after(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    link_id: FromPath[UUID],
    what: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Change a link's quota, send it again, take it back, or forget whom it is for."""
    form, now = await request.form(), clock.now()
    async with database.reading() as session:
        await get_organised_event(session, event, request.user)
        if (await get_link(session, link_id)).event != event:
            raise NotFound
    try:
        match what:
            case "places":
                places = _places(form)
                await set_places(database, settings, link_id, places, account=request.user, now=now)
            case "resend":
                await resend(database, settings, link_id, account=request.user, now=now)
            case "revoke":
                await revoke(database, link_id, account=request.user, now=now)
            case "forget":
                await forget_person(database, link_id, account=request.user, now=now)
            case _:
                raise NotFound
    except NotFound:
        raise
    except Refusal as refusal:
        return await _show(request, database, settings, event, refused=refusal)
    return Redirect(f"{_base(event)}?done={what}", status_code=303)


def _new_link(form: FormMultiDict, found: FoundEvent) -> NewLink:
    """Read the form. Raises FaultyFields with all faults."""
    personal = form.get("kind") == "person"
    received: dict[str, Any] = {"name": str(form.get("name") or "")}
    faults: list[FieldFault] = []
    if personal:
        received |= {"email": str(form.get("email") or ""), "language": _language(form)}
        if not received["email"].strip():
            faults.append(FieldFault("email", SENTENCES["email"]))
    else:
        try:
            received["places"] = _places(form)
        except FaultyFields as refusal:
            faults += refusal.faults
    try:
        received["expires_at"] = _until(str(form.get("expires_at") or ""), found)
    except FaultyFields as refusal:
        faults += refusal.faults
    try:
        new = convert({name: value for name, value in received.items() if value is not None}, NewLink, SENTENCES)
    except FaultyFields as refusal:
        raise FaultyFields(refusal.faults + faults) from None
    faults += address_faults(new.email)
    if faults:
        raise FaultyFields(faults)
    return new


def _places(form: FormMultiDict) -> int | None:
    written = str(form.get("places") or "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10 and 1 <= int(written) <= MOST_PLACES):
        raise FaultyFields([FieldFault("places", SENTENCES["places"])])
    return int(written)


def _until(written: str, found: FoundEvent) -> datetime | None:
    """Give the end of the day that was chosen, where the event takes place."""
    if not written.strip():
        return None
    fault = FaultyFields([FieldFault("expires_at", SENTENCES["expires_at"])])
    try:
        until = datetime.combine(date.fromisoformat(written.strip()) + timedelta(days=1), time(), found.zone)
    except (ValueError, OverflowError):
        raise fault from None
    if until <= clock.now():
        raise fault
    return until


def _language(form: FormMultiDict) -> str:
    return or_english(str(form.get("language") or ""))


def _base(event: str) -> str:
    return f"/organise/events/{event}/invitations"


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    settings: Settings,
    event: str,
    form: FormMultiDict | None = None,
    refused: Refusal | None = None,
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        links = await list_links(session, event)
    faults = refused.faults if isinstance(refused, FaultyFields) else []
    now = clock.now()
    context = InvitationsPage(
        found=found,
        base=_base(event),
        shown=[
            ShownLink(link=each, address=invitation_address(settings, each), state=_state(each, now)) for each in links
        ],
        languages=[Choice(value=code, name=language_name(code)) for code in LANGUAGES],
        kind="person" if form is not None and form.get("kind") == "person" else "group",
        typed={name: str(value) for name, value in form.items()} if form is not None else {"language": spoken()},
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        refusal=refused.sentence() if refused and (form is None or not faults) else None,
        today=now.astimezone(found.zone).date().isoformat(),
    )
    title, status = titled(gettext("Invitations"), found), refused.status if refused else 200
    headers = {"Cache-Control": "private, no-store"}
    return page(request, "pages/organiser/invitations.html", context, title=title, status_code=status, headers=headers)


def _state(link: InvitationLink, now: datetime) -> str:
    if link.email == "" and link.used:  # forgotten after the event, not taken back
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    if link.expired(now):
        return "expired"
    return "used" if link.email and link.used else "open"


ROUTES = [invitations_page, make, look_after]
