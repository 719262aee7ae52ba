"""Addresses where organisers enter somebody by hand, also at the door, where they are checked in at once."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.desk import chosen, is_left_over
from events_service.checkin.roster import name_of
from events_service.checkin.walking_in import WalkIn, name_typed, walk_in
from events_service.database import Database
from events_service.pages.form_cycle import Filled, Sent, go_through
from events_service.pages.organiser.registrations import registrations_of
from events_service.pages.registration_form import RegisterPage, form_page, untouched
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.asking.application import decode_application
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.asking.sent_form import received_from, typed_in
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.register import once_for_each_form, register
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page


class Door(Struct, frozen=True, kw_only=True):
    """The desk that somebody is entered at: its address, its checkpoint, and the day on which that was chosen."""

    address: str
    checkpoint: str
    title: str
    chosen_on: str


class NewPage(Struct, frozen=True, kw_only=True):
    """The form to enter somebody by hand; `door` is where they stand and are checked in, None elsewhere."""

    found: FoundEvent
    base: str
    form: RegisterPage
    door: Door | None


@get("/organise/events/{event:str}/registrations/new", guards=[organisers_only])
async def new_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the form to enter somebody by hand: at a `checkpoint`, with the `name` that was searched for there."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    asked = request.query_params
    typed = {**untouched(found), **name_typed(asked.get("name", "")[:200])}
    return _new_page(request, form_page(found, Filled(typed=typed)), found, asked)


def _new_page(
    request: Request[Account, Any, Any],
    form: RegisterPage,
    found: FoundEvent,
    asked: Mapping[str, Any],
    status: int = 200,
) -> Response[bytes]:
    context = NewPage(found=found, base=registrations_of(found.event.key), form=form, door=_door(found, asked))
    return page(
        request,
        "pages/organiser/entering.html",
        context,
        title=titled(gettext("Enter somebody"), found),
        status_code=status,
    )


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
    """Enter somebody by hand: outside the window and without approval, in line for a seat like all others.

    Whoever stands at the door is checked in, too, and the desk says so.
    """
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)

    async def attempt(form: FormMultiDict, sent: Sent) -> str:
        application = decode_application(received_from(form, found, sent.answers), by_organiser=True)
        if door := _door(found, form):
            coming = WalkIn(application=application, checkpoint=door.checkpoint, once=sent.once, account=request.user)
            walked_in = await walk_in(database, settings, event, coming, now=clock.now())
            at_desk = {"checkpoint": door.checkpoint, "on": door.chosen_on, "scan": str(walked_in.scan)}
            return f"{door.address}?{urlencode(at_desk)}"
        asked = Asked(application=application, account=request.user, by_organiser=True, once=sent.once)
        entered = await once_for_each_form(partial(register, database, settings, event, now=clock.now()), asked)
        waits = entered.registration.status is not Status.CONFIRMED
        return f"{registrations_of(event)}?done={'entered_waits' if waits else 'entered'}"

    sent = await go_through(request, database, found, attempt)
    if isinstance(sent, str):
        return Redirect(sent, status_code=303)
    typed = typed_in(sent.form) if sent.form is not None else {}
    return _new_page(request, form_page(found, sent.filled(typed)), found, sent.form or {}, sent.status)


def _door(found: FoundEvent, asked: Mapping[str, Any]) -> Door | None:
    """Give the desk that a page or a form names, None where it names none; one left open overnight is today's."""
    named, chosen_on, now = str(asked.get("checkpoint") or ""), str(asked.get("on") or ""), clock.now()
    if not named:
        return None
    checkpoint = chosen(checkpoints_of(found.event), None if is_left_over(found, named, chosen_on, now) else named, now)
    return Door(
        address=f"/organise/events/{found.event.key}/check-in",
        checkpoint=checkpoint.key,
        title=name_of(checkpoint, spoken()),
        chosen_on=chosen_on,
    )


ROUTES = [new_page, enter_by_hand]
