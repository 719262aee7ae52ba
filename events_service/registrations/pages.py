"""Addresses for whoever registers: the form, and asking again for a lost link."""

import secrets
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_event
from events_service.registrations.applying import decode_application
from events_service.registrations.form import TRAP, form_page, received_from, typed_in
from events_service.registrations.refusals import KeyUsedDifferently
from events_service.registrations.register import Registered, register
from events_service.registrations.window import refusal_now
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, NotFound, Refusal
from events_service.web.i18n import N_, gettext
from events_service.web.pages import page


@get("/events/{event:str}/register", name="register")
async def register_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the form, or say why nobody can register now."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    closed = refusal_now(found, clock.now())
    context = form_page(
        found,
        once=secrets.token_urlsafe(16),
        refused=closed,
        closed=closed is not None,
    )
    return page(request, "registrations/register.html", context, title=gettext("Register"))


@post("/events/{event:str}/register", status_code=303)
async def register_by_form(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Register and lead to the personal page; with faults, show the form again as it was filled in."""
    form = await request.form()
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    try:
        registered = await _register(database, settings, found, form, request.user)
    except NotFound:
        raise
    except Refusal as refusal:
        context = form_page(
            found,
            once=str(form.get("once") or "") or secrets.token_urlsafe(16),
            typed=typed_in(form),
            chosen=[str(key) for key in form.getall("sessions", [])],
            refused=refusal,
        )
        title = gettext("Register")
        return page(request, "registrations/register.html", context, title=title, status_code=refusal.status)
    return Redirect(f"/my/{registered.token}?new=1", status_code=303)


async def _register(
    database: Database, settings: Settings, found: FoundEvent, form: FormMultiDict, account: Account | None
) -> Registered:
    """Register once for each form that was handed out; sent again with other content, it is another registration."""
    if form.get(TRAP):
        raise FaultyFields([FieldFault(TRAP, N_("Please leave this field empty; it is there to stop programs."))])
    application = decode_application(received_from(form, found))
    once = str(form.get("once") or "")[:200] or None
    now = clock.now()
    try:
        return await register(
            database, settings, found.event.key, application, now=now, account=account, idempotency_key=once
        )
    except KeyUsedDifferently:
        return await register(database, settings, found.event.key, application, now=now, account=account)


ROUTES = [register_page, register_by_form]
