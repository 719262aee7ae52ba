"""Addresses behind the personal link: see, change and cancel one's own registration, and take one's data along."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.records import Account
from events_service.attendance.finding import is_attested, read_record
from events_service.attendance.marking.forgetting import forget_reasons
from events_service.attendance.own_data import own_data
from events_service.checkin.set_aside import forget_set_aside
from events_service.checkin.withdraw import forget_words
from events_service.database import Database
from events_service.pages.correcting_form import changed_in, changes_on
from events_service.pages.form_cycle import Filled, Sent, go_through
from events_service.pages.participant.confirming import confirm_page
from events_service.pages.participant.my_page import MyPage, PartyMember, shown_on_my_page
from events_service.pages.participant.own import read_own
from events_service.pages.private_files import own_data_file
from events_service.pages.shown_materials import arranged, readers_of, shown_materials
from events_service.pages.titles import titled
from events_service.programme.agenda import session_keys
from events_service.programme.materials import materials_for
from events_service.registrations.asking.answer_files import find_file, handed_out
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.finding import get_registration, list_party
from events_service.registrations.labels import status_name
from events_service.registrations.places.bringing import refusal_to_bring
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.erase import erase
from events_service.registrations.places.offers import accept
from events_service.registrations.records import Changes, Status
from events_service.registrations.refusals import EventNotHeld, OfferOver
from events_service.registrations.window import has_begun
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, NotFound
from events_service.web.i18n import (
    gettext,
)
from events_service.web.pages import page
from events_service.web.security import PRIVATE

CHANGEABLE = (
    "first_name",
    "last_name",
    "latin_name",
    "organisation",
    "country",
    "category",
    "language",
    "attendance_mode",
)


class ErasedPage(Struct, frozen=True, kw_only=True):
    """Nothing is left to show."""


@get("/my/{token:str}")
async def my_page(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a participant's own registration; the first time, where the event asks for it, confirm the address.

    A GET confirms nothing, for programs that look for harm in mails follow the links in them.
    """
    found, registration = await read_own(database, token, unconfirmed=True)
    if registration.status is Status.UNCONFIRMED:
        return confirm_page(request, found, registration, token)
    async with database.reading() as session:
        party = await list_party(session, registration.id)
        registrant = await get_registration(session, registration.party) if registration.party else None
        record = await read_record(session, found, registration) if has_begun(found, clock.now()) else None
        refusal = await refusal_to_bring(session, found, registration, clock.now())
        placed = materials_for(found.event, readers_of(registration))
        materials = await shown_materials(session, placed, f"/my/{token}/materials")
    shown = shown_on_my_page(request, found, registration, settings, token, record=record)
    context = replace(
        shown,
        party=[
            PartyMember(id=each.id, name=each.name, status=each.status, status_name=status_name(each.status))
            for each in party
            if each.erased_at is None
        ],
        registered_by=registrant.name if registrant and registrant.erased_at is None else None,
        may_bring=refusal is None,
        materials=arranged(materials, session_keys(shown.agenda)),
    )
    return _page(request, "pages/participant/my.html", context, gettext("Your registration"))


@post("/my/{token:str}", status_code=303, request_max_body_size=LARGEST_FORM)
async def change_own(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Correct what one said of oneself, and choose other days and sessions."""
    found, registration = await read_own(database, token)

    async def attempt(form: FormMultiDict, sent: Sent) -> str:
        changes = changes_on(form, sent, found, registration, CHANGEABLE)
        changed = await change(database, settings, registration.id, changes, now=clock.now())
        back = [each for each in sent.chosen if each not in changed.living_sessions]
        return f"/my/{token}?saved=1" + (f"&back={','.join(back)}" if back else "")

    sent = await go_through(request, database, found, attempt, FaultyFields)
    if isinstance(sent, str):
        return Redirect(sent, status_code=303, headers=PRIVATE)
    typed = changed_in(sent.form, CHANGEABLE) if sent.form is not None else {}
    filled = sent.filled(typed, registration.answers)
    context = shown_on_my_page(request, found, registration, settings, token, filled)
    return _page(request, "pages/participant/my.html", context, gettext("Your registration"), sent.status)


@post("/my/{token:str}/instead", status_code=303)
async def choose_instead(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Choose the session `session` in the place of `instead_of`, which does not take place."""
    found, registration = await read_own(database, token)
    form = await request.form()
    kept = registration.living_sessions - {str(form.get("instead_of", ""))}
    changes = Changes(sessions=sorted(kept | {str(form.get("session", ""))}))
    try:
        await change(database, settings, registration.id, changes, now=clock.now())
    except FaultyFields as refused:
        filled = Filled(refused=refused)
        context = shown_on_my_page(request, found, registration, settings, token, filled)
        return _page(request, "pages/participant/my.html", context, gettext("Your registration"), refused.status)
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=PRIVATE)


@post("/my/{token:str}/accept", status_code=303)
async def accept_own(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Take the place that is offered."""
    _, registration = await read_own(database, token)
    # Too late is no fault of the page's: it says itself how things stand now.
    with suppress(OfferOver, EventNotHeld):
        await accept(database, settings, registration.id, now=clock.now())
    return Redirect(f"/my/{token}", status_code=303, headers=PRIVATE)


@get("/my/{token:str}/cancel")
async def cancel_page(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask whether to cancel, and say what follows from it."""
    found, registration = await read_own(database, token)
    context = shown_on_my_page(request, found, registration, settings, token)
    return _page(request, "pages/participant/cancel.html", context, gettext("Cancel registration"))


@post("/my/{token:str}/cancel", status_code=303)
async def cancel_own(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Cancel one's own registration."""
    _, registration = await read_own(database, token)
    await cancel(database, settings, registration.id, now=clock.now())
    return Redirect(f"/my/{token}", status_code=303, headers=PRIVATE)


@get("/my/{token:str}/files/{question:str}")
async def own_file(
    token: FromPath[str], question: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send back a file that answers a question."""
    _, registration = await read_own(database, token)
    async with database.reading() as session:
        file = await find_file(session, registration.id, question)
    if file is None:
        raise NotFound
    return handed_out(file)


@get("/my/erased")
async def erased_page(request: Request[Account | None, Any, Any]) -> Response[bytes]:
    """Say that everything is erased; whose it was is no longer known."""
    return page(request, "pages/participant/erased.html", ErasedPage(), title=gettext("Your data are erased"))


@get("/my/{token:str}/erase")
async def erase_page(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask whether to erase, and say what follows from it."""
    found, registration = await read_own(database, token)
    context = shown_on_my_page(request, found, registration, settings, token)
    return _page(request, "pages/participant/erase.html", context, gettext("Erase my data"))


@post("/my/{token:str}/erase", status_code=303)
async def erase_own(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Erase one's own registration."""
    _, registration = await read_own(database, token)
    await erase(database, settings, registration.id, attested=is_attested, forget=_forget, now=clock.now())
    return Redirect("/my/erased", status_code=303, headers=PRIVATE)


async def _forget(session: AsyncSession, registration: UUID) -> None:
    """Forget what the door and the record keep of somebody that is no evidence."""
    await forget_set_aside(session, registration)
    await forget_words(session, registration)
    await forget_reasons(session, registration)


@get("/my/{token:str}/data.json")
async def data_json(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send all that is kept about a participant (GDPR Art. 15 and 20)."""
    _, registration = await read_own(database, token)
    async with database.reading() as session:
        data = await own_data(session, settings, registration)
    return own_data_file(data, "my-registration.json")


def _page(
    request: Request[Any, Any, Any], template: str, context: MyPage, title: str, status_code: int = 200
) -> Response[bytes]:
    title = titled(title, context.found)
    return page(request, template, context, title=title, status_code=status_code, headers=PRIVATE)


ROUTES = [
    my_page,
    change_own,
    choose_instead,
    accept_own,
    cancel_page,
    cancel_own,
    own_file,
    erased_page,
    erase_page,
    erase_own,
    data_json,
]
