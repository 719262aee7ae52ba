"""The address where staff see the year of their project: all partners' events by months, to be printed, too."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import staff_only
from events_service.access.records import ORGANISERS, Account
from events_service.database import Database
from events_service.polls.finding import list_proposals
from events_service.programme.finding import get_project
from events_service.programme.labels import kind_name
from events_service.programme.records import EventType, Project
from events_service.programme.words import in_language
from events_service.programme.year import (
    Hosting,
    Month,
    Span,
    chosen_span,
    legend_of,
    list_in_span,
    months_of,
    spans_of,
)
from events_service.web.errors import NotAllowed
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page


class YearPage(Struct, frozen=True, kw_only=True):
    """A span of a project's time: `shown` of `spans`; `prepares`: the reader has a calendar of their own."""

    project: Project
    spans: list[Span]
    shown: Span
    months: list[Month]
    legend: list[Hosting]
    kinds: dict[EventType, str]
    hosts: dict[str, str]
    prepares: bool


@get("/organise/projects/{project:str}/year", guards=[staff_only])
async def year_page(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show a calendar year or a semester of a project, by default the year that runs."""
    asked = request.query_params
    if not request.user.sees(project):
        raise NotAllowed
    async with database.reading() as session:
        theirs = await get_project(session, project)
        spans = spans_of(theirs)
        shown = chosen_span(spans, asked.get("year"), asked.get("semester"), clock.now().date())
        events = await list_in_span(session, request.user, project, shown)
        proposals = await list_proposals(session, project, request.user)
    context = YearPage(
        project=theirs,
        spans=spans,
        shown=shown,
        months=months_of(theirs, events, shown, proposals),
        legend=legend_of(theirs, events),
        kinds={kind: kind_name(kind) for kind in EventType},
        hosts={partner.key: in_language(partner.name, spoken()) for partner in theirs.partners},
        prepares=request.user.role in ORGANISERS,
    )
    title = gettext("Events of {project}: {span}").format(project=theirs.acronym, span=shown.name)
    return page(request, "pages/organiser/year.html", context, title=title)


ROUTES = [year_page]
