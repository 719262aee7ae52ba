"""Addresses where organisers begin an event: title, dates and place, and what it begins from."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.guards import hosts_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.host_choices import hosts_of
from events_service.programme.beginning import Asked, begin
from events_service.programme.event_templates import BEGINNINGS, Template
from events_service.programme.faults import Problem
from events_service.programme.finding import FoundEvent, list_events_of, list_projects, projects_by_key
from events_service.programme.records import Project
from events_service.web.i18n import countries, day_range, gettext, spoken
from events_service.web.pages import page

ADDRESS = "/organise/events/new"
COPY = "copy"
FIELDS = ("title", "where", "days.0", "days.1", "venue.name", "venue.city", "venue.country", "begin", "copy")


class NewEventPage(Struct, frozen=True, kw_only=True):
    """The form of a new event, as it was typed. `hosts` are the projects' partners that the account may prepare for."""

    projects: bool
    hosts: Sequence[Choice]
    templates: Sequence[Choice]
    copies: Sequence[Choice]
    countries: Sequence[Choice]
    typed: Mapping[str, str]
    faults: Mapping[str, str] = {}

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, in the order of the form."""
        return [(name, self.faults[name]) for name in sorted(self.faults, key=FIELDS.index)]


@get(ADDRESS, guards=[hosts_only])
async def new_event_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Ask what a new event is."""
    return await _show(request, database, {"begin": Template.WORKSHOP.value}, {})


@post(ADDRESS, guards=[hosts_only])
async def begin_event(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[Any]:
    """Save the draft and lead on to its forms, or show what hinders it. Raises UnknownEvent."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in FIELDS}
    async with database.reading() as session:
        projects = await projects_by_key(session)
    faults = {}
    if typed["begin"] == COPY and not typed["copy"]:
        faults["copy"] = gettext("Choose the event to copy.")
    if not faults:
        begun = await begin(database, _asked(typed, projects), request.user, now=clock.now())
        if begun.key is not None:
            return Redirect(f"/organise/events/{begun.key}/edit?done=begun", status_code=303)
        for problem in begun.problems:
            faults.setdefault(_field_of(problem), problem.message)
    return await _show(request, database, typed, faults)


def _asked(typed: Mapping[str, str], projects: Mapping[str, Project]) -> Asked:
    project, _, host = typed["where"].partition("/")
    languages = projects[project].languages if project in projects else []
    templates = {each.value: each for each in Template}
    return Asked(
        project=project,
        host=host,
        language=spoken() if spoken() in languages or not languages else languages[0],
        title=typed["title"],
        first_day=typed["days.0"],
        last_day=typed["days.1"],
        place=typed["venue.name"],
        city=typed["venue.city"],
        country=typed["venue.country"],
        template=None if typed["begin"] == COPY else templates.get(typed["begin"], Template.WORKSHOP),
        copy=typed["copy"] if typed["begin"] == COPY else None,
    )


def _field_of(problem: Problem) -> str:
    """Give the field of the form that a problem belongs to; what none of them says was taken from a copy."""
    path = [str(step) for step in problem.path]
    names = {"host": "where", "project": "where", "title": "title"}
    dotted = names.get(path[0], ".".join(path[:2]))
    return dotted if dotted in FIELDS else "begin"


async def _show(
    request: Request[Account, Any, Any], database: Database, typed: Mapping[str, str], faults: Mapping[str, str]
) -> Response[bytes]:
    async with database.reading() as session:
        projects = await list_projects(session)
        context = NewEventPage(
            projects=any(request.user.sees(project.key) for project in projects),
            hosts=hosts_of(projects, request.user),
            templates=[
                Choice(value=each.value, name=gettext(begins.name), note=gettext(begins.about))
                for each, begins in BEGINNINGS.items()
            ],
            copies=await _copies(session, request.user),
            countries=[Choice(value=code, name=name) for code, name in countries(spoken())],
            typed=typed,
            faults=faults,
        )
    status = 422 if faults else 200
    return page(request, "pages/organiser/new_event.html", context, title=gettext("New event"), status_code=status)


async def _copies(session: AsyncSession, account: Account) -> list[Choice]:
    """Give the events that can be copied, the latest first."""
    found: list[FoundEvent] = await list_events_of(session, account)
    return [
        Choice(value=each.event.key, name=f"{each.title.text}, {day_range(min(each.event.days), max(each.event.days))}")
        for each in reversed(found)
    ]


ROUTES = [new_event_page, begin_event]
