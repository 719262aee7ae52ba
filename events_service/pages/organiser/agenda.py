"""Addresses where organisers change an agenda step by step: its sessions by day, what looks odd, and undo."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from typing import Annotated, Any

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct, to_builtins

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import LARGEST_INTEGER, Database
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.agenda import AgendaDay, agenda
from events_service.programme.agenda_changes import conflicts_in_words, differences
from events_service.programme.agenda_grid import GridSession, columns, on_grid
from events_service.programme.agenda_steps import Deed, Minutes, Step, take
from events_service.programme.changing import Changed
from events_service.programme.define import put_back
from events_service.programme.editing import AgendaRefusal, told_sessions
from events_service.programme.faults import Problem
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import (
    get_organised_event,
    get_working_event,
    read_organised_event,
    with_working_version,
)
from events_service.programme.records import Event, EventStatus, LocalTime
from events_service.programme.versions import get_version
from events_service.programme.words import in_language
from events_service.registrations.surroundings import warnings_of
from events_service.web.decoding import convert, decode_json
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, long_day, spoken
from events_service.web.pages import page


class SessionWarning(Struct, frozen=True, kw_only=True):
    """What looks odd; `session` is the key of the one it belongs to, empty for the whole event."""

    session: str
    title: str
    message: str


UNDO = "undo"
"""What the time grid may ask for beside a deed."""


class SentStep(Struct, frozen=True, kw_only=True):
    """A step that the time grid sends, from the `version` that it shows; `do` is a deed, or UNDO.

    `to_room`: it goes to the room of the name `room`, or to none.
    """

    version: Annotated[int, Meta(ge=1, le=LARGEST_INTEGER)]
    do: str
    session: str = ""
    minutes: Minutes = 0
    start: LocalTime | None = None
    end: LocalTime | None = None
    to_room: bool = False
    room: Annotated[str, Meta(max_length=20_000)] = ""


class AgendaPage(Struct, frozen=True, kw_only=True):
    """An agenda to be changed. `told` is what the last change did, `refused` why another one was not made.

    `known` are the keys of the sessions that readers know: those are cancelled, the others are taken out, too.
    """

    found: FoundEvent
    days: list[AgendaDay]
    warnings: list[SessionWarning]
    told: list[str]
    refused: list[str]
    known: frozenset[str]

    def odd(self, session: str) -> list[str]:
        """Say what looks odd in a session."""
        return [each.message for each in self.warnings if each.session == session]

    @property
    def draft(self) -> bool:
        """Whether nobody but organisers knows the agenda: then sessions are taken out, else cancelled."""
        return self.found.event.status is EventStatus.DRAFT

    @property
    def first_moment(self) -> datetime:
        """When the zone's name is looked at: summer has another one than winter."""
        return datetime.combine(min(self.found.event.days), time(12))

    @property
    def grid(self) -> dict[str, Any]:
        """What the time grid starts from."""
        words = {
            "place": gettext("{session}: {day}, {from}–{to}"),
            "place_in_room": gettext("{session}: {day}, {from}–{to}, {room}"),
            "no_room": gettext("no room"),
            "odd": gettext("looks odd: {number}"),
            "saved": gettext("Saved"),
            "refused": gettext("Nothing was changed"),
            "offline": gettext("The change could not be sent. Load the page anew, and make it again."),
        }
        return {
            "address": f"/organise/events/{self.found.event.key}/agenda",
            "version": self.found.version,
            "days": [{"day": f"{day.day}", "name": long_day(day.day)} for day in self.days],
            "rooms": to_builtins(columns(self.found.event)),
            "sessions": to_builtins(on_grid(self.found.event, spoken(), _odd_by_session(self.warnings))),
            "words": words,
        }


class StepAnswer(Struct, frozen=True, kw_only=True):
    """What became of a step in the time grid: what it did or why not, and the agenda as it is saved now."""

    version: int
    told: list[str]
    refused: list[str]
    sessions: list[GridSession]


@get("/organise/events/{event:str}/agenda", guards=[organisers_only])
async def agenda_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the agenda with what may be done to each session; with ?version= what the last change did."""
    return await _show(request, database, event, saved=number_sent(request.query_params, "version"))


@post("/organise/events/{event:str}/agenda", guards=[organisers_only])
async def change_agenda_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Take one step: `do` with the `session`, by so many `minutes` where it moves. Raises NotFound."""
    form = await request.form()
    minutes = number_sent(form, "minutes") or 0
    step = Step(
        do=_deed(str(form.get("do", ""))),
        session=str(form.get("session", "")),
        minutes=-minutes if form.get("earlier") else minutes,
    )
    version = number_sent(form, "version") or 0
    try:
        changed = await take(database, event, request.user, version=version, step=step, now=clock.now())
    except AgendaRefusal as refusal:
        return await _show(request, database, event, refused=[refusal.sentence()])
    if changed.saved:
        return saved_agenda(event, changed, step.session)
    return await _show(request, database, event, refused=hindrances(changed))


@post("/organise/events/{event:str}/agenda/step", guards=[organisers_only], status_code=200)
async def change_agenda_in_grid(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[StepAnswer]:
    """Take one step that the time grid sends, or undo the last one; conflicts are told in words.

    Raises FaultyFields, NoSuchSession, NotFound.
    """
    await read_organised_event(database, event, request.user)
    sent = convert(decode_json(await request.body()), SentStep, {})
    refused = await _step_in_grid(database, event, request.user, sent)
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        before = None if refused else await get_version(session, event, max(found.version - 1, 1))
        warned = await warnings_of(session, found, request.user, clock.now())
    answer = StepAnswer(
        version=found.version,
        told=[] if before is None else differences(before, found.event),
        refused=refused,
        sessions=on_grid(found.event, spoken(), _odd_by_session([warning_of(each, found.event) for each in warned])),
    )
    return Response(answer, media_type=MediaType.JSON, status_code=409 if refused else 200)


def _odd_by_session(warnings: Iterable[SessionWarning]) -> dict[str, int]:
    """Count what looks odd in each session."""
    return Counter(each.session for each in warnings)


def _deed(named: str) -> Deed:
    try:
        return Deed(named)
    except ValueError:
        raise NotFound from None


async def _step_in_grid(database: Database, event: str, account: Account, sent: SentStep) -> list[str]:
    """Take a step and give what hinders it."""
    if sent.do == UNDO:
        return await _undo(database, event, account, sent.version)
    step = Step(
        do=_deed(sent.do),
        session=sent.session,
        minutes=sent.minutes,
        start=sent.start,
        end=sent.end,
        room=sent.room if sent.to_room else None,
    )
    try:
        changed = await take(database, event, account, version=sent.version, step=step, now=clock.now())
    except AgendaRefusal as refusal:
        return [refusal.sentence()]
    return hindrances(changed)


@post("/organise/events/{event:str}/agenda/undo", guards=[organisers_only])
async def undo_agenda_change(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Put back what was before the version that was shown, unless somebody has changed the event since."""
    version = number_sent(await request.form(), "version") or 0
    await read_organised_event(database, event, request.user)
    if refused := await _undo(database, event, request.user, version):
        return await _show(request, database, event, refused=refused)
    return Redirect(f"/organise/events/{event}/agenda?done=undone&version={version + 1}", status_code=303)


async def _undo(database: Database, event: str, account: Account, version: int) -> list[str]:
    """Put back what was before a version, and give what hinders it."""
    put = await put_back(database, event, version - 1, account, version=version, now=clock.now())
    if put.overtaken:
        return [gettext("Somebody changed this event since. Nothing was undone: below stands what is saved now.")]
    return [fault.message for fault in put.examined.faults]


def saved_agenda(event: str, changed: Changed, session: str = "") -> Redirect:
    """Lead back to the agenda, which says what was saved, at the session that it was about."""
    anchor = f"#session-{session}" if any(each.key == session for each in changed.event.sessions) else ""
    return Redirect(f"/organise/events/{event}/agenda?done=saved&version={changed.version}{anchor}", status_code=303)


def hindrances(changed: Changed) -> list[str]:
    """Say why a change was not saved."""
    return [
        *conflicts_in_words(changed.conflicts, changed.event),
        *(_with_session(problem, changed.event) for problem in changed.problems),
    ]


def _with_session(problem: Problem, event: Event) -> str:
    title = warning_of(problem, event).title
    return f"{title}: {problem.message}" if title else problem.message


def warning_of(problem: Problem, event: Event) -> SessionWarning:
    """Put a problem beside the session that its path leads to."""
    match problem.path:
        case ("sessions", int(place), *_) if place < len(event.sessions):
            session = event.sessions[place]
            title = in_language(session.title, spoken())
            return SessionWarning(session=session.key, title=title, message=problem.message)
    return SessionWarning(session="", title="", message=problem.message)


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    event: str,
    *,
    saved: int | None = None,
    refused: list[str] | None = None,
) -> Response[bytes]:
    async with database.reading() as session:
        released = await get_organised_event(session, event, request.user)
        found = await with_working_version(session, released)
        shown = saved is not None and 1 < saved == found.version
        before = await get_version(session, event, found.version - 1) if shown else None
        warned = await warnings_of(session, found, request.user, clock.now())
    context = AgendaPage(
        found=found,
        days=agenda(found, spoken()),
        warnings=[warning_of(each, found.event) for each in warned],
        told=[] if before is None else differences(before, found.event),
        refused=refused or [],
        known=told_sessions(released.event),
    )
    title = titled(gettext("Agenda"), found)
    return page(request, "pages/organiser/agenda.html", context, title=title, status_code=422 if refused else 200)


ROUTES = [agenda_page, change_agenda_by_form, change_agenda_in_grid, undo_agenda_change]
