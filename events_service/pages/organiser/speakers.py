"""Addresses where organisers keep the speakers of an event: the list with their sessions, and the form of one."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import asdict

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.agenda import hindrances
from events_service.pages.organiser.sent import number_sent
from events_service.pages.organiser.speaker_form import LABELS, contact_fault, field_of, fields_of, typed_in, typed_of
from events_service.pages.titles import titled
from events_service.programme.changing import Changed, change, undo
from events_service.programme.faults import Problem
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event, read_organised_event
from events_service.programme.record_checks import read_record
from events_service.programme.records import Event, EventSpeaker, Session
from events_service.programme.speaker_steps import (
    NEW,
    NamedInSessions,
    Who,
    get_speaker,
    kept_as_people,
    moved_speaker,
    named_in_sessions,
    without_speaker,
)
from events_service.programme.speakers import sessions_with
from events_service.programme.translations import languages_of_mails
from events_service.programme.versions import get_begun
from events_service.settings import Settings
from events_service.speakers.accepting import accept, set_aside
from events_service.speakers.asking import ask, keep_contact
from events_service.speakers.finding import list_asked
from events_service.speakers.links import speaker_link
from events_service.speakers.records import AskedSpeaker, Contact, State, schedule_of, state_name, state_of
from events_service.speakers.records import Who as AskedWho
from events_service.speakers.refusals import NoAddress, NothingProposed, NothingToConfirm
from events_service.web.errors import NotFound
from events_service.web.i18n import countries, gettext, language_name, spoken
from events_service.web.pages import page

DONE = ("saved", "removed", "moved", "kept", "undone")


class Row(Struct, frozen=True, kw_only=True):
    """One of the event's speakers in the list, with the sessions they speak in, and whether they come."""

    person: EventSpeaker
    sessions: Sequence[Session]
    asked: AskedSpeaker | None
    state: State
    state_name: str


class SpeakersPage(Struct, frozen=True, kw_only=True):
    """The event's speakers in their order, and whom sessions name themselves.

    `done` is what was done last, `undoable` the version that it made; None where there is nothing to undo.
    """

    found: FoundEvent
    base: str
    rows: Sequence[Row]
    others: Sequence[NamedInSessions]
    done: str
    undoable: int | None
    refused: Sequence[str]


class SpeakerPage(Struct, frozen=True, kw_only=True):
    """The form of a speaker; `key` is NEW for one that there is not yet, `version` what the form began from.

    `link` is their personal one once they were asked, `state` where their coming stands.
    """

    found: FoundEvent
    base: str
    key: str
    asked: AskedSpeaker | None
    state: State
    state_name: str
    link: str
    languages: Sequence[Choice]
    done: str
    version: int
    typed: Mapping[str, str]
    countries: Sequence[Choice]
    sessions: Sequence[Session]
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()
    refused: Sequence[str] = ()


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
        return _saved(event, found, changed, done)
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


@get("/organise/events/{event:str}/speakers/{speaker:str}", guards=[organisers_only])
async def speaker_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    speaker: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a speaker as a form, or an empty one for a new one. Raises NoSuchSpeaker."""
    return await _one(request, database, settings, event, speaker)


@post("/organise/events/{event:str}/speakers/{speaker:str}/asked", guards=[organisers_only])
async def ask_speaker(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    speaker: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Ask a speaker by mail or by a link to copy, or decide on what they propose to write of them.

    Raises NoSuchSpeaker, NothingProposed, and NotFound for what is none of these.
    """
    do, account, now = str((await request.form()).get("do", "")), request.user, clock.now()
    who = AskedWho(event=event, key=speaker)
    await read_organised_event(database, event, account)
    refused: Sequence[str] = ()
    try:
        match do:
            case "mail" | "link":
                await ask(database, settings, who, account, by_mail=do == "mail", now=now)
            case "accept":
                refused = hindrances(await accept(database, who, account, now=now))
            case "set_aside":
                await set_aside(database, who, account, now=now)
            case _:
                raise NotFound
    except (NoAddress, NothingToConfirm, NothingProposed) as refusal:
        refused = [refusal.sentence()]
    if refused:
        return await _one(request, database, settings, event, speaker, refused)
    return Redirect(f"{_base(event)}/{speaker}?done={do}#link", status_code=303)


@post("/organise/events/{event:str}/speakers/{speaker:str}", guards=[organisers_only])
async def save_speaker(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    speaker: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Save a speaker, take them out, or show the form again with what hinders that. Raises NoSuchSpeaker, NotFound."""
    form = await request.form()
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        version = number_sent(form, "version") or found.version
        began = await get_begun(session, found, version)
        asked = await list_asked(session, event)
    show = partial(_show, request, settings, found, speaker, asked.get(speaker))
    before, typed = _person(began, speaker), typed_in(form)
    removes = form.get("do") == "remove" and before is not None
    wanted = asdict(without_speaker(began, speaker) if removes else began)
    if not removes:
        wanted["speakers"] = _with(began, before, fields_of(typed, before, began, found.project))
    read = read_record(wanted, {found.project.key: found.project})
    faults = {} if removes else contact_fault(typed)
    if read.problems or read.event is None or faults:
        return show(typed, version=version, faults=faults, problems=read.problems)
    changed = await change(database, event, request.user, version=version, changed=read.event, now=clock.now())
    if not changed.saved:
        newest, refused = changed.version or version, _overtaken(changed)
        return show(typed, version=newest, problems=changed.problems, refused=refused)
    if not removes:
        key = speaker if before else changed.event.speakers[-1].key
        contact = Contact(email=typed["email"], language=typed["language"])
        if key in asked or contact.email:
            await keep_contact(database, AskedWho(event=event, key=key), request.user, contact, now=clock.now())
    return _saved(event, found, changed, "removed" if removes else "saved")


def _saved(event: str, found: FoundEvent, changed: Changed, done: str) -> Redirect:
    """Lead back to the list, which offers to undo what is a version of its own."""
    undoable = f"&version={changed.version}" if changed.version != found.version and done != "undone" else ""
    return Redirect(f"{_base(event)}?done={done}{undoable}", status_code=303)


def _with(event: Event, before: EventSpeaker | None, fields: dict[str, Any]) -> list[Any]:
    if before is None:
        return [*event.speakers, fields]
    return [fields if each is before else each for each in event.speakers]


def _overtaken(changed: Changed) -> list[str]:
    return hindrances(changed) if changed.conflicts else []


def _person(event: Event, key: str) -> EventSpeaker | None:
    """Give a speaker of an event, None for a new one. Raises NoSuchSpeaker."""
    return None if key == NEW else get_speaker(event, key)


async def _list(
    request: Request[Account, Any, Any], database: Database, event: str, refused: Sequence[str] = ()
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        asked = await list_asked(session, event)
    done = request.query_params.get("done", "")
    context = SpeakersPage(
        found=found,
        base=_base(event),
        rows=[_row(found, each, asked.get(each.key)) for each in found.event.speakers],
        others=named_in_sessions(found.event),
        done=done if done in DONE and not refused else "",
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


async def _one(
    request: Request[Account, Any, Any],
    database: Database,
    settings: Settings,
    event: str,
    key: str,
    refused: Sequence[str] = (),
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        asked = (await list_asked(session, event)).get(key)
    typed = typed_of(_person(found.event, key), found.project, asked)
    return _show(request, settings, found, key, asked, typed, version=found.version, refused=refused)


def _show(
    request: Request[Account, Any, Any],
    settings: Settings,
    found: FoundEvent,
    key: str,
    asked: AskedSpeaker | None,
    typed: Mapping[str, str],
    *,
    version: int,
    faults: Mapping[str, str] = {},
    problems: Sequence[Problem] = (),
    refused: Sequence[str] = (),
) -> Response[bytes]:
    faults = dict(faults)
    state = state_of(asked, schedule_of(found, key))
    for problem in problems:
        faults.setdefault(field_of(problem), problem.message)
    context = SpeakerPage(
        found=found,
        base=_base(found.event.key),
        key=key,
        asked=asked,
        state=state,
        state_name=state_name(state),
        link=speaker_link(settings.base_url, settings.secret_key, asked.id) if asked and asked.asked_at else "",
        languages=[Choice(value=code, name=language_name(code)) for code in languages_of_mails(found.project)],
        done=request.query_params.get("done", ""),
        version=version,
        typed=typed,
        countries=[Choice(value=code, name=name) for code, name in countries(spoken())],
        sessions=sessions_with(found.event, key),
        faults=faults,
        fault_links=[(name, f"{gettext(LABELS[name])}: {sentence}") for name, sentence in faults.items()],
        refused=refused,
    )
    status = 422 if faults else 409 if refused else 200
    title = titled(typed["name"] or gettext("Add a speaker"), found)
    return page(request, "pages/organiser/speaker.html", context, title=title, status_code=status)


def _base(event: str) -> str:
    return f"/organise/events/{event}/speakers"


ROUTES = [speakers_page, change_speakers, speaker_page, save_speaker, ask_speaker]
