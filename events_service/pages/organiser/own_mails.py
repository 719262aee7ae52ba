"""Addresses where organisers put own words to the mails of an event, and look at them as a participant gets them."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.own_mails_form import (
    Row,
    WordsForm,
    faults_in,
    occasion_at,
    rows,
    typed_in,
    typed_of,
    with_words,
    without,
    words_form,
)
from events_service.pages.organiser.own_mails_preview import framed
from events_service.pages.organiser.readers import readers_at
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.changing import change
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event
from events_service.programme.records import Project
from events_service.programme.versions import get_begun
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page


class OwnMailsPage(Struct, frozen=True, kw_only=True):
    """All occasions, of an event or, where `found` is None, of a project; `base` is the list's address."""

    project: Project
    base: str
    rows: Sequence[Row]
    found: FoundEvent | None = None


class OwnMailPage(Struct, frozen=True, kw_only=True):
    """The words of one occasion. `version` or `began` is what the form began from; `theirs` what others saved there."""

    project: Project
    base: str
    form: WordsForm
    found: FoundEvent | None = None
    version: int = 0
    began: str = ""
    theirs: Sequence[str] = ()


@get("/organise/events/{event:str}/mails/texts", guards=[organisers_only])
async def own_mails_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the occasions of mails, and whose words each has."""
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
    context = OwnMailsPage(
        project=found.project,
        base=_base(event),
        rows=rows(found.event.mails, found.project, found.project.mails),
        found=found,
    )
    return page(request, "pages/organiser/own_mails.html", context, title=titled(gettext("Own mail texts"), found))


@get("/organise/events/{event:str}/mails/texts/{occasion:str}", guards=[organisers_only])
async def own_mail_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    occasion: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show the own words of one occasion. Raises NotFound."""
    chosen = occasion_at(occasion)
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        people = await readers_at(session, event)
    form = words_form(
        chosen,
        typed_of(found.event.mails.get(chosen), found.project),
        found.event.mails.get(chosen),
        found.project,
        people=people,
    )
    return _show(request, found, form, version=found.version)


@post("/organise/events/{event:str}/mails/texts/{occasion:str}", guards=[organisers_only])
async def save_own_mail(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    occasion: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Save the own words of one occasion, or take them out, or show the form again with what hinders that."""
    chosen, form = occasion_at(occasion), await request.form()
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        version = number_sent(form, "version") or found.version
        began = await get_begun(session, found, version)
        people = await readers_at(session, event)
    typed = typed_in(form, found.project)
    ours = form.get("do") == "ours"
    mails = without(began.mails, chosen) if ours else with_words(began.mails, chosen, typed, found.project)
    problems, changed = faults_in(mails, chosen), None
    if not problems:
        wanted = replace(began, mails=mails)
        changed = await change(database, event, request.user, version=version, changed=wanted, now=clock.now())
        if changed.saved:
            done = "?done=ours" if ours else f"/{occasion}?done=saved"
            return Redirect(f"{_base(event)}{done}", status_code=303)
        problems = list(changed.problems)
    again = words_form(
        chosen,
        typed,
        mails.get(chosen),
        found.project,
        people=people,
        person=str(form.get("person") or ""),
        problems=problems,
    )
    conflicts = changed.conflicts if changed else ()
    version = changed.version or version if changed and conflicts else version
    return _show(request, found, again, version=version, theirs=[str(each.saved or "–") for each in conflicts])


@post("/organise/events/{event:str}/mails/texts/{occasion:str}/preview", guards=[organisers_only])
async def preview_own_mail(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    occasion: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the mail with the words as they are typed, to the person who is chosen. Nothing is saved."""
    chosen, form = occasion_at(occasion), await request.form()
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        people = await readers_at(session, event)
    mails = with_words(found.event.mails, chosen, typed_in(form, found.project), found.project)
    shown = replace(found, event=replace(found.event, mails=mails))
    return framed(form, shown, chosen, people, settings)


def _show(
    request: Request[Account, Any, Any],
    found: FoundEvent,
    form: WordsForm,
    *,
    version: int,
    theirs: Sequence[str] = (),
) -> Response[bytes]:
    context = OwnMailPage(
        project=found.project,
        base=_base(found.event.key),
        form=form,
        found=found,
        version=version,
        theirs=theirs,
    )
    status = 422 if form.faults else 409 if theirs else 200
    return page(request, "pages/organiser/own_mail.html", context, title=titled(form.name, found), status_code=status)


def _base(event: str) -> str:
    return f"/organise/events/{event}/mails/texts"


ROUTES = [own_mails_page, own_mail_page, save_own_mail, preview_own_mail]
