"""Addresses where the lead partner puts own words to the mails of a project: what its events begin with."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import lead_partners_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.own_mails import OwnMailPage, OwnMailsPage
from events_service.pages.organiser.own_mails_form import (
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
from events_service.pages.organiser.own_mails_preview import example_event, framed
from events_service.pages.organiser.project import began_of
from events_service.programme.changing_project import change_project, get_led_project
from events_service.programme.records import Project
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page


@get("/organise/projects/{project:str}/mails", guards=[lead_partners_only])
async def project_mails_page(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the occasions of mails, and which have words of the project's own."""
    found = await _led(request, database, project)
    context = OwnMailsPage(
        project=found,
        base=_base(project),
        rows=rows(found.mails, found, {}),
    )
    return page(request, "pages/organiser/own_mails.html", context, title=gettext("Own mail texts"))


@get("/organise/projects/{project:str}/mails/{occasion:str}", guards=[lead_partners_only])
async def project_mail_page(
    request: Request[Account, Any, Any],
    project: FromPath[str],
    occasion: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show the project's words of one occasion. Raises NotFound."""
    chosen, found = occasion_at(occasion), await _led(request, database, project)
    words = found.mails.get(chosen)
    form = words_form(chosen, typed_of(words, found), words, found)
    return _show(request, found, form)


@post("/organise/projects/{project:str}/mails/{occasion:str}", guards=[lead_partners_only])
async def save_project_mail(
    request: Request[Account, Any, Any],
    project: FromPath[str],
    occasion: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Save the project's words of one occasion, take them out, or show the form again with what hinders that."""
    chosen, form = occasion_at(occasion), await request.form()
    await _led(request, database, project)
    began = began_of(str(form.get("began", "")), project)
    typed = typed_in(form, began)
    ours = form.get("do") == "ours"
    mails = without(began.mails, chosen) if ours else with_words(began.mails, chosen, typed, began)
    problems, theirs, before = faults_in(mails, chosen), [], began
    if not problems:
        wanted = replace(began, mails=mails)
        changed = await change_project(database, request.user, began=began, changed=wanted, now=clock.now())
        if changed.saved:
            done = "?done=ours" if ours else f"/{occasion}?done=saved"
            return Redirect(f"{_base(project)}{done}", status_code=303)
        problems = list(changed.problems)
        theirs = [str(each.saved or "–") for each in changed.conflicts]
        before = changed.before if theirs else began
    again = words_form(chosen, typed, mails.get(chosen), began, person=str(form.get("person") or ""), problems=problems)
    return _show(request, before, again, theirs=theirs)


@post("/organise/projects/{project:str}/mails/{occasion:str}/preview", guards=[lead_partners_only])
async def preview_project_mail(
    request: Request[Account, Any, Any],
    project: FromPath[str],
    occasion: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the mail with the words as they are typed, at an invented event. Nothing is saved."""
    chosen, form = occasion_at(occasion), await request.form()
    found = await _led(request, database, project)
    shown = replace(found, mails=with_words(found.mails, chosen, typed_in(form, found), found))
    return framed(form, example_event(shown, clock.now().date()), chosen, (), settings)


async def _led(request: Request[Account, Any, Any], database: Database, key: str) -> Project:
    async with database.reading() as session:
        return (await get_led_project(session, key, request.user)).definition


def _show(
    request: Request[Account, Any, Any],
    project: Project,
    form: WordsForm,
    *,
    theirs: Sequence[str] = (),
) -> Response[bytes]:
    context = OwnMailPage(
        project=project,
        base=_base(project.key),
        form=form,
        began=msgspec.json.encode(project).decode(),
        theirs=theirs,
    )
    title = f"{form.name}: {project.acronym}"
    status = 422 if form.faults else 409 if theirs else 200
    return page(request, "pages/organiser/own_mail.html", context, title=title, status_code=status)


def _base(project: str) -> str:
    return f"/organise/projects/{project}/mails"


ROUTES = [project_mails_page, project_mail_page, save_project_mail, preview_project_mail]
