"""Addresses of one of an event's speakers: their form, and whether they come."""

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
from events_service.pages.organiser.edit_look import LARGEST_FORM, with_sent_picture
from events_service.pages.organiser.sent import number_sent
from events_service.pages.organiser.speaker_form import LABELS, contact_fault, field_of, fields_of, typed_in, typed_of
from events_service.pages.organiser.speakers import base_of, saved_speakers
from events_service.pages.shown_pictures import ShownPicture, find_picture
from events_service.pages.titles import titled
from events_service.programme.changing import Changed, change
from events_service.programme.faults import Problem
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event, read_organised_event
from events_service.programme.record_checks import read_record
from events_service.programme.records import Event, EventSpeaker, Session
from events_service.programme.speaker_steps import (
    NEW,
    get_speaker,
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

PICTURE = "picture.file"


class SpeakerPage(Struct, frozen=True, kw_only=True):
    """The form of a speaker; `key` is NEW for one that there is not yet, `version` what the form began from.

    `link` is their personal one once they were asked, `state` where their coming stands, `shown` their picture.
    """

    found: FoundEvent
    base: str
    key: str
    asked: AskedSpeaker | None
    shown: ShownPicture | None
    state: State
    state_name: str
    link: str
    languages: Sequence[Choice]
    version: int
    typed: Mapping[str, str]
    countries: Sequence[Choice]
    sessions: Sequence[Session]
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()
    refused: Sequence[str] = ()


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
    return Redirect(f"{base_of(event)}/{speaker}?done={do}#link", status_code=303)


@post(
    "/organise/events/{event:str}/speakers/{speaker:str}",
    guards=[organisers_only],
    request_max_body_size=LARGEST_FORM,
)
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
    before = _person(began, speaker)
    sent, picture_faults = await with_sent_picture(database, settings, event, request.user, form)
    typed = typed_in(form) | sent
    async with database.reading() as session:
        picture = await find_picture(session, found.event, before.picture if before else None)
    show = partial(_show, request, settings, found, speaker, asked.get(speaker), picture)
    removes = form.get("do") == "take_out" and before is not None
    wanted = asdict(without_speaker(began, speaker) if removes else began)
    if not removes:
        wanted["speakers"] = _with(began, before, fields_of(typed, before, began, found.project))
    read = read_record(wanted, {found.project.key: found.project})
    faults = {} if removes else contact_fault(typed) | picture_faults
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
    return saved_speakers(event, found, changed, "removed" if removes else "saved")


def _with(event: Event, before: EventSpeaker | None, fields: dict[str, Any]) -> list[Any]:
    if before is None:
        return [*event.speakers, fields]
    return [fields if each is before else each for each in event.speakers]


def _overtaken(changed: Changed) -> list[str]:
    return hindrances(changed) if changed.conflicts else []


def _person(event: Event, key: str) -> EventSpeaker | None:
    """Give a speaker of an event, None for a new one. Raises NoSuchSpeaker."""
    return None if key == NEW else get_speaker(event, key)


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
        person = _person(found.event, key)
        picture = await find_picture(session, found.event, person.picture if person else None)
    typed = typed_of(person, found.project, asked)
    return _show(request, settings, found, key, asked, picture, typed, version=found.version, refused=refused)


def _show(
    request: Request[Account, Any, Any],
    settings: Settings,
    found: FoundEvent,
    key: str,
    asked: AskedSpeaker | None,
    picture: ShownPicture | None,
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
        base=base_of(found.event.key),
        key=key,
        asked=asked,
        shown=picture if picture and picture.file == typed["picture.file"] else None,
        state=state,
        state_name=state_name(state),
        link=speaker_link(settings.base_url, settings.secret_key, asked.id) if asked and asked.asked_at else "",
        languages=[Choice(value=code, name=language_name(code)) for code in languages_of_mails(found.project)],
        version=version,
        typed=typed,
        countries=[Choice(value=code, name=name) for code, name in countries(spoken())],
        sessions=sessions_with(found.event, key),
        faults=faults,
        fault_links=[
            (name, f"{gettext(LABELS.get(name, LABELS[PICTURE]))}: {sentence}") for name, sentence in faults.items()
        ],
        refused=refused,
    )
    status = 422 if faults else 409 if refused else 200
    title = titled(typed["name"] or gettext("Add a speaker"), found)
    return page(request, "pages/organiser/speaker.html", context, title=title, status_code=status)


ROUTES = [speaker_page, save_speaker, ask_speaker]
