"""Addresses where the lead partner defines a project on a form, so that events can follow, and changes it later."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import lead_partners_only, leads_all_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.project_accessibility import ACCESSIBILITY
from events_service.pages.organiser.project_form import (
    ProjectFields,
    Typed,
    begun,
    shown,
    typed_in,
    typed_of,
)
from events_service.pages.organiser.project_labels import label_of
from events_service.pages.organiser.project_milestones import MILESTONES
from events_service.pages.organiser.project_offices import OFFICES
from events_service.pages.organiser.project_parts import ProjectPart
from events_service.pages.organiser.project_reading import faults_of, read_project
from events_service.pages.organiser.project_visibility import VISIBILITY
from events_service.programme.changing_project import (
    ChangedProject,
    KeyTaken,
    change_project,
    create_project,
    get_led_project,
)
from events_service.programme.finding import list_projects
from events_service.programme.merging import Conflict
from events_service.programme.records import Project
from events_service.programme.words import in_language
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_, gettext, spoken
from events_service.web.pages import page

PROJECT_PARTS = (VISIBILITY, MILESTONES, OFFICES, ACCESSIBILITY)
NAMING = ("title", "name", "address", "status", "last_payment")
"""What names a record that somebody else saved, the first of its fields that is there."""

NOT_BEGUN = N_("The form was not sent whole. Open the page anew, and change it there.")


class Overtaken(Struct, frozen=True, kw_only=True):
    """A field that somebody else changed meanwhile, and what they saved there; empty where they took it out."""

    field: str
    theirs: str


class ProjectPage(Struct, frozen=True, kw_only=True):
    """The form of a project. `key` None: a new one; `began` is the project that the form began from, as JSON.

    `meanwhile` names what somebody else changed and is kept; `overtaken` what both changed, so that nothing is saved.
    """

    form: ProjectFields
    key: str | None = None
    began: str = ""
    meanwhile: Sequence[str] = ()
    overtaken: Sequence[Overtaken] = ()
    parts: Sequence[ProjectPart] = ()


@get("/organise/projects/new", guards=[leads_all_only])
async def new_project_page(request: Request[Account, Any, Any]) -> Response[bytes]:
    """Show the form of a new project."""
    return _show_new(request, begun(), {})


@post("/organise/projects/new", guards=[leads_all_only])
async def create_project_by_form(
    request: Request[Account, Any, Any], database: NamedDependency[Database]
) -> Response[Any]:
    """Save a new project and go on to its first event, or show the form again."""
    form = await request.form()
    typed = typed_in(form)
    if form.get("partner"):
        return _show_new(request, typed, {})
    async with database.reading() as session:
        taken = {project.key for project in await list_projects(session)}
    read = read_project(typed, None, taken)
    if read.project is None:
        return _show_new(request, typed, read.faults)
    try:
        await create_project(database, read.project, request.user, now=clock.now())
    except KeyTaken as refusal:
        return _show_new(request, typed, {"acronym": refusal.sentence()})
    return Redirect("/organise/events/new?done=project", status_code=303)


@get("/organise/projects/{project:str}", guards=[lead_partners_only])
async def project_page(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the form of a project."""
    async with database.reading() as session:
        found = (await get_led_project(session, project, request.user)).definition
    asked = request.query_params
    meanwhile = list(dict.fromkeys(label_of((field,), found) for field in asked.getall("also", []) if _is_field(field)))
    return _show(request, found, typed_of(found), {}, meanwhile=meanwhile)


@post("/organise/projects/{project:str}", guards=[lead_partners_only])
async def change_project_by_form(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Save a changed project, or show the form again with what hinders it."""
    async with database.reading() as session:
        await get_led_project(session, project, request.user)
    form = await request.form()
    began, typed = began_of(str(form.get("began", "")), project), typed_in(form)
    if form.get("partner"):
        return _show(request, began, typed, {})
    read = read_project(typed, began, ())
    if read.project is None:
        return _show(request, began, typed, read.faults)
    changed = await change_project(database, request.user, began=began, changed=read.project, now=clock.now())
    if changed.saved:
        also = "".join(f"&also={field}" for field in dict.fromkeys(str(path[0]) for path in changed.meanwhile))
        return Redirect(f"/organise/projects/{project}?done=saved{also}", status_code=303)
    # Who was overtaken has been told now: what the others saved stands in the form, and saving again is meant.
    typed = typed_of(changed.project) if changed.conflicts else typed
    faults = {} if changed.conflicts else faults_of(typed, changed.project, changed.problems)
    return _show(request, changed.before if changed.conflicts else began, typed, faults, changed=changed)


def began_of(written: str, key: str) -> Project:
    """Read the project that a form began from. Raises FaultyFields for what the form never held."""
    try:
        began = msgspec.json.decode(written, type=Project)
    except (msgspec.DecodeError, UnicodeEncodeError):
        began = None
    if began is None or began.key != key or not began.languages:
        raise FaultyFields([FieldFault("began", NOT_BEGUN)])
    return began


def _is_field(name: str) -> bool:
    return name in Project.__struct_fields__


def _show_new(request: Request[Account, Any, Any], typed: Typed, faults: Mapping[str, str]) -> Response[bytes]:
    context = ProjectPage(form=shown(typed, faults))
    title, status = gettext("New project"), 422 if faults else 200
    return page(request, "pages/organiser/project.html", context, title=title, status_code=status)


def _show(
    request: Request[Account, Any, Any],
    began: Project,
    typed: Typed,
    faults: Mapping[str, str],
    *,
    meanwhile: Sequence[str] = (),
    changed: ChangedProject | None = None,
) -> Response[bytes]:
    conflicts = changed.conflicts if changed else ()
    if changed and conflicts:
        meanwhile = list(dict.fromkeys(label_of(path, changed.before) for path in changed.meanwhile))
    context = ProjectPage(
        form=shown(typed, faults),
        key=began.key,
        began=msgspec.json.encode(began).decode(),
        meanwhile=meanwhile,
        parts=PROJECT_PARTS,
        overtaken=overtaken_in(changed, began) if changed else (),
    )
    title = gettext("Project {acronym}").format(acronym=began.acronym)
    status = 422 if faults else 409 if conflicts else 200
    return page(request, "pages/organiser/project.html", context, title=title, status_code=status)


def overtaken_in(changed: ChangedProject, began: Project) -> list[Overtaken]:
    """Give what two people changed, each in another way."""
    return [Overtaken(field=label_of(each.path, began), theirs=_theirs(each)) for each in changed.conflicts]


def _theirs(conflict: Conflict) -> str:
    match conflict.saved:
        case None:
            return ""
        case str() | date():
            return str(conflict.saved)
        case Enum():
            return str(conflict.saved.value)
        case list() | tuple() as items:
            return ", ".join(filter(None, (_theirs_in_words(each) for each in items)))
    return _theirs_in_words(conflict.saved)


def _theirs_in_words(value: Any) -> str:
    """Write what somebody saved in a line: a text in the reader's language, a record by what names it."""
    if isinstance(value, Struct):
        value = next((named for field in NAMING if (named := getattr(value, field, None))), "")
    return in_language(value, spoken()) if isinstance(value, dict) else str(value)


ROUTES = [new_project_page, create_project_by_form, project_page, change_project_by_form]
