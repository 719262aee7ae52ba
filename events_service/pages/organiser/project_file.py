"""Addresses where a project is written as its definition file: as text, from a file, with every fault at its line."""

from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import lead_partners_only, leads_all_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.definition import LARGEST_DEFINITION, PlacedFault, placed, sent_definition
from events_service.pages.organiser.versions import as_file
from events_service.programme.changing_project import get_led_project
from events_service.programme.define import define_project
from events_service.programme.export import export
from events_service.web.i18n import gettext
from events_service.web.pages import page, render_text

YEARS = 4


class ProjectFilePage(Struct, frozen=True, kw_only=True):
    """The text of a project's definition and what hinders it. `key` None: a new one; `version` is what was read."""

    text: str
    key: str | None = None
    version: int | None = None
    faults: list[PlacedFault] = []
    overtaken: bool = False


class Starter(Struct, frozen=True, kw_only=True):
    """The days that the text of a new project begins with."""

    starts: date
    ends: date


@get("/organise/projects/new/file", guards=[leads_all_only])
async def new_project_file_page(request: Request[Account, Any, Any]) -> Response[bytes]:
    """Offer a definition to begin with."""
    year = clock.now().year
    starter = Starter(starts=date(year, 1, 1), ends=date(year + YEARS - 1, 12, 31))
    return _show(request, ProjectFilePage(text=render_text("definitions/new-project.yaml", starter).lstrip()))


@post("/organise/projects/new/file", guards=[leads_all_only], request_max_body_size=LARGEST_DEFINITION)
async def create_project_by_file(
    request: Request[Account, Any, Any], database: NamedDependency[Database]
) -> Response[Any]:
    """Save a new project, or say what is wrong with its definition."""
    sent = await sent_definition(request)
    defined = await define_project(database, sent.content, request.user, key=None, version=None, now=clock.now())
    if defined.saved:
        return Redirect("/organise/events/new?done=project", status_code=303)
    return _show(request, ProjectFilePage(text=sent.text, faults=placed(defined.faults, sent.text)))


@get("/organise/projects/{project:str}/file", guards=[lead_partners_only])
async def project_file_page(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the definition of a project as text."""
    async with database.reading() as session:
        row = await get_led_project(session, project, request.user)
    return _show(request, ProjectFilePage(text=export(row.definition), key=project, version=row.version))


@post("/organise/projects/{project:str}/file", guards=[lead_partners_only], request_max_body_size=LARGEST_DEFINITION)
async def change_project_by_file(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Save the changed definition of a project, or say what is wrong with it."""
    async with database.reading() as session:
        version = (await get_led_project(session, project, request.user)).version
    sent = await sent_definition(request)
    defined = await define_project(
        database, sent.content, request.user, key=project, version=sent.version, now=clock.now()
    )
    if defined.saved:
        return Redirect(f"/organise/projects/{project}?done=saved", status_code=303)
    # Who was overtaken has been told now: saving again is meant.
    context = ProjectFilePage(
        text=sent.text,
        key=project,
        version=version if defined.overtaken else sent.version,
        faults=placed(defined.faults, sent.text),
        overtaken=defined.overtaken,
    )
    return _show(request, context)


@get("/organise/projects/{project:str}/definition.yaml", guards=[lead_partners_only])
async def project_definition_file(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send the definition of a project as a file."""
    async with database.reading() as session:
        row = await get_led_project(session, project, request.user)
    return as_file(project, export(row.definition))


def _show(request: Request[Account, Any, Any], context: ProjectFilePage) -> Response[bytes]:
    status = 422 if context.faults else 409 if context.overtaken else 200
    title = (
        gettext("Definition of the project {key}").format(key=context.key) if context.key else gettext("New project")
    )
    return page(request, "pages/organiser/project_file.html", context, title=title, status_code=status)


ROUTES = [
    new_project_file_page,
    create_project_by_file,
    project_file_page,
    change_project_by_file,
    project_definition_file,
]
