"""The address where the lead partner defines a project, so that events can follow."""

from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import lead_partners_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.definition import LARGEST_DEFINITION, PlacedFault, placed, sent_definition
from events_service.programme.define import define_project
from events_service.web.i18n import gettext
from events_service.web.pages import page, render_text

YEARS = 4


class ProjectPage(Struct, frozen=True, kw_only=True):
    """The text of a new project's definition and what is wrong with it."""

    text: str
    faults: list[PlacedFault] = []


class Starter(Struct, frozen=True, kw_only=True):
    """The days that the text of a new project begins with."""

    starts: date
    ends: date


@get("/organise/projects/new", guards=[lead_partners_only])
async def new_project_page(request: Request[Account, Any, Any]) -> Response[bytes]:
    """Offer a definition to begin with."""
    year = clock.now().year
    starter = Starter(starts=date(year, 1, 1), ends=date(year + YEARS - 1, 12, 31))
    return _show(request, ProjectPage(text=render_text("definitions/new-project.yaml", starter).lstrip()))


@post("/organise/projects/new", guards=[lead_partners_only], request_max_body_size=LARGEST_DEFINITION)
async def create_project(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[Any]:
    """Save a new project, or say what is wrong with its definition."""
    sent = await sent_definition(request)
    faults = await define_project(database, sent.content, request.user, now=clock.now())
    if not faults:
        return Redirect("/organise/events/new", status_code=303)
    return _show(request, ProjectPage(text=sent.text, faults=placed(faults, sent.text)))


def _show(request: Request[Account, Any, Any], context: ProjectPage) -> Response[bytes]:
    status = 422 if context.faults else 200
    return page(request, "pages/organiser/project.html", context, title=gettext("New project"), status_code=status)


ROUTES = [new_project_page, create_project]
