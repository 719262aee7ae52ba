"""Addresses for whoever registers: the form, what was filled in before it is sent, and what follows."""

from contextlib import suppress
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.limits import network_of
from events_service.access.records import Account
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.pages.form_cycle import Filled, Sent, go_through
from events_service.pages.public.looking_over import look_over
from events_service.pages.registration_form import form_page
from events_service.pages.titles import titled
from events_service.pages.typed_address import remember, typed_address
from events_service.programme.finding import FoundEvent, get_event
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.asking.sent_form import TRAP, colleagues_in, received_from, typed_in
from events_service.registrations.finding import UnknownRegistration, get_by_manage_token
from events_service.registrations.places.applying import apply_for_place, foresee
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.decided import Decided
from events_service.registrations.places.deciding import closed_now, decode_on_form
from events_service.registrations.places.forgetting import TIME_TO_CONFIRM, confirm_until
from events_service.registrations.places.invitation_links import usable_link
from events_service.registrations.places.promised import with_promised
from events_service.registrations.places.register import Registered, once_for_each_form
from events_service.registrations.records import Application
from events_service.registrations.refusals import AlreadyRegistered
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.i18n import N_, gettext, instant_named, spoken
from events_service.web.pages import page

OWN_REGISTRATION = "own-registration"
"""The cookie by which the browser that registered is known, should it send the form again."""


class SentPage(Struct, frozen=True, kw_only=True):
    """What follows where the address is to be confirmed: within `hours`, or `until` when if that is sooner.

    `email` is what the browser typed a moment ago, empty where it does not know.
    """

    event: str
    title: str
    email: str
    hours: int
    until: str | None


class KnownPage(Struct, frozen=True, kw_only=True):
    """Somebody is registered already, and the link to their page has gone to their address."""

    event: str
    title: str
    email: str


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
    return page(request, "pages/public/register.html", context, title=titled(gettext("Register"), found))


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

    decided: Decided | None = None
    cookies: list[Cookie] = []

    async def attempt(form: FormMultiDict, sent: Sent) -> str | None:
        nonlocal decided
        # Buttons that add or take away the fields of a colleague, and the one that leads back to the form.
        if "party" in form or form.get("go") == "change":
            return None
        application = _application(found, form, sent)
        if form.get("go") == "check":
            decided = await foresee(database, found, application, now=clock.now())
            return None
        registered = await _register(request, database, settings, found, application, sent)
        if registered is None:
            cookies.append(remember(settings, application.email, f"/events/{event}/register"))
            return f"/events/{event}/register/sent"
        cookies.append(_own_cookie(settings, event, registered.token))
        return f"/my/{registered.token}?new=1"

    sent = await go_through(request, database, found, attempt)
    if isinstance(sent, str):
        return Redirect(sent, status_code=303, cookies=cookies)
    if decided is not None and sent.form is not None:
        looked = look_over(found, sent.form, sent, decided)
        return page(request, "pages/public/look_over.html", looked, title=titled(gettext("Check your answers"), found))
    if isinstance(sent.refused, AlreadyRegistered) and sent.form is not None:
        return await _known(request, database, found, str(sent.form.get("email")).strip())
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
    title = titled(gettext("Register"), found)
    return page(request, "pages/public/register.html", context, title=title, status_code=sent.status)


def _application(found: FoundEvent, form: FormMultiDict, sent: Sent) -> Application:
    if form.get(TRAP):
        raise FaultyFields([FieldFault(TRAP, N_("Please leave this field empty; it is there to stop programs."))])
    return decode_on_form(received_from(form, found, sent.answers), found)


def _own_cookie(settings: Settings, event: str, token: str) -> Cookie:
    """Let the browser that registered find its way home until it is closed; only the form is told."""
    return Cookie(
        key=OWN_REGISTRATION,
        value=token,
        path=f"/events/{event}/register",
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
    )


async def _known(
    request: Request[Account | None, Any, Any], database: Database, found: FoundEvent, email: str
) -> Response[Any]:
    """Lead the browser that registered an address to its page, and tell any other that the link was mailed."""
    token = request.cookies.get(OWN_REGISTRATION, "")
    with suppress(UnknownRegistration):
        async with database.reading() as session:
            mine = await get_by_manage_token(session, token)
        if mine.event == found.event.key and folded_address(mine.email) == folded_address(email):
            return Redirect(f"/my/{token}", status_code=303)
    context = KnownPage(event=found.event.key, title=found.title.text, email=email)
    title = titled(gettext("You are registered already"), found)
    return page(request, "pages/public/known.html", context, title=title)


async def _register(
    request: Request[Account | None, Any, Any],
    database: Database,
    settings: Settings,
    found: FoundEvent,
    application: Application,
    sent: Sent,
) -> Registered | None:
    """Register once for each form that was handed out; sent again with other content, it is another registration."""
    asked = Asked(
        application=application,
        account=request.user,
        once=sent.once,
        notice_language=spoken(),
        network=network_of(request),
    )
    return await once_for_each_form(partial(apply_for_place, database, settings, found, now=clock.now()), asked)


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
        email=typed_address(request),
        hours=int(TIME_TO_CONFIRM.total_seconds() // 3600),
        # After registration has closed, only those come here who are invited: for them it closes with the event.
        until=instant_named(until, zone) if now < until < now + TIME_TO_CONFIRM else None,
    )
    return page(request, "pages/public/sent.html", context, title=titled(gettext("Please look into your mail"), found))


ROUTES = [register_page, register_by_form, sent_page]
