"""Addresses where organisers write an event's definition: as text, from a file, with every fault at its line."""

from datetime import date, datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import hosts_only, organisers_only
from events_service.access.records import Account
from events_service.attendance.vanished import list_vanished
from events_service.database import Database
from events_service.pages.organiser.sent import number_sent
from events_service.pages.organiser.versions import as_file
from events_service.pages.titles import titled
from events_service.programme.checks import DAY_KEY
from events_service.programme.define import Defined, Examined, define, examine, fault_at, proposed_host
from events_service.programme.export import export
from events_service.programme.faults import Fault, quoted
from events_service.programme.finding import FoundEvent, list_projects, projects_by_key
from events_service.programme.hints import with_hints
from events_service.programme.organising import read_working_event
from events_service.programme.records import Project
from events_service.programme.yaml_reading import SIZE_LIMIT
from events_service.web.bodies import LARGEST_BODY, take_at_most
from events_service.web.i18n import gettext, ngettext, number
from events_service.web.pages import page, render_text

AHEAD = timedelta(days=90)

LARGEST_DEFINITION = 3 * SIZE_LIMIT + LARGEST_BODY
"""Octets of a form with a definition: a letter beyond ASCII may take three times its own."""

LONGEST_EXCERPT = 500
"""Letters of a faulty line that are shown beside it."""


class PlacedFault(Struct, frozen=True, kw_only=True):
    """A fault with the line of the text that it stands on."""

    fault: Fault
    excerpt: str


class DefinitionPage(Struct, frozen=True, kw_only=True):
    """The text of a definition and what was found in it. `found` None: a new event. `version` is what was read."""

    found: FoundEvent | None
    text: str
    version: int | None
    faults: list[PlacedFault]
    warnings: list[PlacedFault]
    checked: bool = False
    overtaken: bool = False
    projects: list[Project] = []


class Starter(Struct, frozen=True, kw_only=True):
    """What the text of a new event begins with."""

    project: Project
    host: str
    day: date
    closes: date


class Sent(Struct, frozen=True, kw_only=True):
    """What a form brought: the text or the file, the version that it began from, and whether to save it."""

    content: bytes
    version: int | None
    save: bool

    @property
    def text(self) -> str:
        """The content for the text field; what is no UTF-8 is marked."""
        return self.content.decode("utf-8", errors="replace")


@get("/organise/events/new/definition", guards=[hosts_only])
async def new_event_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Offer a definition to begin with."""
    async with database.reading() as session:
        projects = [project for project in await list_projects(session) if request.user.sees(project.key)]
    text = _starter(projects[0], request.user, clock.now()) if projects else ""
    context = DefinitionPage(found=None, text=text, version=None, faults=[], warnings=[], projects=projects)
    return page(request, "pages/organiser/definition.html", context, title=gettext("New event"))


@post("/organise/events/new/definition", guards=[hosts_only], request_max_body_size=LARGEST_DEFINITION)
async def create_event(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[Any]:
    """Check a new event's definition, or save it."""
    return await _receive(request, database, None)


@get("/organise/events/{event:str}/definition", guards=[organisers_only])
async def definition_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show an event's definition as text, with what looks odd in its agenda."""
    found = await read_working_event(database, event, request.user)
    text = with_hints(export(found.event), found.project)
    examined = examine(text.encode(), {found.project.key: found.project}, request.user, event)
    examined = await _with_left_behind(request, database, text.encode(), examined)
    return _show(request, found, text, examined, found.version)


@post("/organise/events/{event:str}/definition", guards=[organisers_only], request_max_body_size=LARGEST_DEFINITION)
async def change_event(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Check a changed definition, or save it."""
    found = await read_working_event(database, event, request.user)
    return await _receive(request, database, found)


@get("/organise/events/{event:str}/definition.yaml", guards=[organisers_only])
async def definition_file(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send an event's definition as a file."""
    found = await read_working_event(database, event, request.user)
    return as_file(event, with_hints(export(found.event), found.project))


async def _receive(request: Request[Account, Any, Any], database: Database, found: FoundEvent | None) -> Response[Any]:
    sent = await sent_definition(request)
    key = found.event.key if found else None
    if sent.save:
        defined = await define(database, sent.content, request.user, key=key, version=sent.version, now=clock.now())
        if defined.saved and defined.examined.event:
            return Redirect(f"/organise/events/{defined.examined.event.key}/definition?done=saved", status_code=303)
    else:
        async with database.reading() as session:
            projects = await projects_by_key(session)
        defined = Defined(examined=examine(sent.content, projects, request.user, key), saved=False)
    examined = await _with_left_behind(request, database, sent.content, defined.examined)
    # Who was overtaken has been told now: saving again is meant.
    version = found.version if found and defined.overtaken else sent.version
    return _show(request, found, sent.text, examined, version, checked=True, overtaken=defined.overtaken)


async def _with_left_behind(
    request: Request[Account, Any, Any], database: Database, content: bytes, examined: Examined
) -> Examined:
    """Warn, too, of days and sessions where people were already and which the definition no longer has."""
    if examined.event is None:
        return examined
    async with database.reading() as session:
        left = await list_vanished(session, examined.event)
    warnings = [
        fault_at(
            content,
            "days" if DAY_KEY.fullmatch(point.checkpoint) else "sessions",
            ngettext(
                "{key} is not here any more, but {people} person was there; this does not count until it is back",
                "{key} is not here any more, but {people} people were there; this does not count until it is back",
                len(point.people),
            ).format(key=quoted(point.checkpoint), people=number(len(point.people))),
        )
        for point in left
    ]
    return replace(examined, warnings=(*examined.warnings, *warnings))


def _show(
    request: Request[Account, Any, Any],
    found: FoundEvent | None,
    text: str,
    examined: Examined,
    version: int | None,
    *,
    checked: bool = False,
    overtaken: bool = False,
) -> Response[bytes]:
    context = DefinitionPage(
        found=found,
        text=text,
        version=version,
        faults=placed(examined.faults, text),
        warnings=placed(examined.warnings, text),
        checked=checked,
        overtaken=overtaken,
    )
    title = titled(gettext("Definition"), found) if found else gettext("New event")
    refused = checked and (examined.faults or overtaken)
    return page(request, "pages/organiser/definition.html", context, title=title, status_code=422 if refused else 200)


def placed(faults: tuple[Fault, ...], text: str) -> list[PlacedFault]:
    """Put each fault beside the line of the text that it stands on."""
    lines = text.splitlines()
    return [
        PlacedFault(
            fault=fault, excerpt=lines[fault.line - 1].strip()[:LONGEST_EXCERPT] if fault.line <= len(lines) else ""
        )
        for fault in faults
    ]


async def sent_definition(request: Request[Any, Any, Any]) -> Sent:
    """Read a form that brings a definition, as text or as a file."""
    take_at_most(request, LARGEST_DEFINITION)
    form = await request.form()
    file = form.get("file")
    uploaded = await file.read() if isinstance(file, UploadFile) else b""
    # A browser sends a text field's lines with CR LF; the definition has the lines that were written.
    content = uploaded or str(form.get("definition", "")).replace("\r\n", "\n").encode()
    return Sent(
        content=content,
        version=number_sent(form, "version"),
        save=form.get("do", "save") == "save",
    )


def _starter(project: Project, account: Account, now: datetime) -> str:
    day = (now + AHEAD).date()
    starter = Starter(project=project, host=proposed_host(project, account), day=day, closes=day - timedelta(days=7))
    return with_hints(render_text("definitions/new-event.yaml", starter).lstrip(), project)


ROUTES = [
    new_event_page,
    create_event,
    definition_page,
    change_event,
    definition_file,
]
