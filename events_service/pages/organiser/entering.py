"""Addresses where organisers enter somebody by hand."""

from functools import partial
from typing import Any

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
from events_service.pages.form_cycle import Filled, Sent, go_through
from events_service.pages.organiser.registrations import registrations_of
from events_service.pages.registration_form import RegisterPage, form_page
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.asking.application import decode_application
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.asking.sent_form import received_from, typed_in
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.register import once_for_each_form, register
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page


class NewPage(Struct, frozen=True, kw_only=True):
    """The form to enter somebody by hand."""

    found: FoundEvent
    base: str
    form: RegisterPage


@get("/organise/events/{event:str}/registrations/new", guards=[organisers_only])
async def new_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the form to enter somebody by hand."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    return _new_page(request, found, form_page(found, Filled()))


def _new_page(
    request: Request[Account, Any, Any], found: FoundEvent, form: RegisterPage, status: int = 200
) -> Response[bytes]:
    context = NewPage(found=found, base=registrations_of(found.event.key), form=form)
    return page(request, "pages/organiser/entering.html", context, title=gettext("Enter somebody"), status_code=status)


@post(
    "/organise/events/{event:str}/registrations/new",
    guards=[organisers_only],
    status_code=303,
    request_max_body_size=LARGEST_FORM,
)
async def enter_by_hand(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Enter somebody by hand: outside the window and without approval, in line for a seat like all others."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)

    async def attempt(form: FormMultiDict, sent: Sent) -> str:
        application = decode_application(received_from(form, found, sent.answers), by_organiser=True)
        asked = Asked(application=application, account=request.user, by_organiser=True, once=sent.once)
        await once_for_each_form(partial(register, database, settings, event, now=clock.now()), asked)
        return f"{registrations_of(event)}?done=entered"

    sent = await go_through(request, database, found, attempt)
    if isinstance(sent, str):
        return Redirect(sent, status_code=303)
    typed = typed_in(sent.form) if sent.form is not None else {}
    return _new_page(request, found, form_page(found, sent.filled(typed)), sent.status)


ROUTES = [new_page, enter_by_hand]
