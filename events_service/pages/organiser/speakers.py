"""Addresses where organisers keep the speakers of an event: the list with their sessions, and what its buttons do."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.agenda import hindrances
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.changing import Changed, change, undo
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event
from events_service.programme.records import Event, EventSpeaker, Session
from events_service.programme.speaker_steps import (
    NamedInSessions,
    Who,
    kept_as_people,
    moved_speaker,
    named_in_sessions,
)
from events_service.programme.speakers import sessions_with
from events_service.programme.versions import get_begun
from events_service.speakers.finding import list_asked
from events_service.speakers.records import AskedSpeaker, State, schedule_of, state_name, state_of
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext
from events_service.web.pages import page


class Row(Struct, frozen=True, kw_only=True):
    """One of the event's speakers in the list, with the sessions they speak in, and whether they come."""

    person: EventSpeaker
    sessions: Sequence[Session]
    asked: AskedSpeaker | None
    state: State
    state_name: str


class SpeakersPage(Struct, frozen=True, kw_only=True):
    """The event's speakers in their order, and whom sessions name themselves.

    `undoable` is the version that what was done last made; None where there is nothing to undo.
    """

    found: FoundEvent
    base: str
    rows: Sequence[Row]
    others: Sequence[NamedInSessions]
    undoable: int | None
    refused: Sequence[str]


@get("/organise/events/{event:str}/speakers", guards=[organisers_only])
async def speakers_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the speakers of an event."""
    return await _list(request, database, event)


@post("/organise/events/{event:str}/speakers", guards=[organisers_only])
async def change_speakers(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Keep somebody whom sessions name as a person, move one up or down, or undo what was done last.

    Raises NoSuchSpeaker, and NotFound for what is none of these or a version that never was.
    """
    form = await request.form()
    version, do = number_sent(form, "version") or 0, str(form.get("do", ""))
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        began = await get_begun(session, found, version)
    if do == "undo":
        changed, done = await undo(database, event, version, request.user, now=clock.now()), "undone"
    else:
        wanted, done = _wanted(began, do, form)
        changed = await change(database, event, request.user, version=version, changed=wanted, now=clock.now())
    if changed.saved:
        return saved_speakers(event, found, changed, done)
    return await _list(request, database, event, refused=hindrances(changed))


def _wanted(event: Event, do: str, form: Mapping[str, Any]) -> tuple[Event, str]:
    """Give the event after a button of the list, and what that was. Raises NoSuchSpeaker, NotFound."""
    speaker, name = str(form.get("speaker", "")), str(form.get("name", ""))
    match do:
        case "keep" if name:
            who = Who(name=name, organisation=str(form.get("organisation", "")) or None)
            return kept_as_people(event, [who]), "kept"
        case "up" | "down":
            return moved_speaker(event, speaker, -1 if do == "up" else 1), "moved"
    raise NotFound


def saved_speakers(event: str, found: FoundEvent, changed: Changed, done: str) -> Redirect:
    """Lead back to the list, which offers to undo what is a version of its own."""
    undoable = f"&version={changed.version}" if changed.version != found.version and done != "undone" else ""
    return Redirect(f"{base_of(event)}?done={done}{undoable}", status_code=303)


async def _list(
    request: Request[Account, Any, Any], database: Database, event: str, refused: Sequence[str] = ()
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        asked = await list_asked(session, event)
    context = SpeakersPage(
        found=found,
        base=base_of(event),
        rows=[_row(found, each, asked.get(each.key)) for each in found.event.speakers],
        others=named_in_sessions(found.event),
        undoable=number_sent(request.query_params, "version"),
        refused=refused,
    )
    title = titled(gettext("Speakers"), found)
    return page(request, "pages/organiser/speakers.html", context, title=title, status_code=409 if refused else 200)


def _row(found: FoundEvent, person: EventSpeaker, asked: AskedSpeaker | None) -> Row:
    state = state_of(asked, schedule_of(found, person.key))
    return Row(
        person=person,
        sessions=sessions_with(found.event, person.key),
        asked=asked,
        state=state,
        state_name=state_name(state),
    )


def base_of(event: str) -> str:
    return f"/organise/events/{event}/speakers"


ROUTES = [speakers_page, change_speakers]
