"""Addresses where organisers take an agenda in that another program made: a preview first, then a draft event."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.calendars.importing import (
    Agenda,
    NotADraft,
    UnreadableCalendar,
    agenda_of,
    into_draft,
    new_draft,
    read_calendar,
    zone_of,
)
from events_service.calendars.received.reading import LeftOut, ReceivedCalendar
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.country_zones import zone_of_country
from events_service.programme.define import Examined, examine, proposed_host
from events_service.programme.export import export
from events_service.programme.finding import FoundEvent, list_events_of, list_projects
from events_service.programme.labels import kind_name
from events_service.programme.organising import organises
from events_service.programme.records import Event, EventStatus, Project
from events_service.programme.words import in_language
from events_service.web.bodies import LARGEST_UPLOAD
from events_service.web.i18n import gettext, spoken, zone_name
from events_service.web.pages import page

ADDRESS = "/organise/agenda-import"


class Line(Struct, frozen=True, kw_only=True):
    """A session that would come in, in the reader's language; times are local to the event."""

    title: str
    kind: str
    start: datetime
    end: datetime
    room: str


class Taken(Struct, frozen=True, kw_only=True):
    """What would come in: the definition that it makes, and what is to be looked at before it is saved."""

    sessions: list[Line]
    skipped: list[LeftOut]
    examined: Examined
    definition: str
    zone: str
    zone_guessed: bool


class ImportPage(Struct, frozen=True, kw_only=True):
    """The form, then what a file would bring. `into` is the key of a draft, or a project's after "new:"."""

    drafts: list[FoundEvent]
    projects: list[Project]
    into: str
    add: bool = False
    fault: str = ""
    taken: Taken | None = None
    chosen: FoundEvent | None = None

    @property
    def action(self) -> str:
        """Where the previewed definition is saved."""
        return (
            f"/organise/events/{self.chosen.event.key}/definition" if self.chosen else "/organise/events/new/definition"
        )


@get(ADDRESS, guards=[organisers_only])
async def import_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Ask for the file and for where it goes; ?event= chooses a draft."""
    async with database.reading() as session:
        context = await _form(session, request.user, request.query_params.get("event", ""))
    return _shown(request, context)


@post(ADDRESS, guards=[organisers_only], status_code=200, request_max_body_size=LARGEST_UPLOAD)
async def preview_import(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show what a file would bring, without saving anything."""
    form = await request.form()
    file = form.get("file")
    octets = await file.read() if isinstance(file, UploadFile) else b""
    async with database.reading() as session:
        context = await _form(session, request.user, str(form.get("into", "")), add=form.get("how") == "add")
    try:
        if not octets:
            raise UnreadableCalendar(gettext("Choose a file first."))
        calendar = await read_calendar(octets)
        return _shown(request, await asyncio.to_thread(_previewed, context, calendar, request.user))
    except (UnreadableCalendar, NotADraft) as refusal:
        return _shown(request, replace(context, fault=str(refusal)), 422)


async def _form(session: AsyncSession, account: Account, into: str, *, add: bool = False) -> ImportPage:
    own = [one for one in await list_events_of(session, account) if organises(account, one.event)]
    return ImportPage(
        drafts=[one for one in own if one.event.status is EventStatus.DRAFT],
        projects=[project for project in await list_projects(session) if account.sees(project.key)],
        into=into,
        add=add,
        chosen=next((one for one in own if one.event.key == into), None),
    )


def _previewed(context: ImportPage, calendar: ReceivedCalendar, account: Account) -> ImportPage:
    """Take a calendar into the chosen draft, or into a new one. Raises UnreadableCalendar, NotADraft."""
    projects = {project.key: project for project in context.projects}
    if context.chosen is not None:
        agenda = agenda_of(calendar, context.chosen.event.timezone)
        event = into_draft(context.chosen.event, agenda, add=context.add)
        return replace(context, taken=_taken(event, agenda, projects, account, event.key))
    project = projects.get(context.into.removeprefix("new:"))
    if project is None:
        raise UnreadableCalendar(gettext("Choose where the agenda goes."))
    host = proposed_host(project, account)
    named = zone_of(calendar)
    zone = named or zone_of_country(next(each.country for each in project.partners if each.key == host)) or "UTC"
    agenda = agenda_of(calendar, zone)
    event = new_draft(project, host, zone, agenda)
    return replace(context, taken=_taken(event, agenda, projects, account, None, guessed=named is None))


def _taken(
    event: Event,
    agenda: Agenda,
    projects: Mapping[str, Project],
    account: Account,
    key: str | None,
    *,
    guessed: bool = False,
) -> Taken:
    definition = export(event)
    return Taken(
        sessions=[
            Line(
                title=in_language(session.title, spoken()),
                kind=kind_name(session.kind),
                start=session.start,
                end=session.end,
                room=in_language(session.room, spoken()) if session.room else "",
            )
            for session in agenda.sessions
        ],
        skipped=list(agenda.skipped),
        examined=examine(definition.encode(), projects, account, key),
        definition=definition,
        zone=zone_name(event.timezone, datetime.combine(min(event.days), time(12))),
        zone_guessed=guessed,
    )


def _shown(request: Request[Any, Any, Any], context: ImportPage, status_code: int = 200) -> Response[bytes]:
    title = gettext("Take in an agenda")
    title = titled(title, context.chosen) if context.chosen else title
    return page(request, "pages/organiser/agenda_import.html", context, title=title, status_code=status_code)


ROUTES = [import_page, preview_import]
