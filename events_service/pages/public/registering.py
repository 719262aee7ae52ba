"""Addresses for whoever registers: the form, and asking again for a lost link."""

from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.limits import network_of
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.form_cycle import Filled, Sent, go_through
from events_service.pages.registration_form import form_page
from events_service.programme.finding import FoundEvent, get_event
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.asking.sent_form import TRAP, colleagues_in, received_from, typed_in
from events_service.registrations.places.applying import apply_for_place
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.deciding import closed_now, decode_on_form
from events_service.registrations.places.forgetting import TIME_TO_CONFIRM, confirm_until
from events_service.registrations.places.invitation_links import usable_link
from events_service.registrations.places.lost_link import send_link
from events_service.registrations.places.promised import with_promised
from events_service.registrations.places.register import Registered, once_for_each_form
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.privacy.notices import find_notice
from events_service.registrations.records import Notice
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, NotFound, Refusal
from events_service.web.i18n import N_, gettext, instant, spoken, zone_name
from events_service.web.pages import page


class LostLinkPage(Struct, frozen=True, kw_only=True):
    """The form that asks for an address; `sent` once it was given."""

    event: str
    title: str
    sent: bool


class SentPage(Struct, frozen=True, kw_only=True):
    """What follows where the address is to be confirmed: within `hours`, or `until` when if that is sooner."""

    event: str
    title: str
    hours: int
    until: str | None


class PrivacyPage(Struct, frozen=True, kw_only=True):
    """A privacy notice by itself."""

    event: str
    title: str
    notice: Notice


@get("/events/{event:str}/register", name="register")
async def register_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the form, or say why nobody can register now."""
    token = request.query_params.get("invitation")
    link, closed = None, None
    async with database.reading() as session:
        [found] = await with_promised(session, [await get_event(session, event, request.user)])
        try:
            link = await usable_link(session, found, token, clock.now()) if token else None
        except Refusal as refusal:
            closed = refusal
    closed = closed or closed_now(found, link, clock.now())
    context = form_page(found, Filled(refused=closed), closed=closed is not None, link=link, invitation=token)
    return page(request, "pages/public/register.html", context, title=gettext("Register"))


@post("/events/{event:str}/register", status_code=303, request_max_body_size=LARGEST_FORM)
async def register_by_form(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Register and lead to the personal page; with faults, show the form again as it was filled in."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)

    async def attempt(form: FormMultiDict, sent: Sent) -> str | None:
        if "party" in form:  # a button that adds or takes away the fields of a colleague
            return None
        registered = await _register(request, database, settings, found, form, sent)
        return f"/my/{registered.token}?new=1" if registered else f"/events/{event}/register/sent"

    sent = await go_through(request, database, found, attempt)
    if isinstance(sent, str):
        return Redirect(sent, status_code=303)
    async with database.reading() as session:
        [found] = await with_promised(session, [found])
    return _shown_again(request, found, sent)


def _shown_again(request: Request[Account | None, Any, Any], found: FoundEvent, sent: Sent) -> Response[bytes]:
    form = sent.form if sent.form is not None else FormMultiDict([])
    asked = str(form.get("party") or "")
    colleagues = colleagues_in(form, leaving_out=asked.removeprefix("remove-"), blank=bool(asked))
    context = form_page(
        found,
        sent.filled(typed_in(form, colleagues)),
        adding=int(asked == "add"),
        invitation=str(form.get("invitation") or "") or None,
    )
    return page(request, "pages/public/register.html", context, title=gettext("Register"), status_code=sent.status)


async def _register(
    request: Request[Account | None, Any, Any],
    database: Database,
    settings: Settings,
    found: FoundEvent,
    form: FormMultiDict,
    sent: Sent,
) -> Registered | None:
    """Register once for each form that was handed out; sent again with other content, it is another registration."""
    if form.get(TRAP):
        raise FaultyFields([FieldFault(TRAP, N_("Please leave this field empty; it is there to stop programs."))])
    application = decode_on_form(received_from(form, found, sent.answers), found)
    asked = Asked(
        application=application,
        account=request.user,
        once=sent.once,
        notice_language=spoken(),
        network=network_of(request),
    )
    return await once_for_each_form(partial(apply_for_place, database, settings, found, now=clock.now()), asked)


@get("/events/{event:str}/register/link")
async def lost_link_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for the address that the personal link is sent to again."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    context = LostLinkPage(event=event, title=found.title.text, sent="sent" in request.query_params)
    return page(request, "pages/public/lost_link.html", context, title=gettext("Lost link"))


@post("/events/{event:str}/register/link", status_code=303)
async def send_lost_link(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Send the link if the address is registered; the answer is the same for all."""
    form = await request.form()
    async with database.reading() as session:
        await get_event(session, event, request.user)
    email = str(form.get("email") or "")[:254]
    network = network_of(request)
    await send_link(database, settings, event, email, now=clock.now(), network=network)
    return Redirect(f"/events/{event}/register/link?sent=1", status_code=303)


@get("/events/{event:str}/privacy")
async def privacy_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the privacy notice of an event: as it is now, or with ?version= as somebody saw it."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
        version = request.query_params.get("version")
        notice = await find_notice(session, event, version) if version else privacy_notice(found)
    if notice is None:
        raise NotFound
    context = PrivacyPage(event=event, title=found.title.text, notice=notice)
    return page(request, "pages/public/privacy.html", context, title=gettext("Privacy notice"))


@get("/events/{event:str}/register/sent")
async def sent_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Say that a mail is on its way; the page is the same for every address."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    now, zone = clock.now(), found.event.timezone
    until = confirm_until(found, now)
    context = SentPage(
        event=event,
        title=found.title.text,
        hours=int(TIME_TO_CONFIRM.total_seconds() // 3600),
        # After registration has closed, only those come here who are invited: for them it closes with the event.
        until=f"{instant(until, zone)} ({zone_name(zone, until)})" if now < until < now + TIME_TO_CONFIRM else None,
    )
    return page(request, "pages/public/sent.html", context, title=gettext("Please look into your mail"))


ROUTES = [register_page, register_by_form, sent_page, lost_link_page, send_lost_link, privacy_page]
