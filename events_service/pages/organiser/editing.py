"""Addresses where organisers change an event on forms, each part on its own; the first one shows all parts.

A sent form is laid over the version that it began from; what others saved meanwhile stays, but for a field that both
changed: then both values are shown, and saving again means the own one.
"""

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
from events_service.pages.organiser.edit_basics import BASICS, share_fault
from events_service.pages.organiser.edit_faults import Both, both_of, field_of, label_of
from events_service.pages.organiser.edit_letters import LETTERS
from events_service.pages.organiser.edit_look import (
    LARGEST_FORM,
    LOOK,
    image_fault,
    put_back,
    removed_by,
    shown_by_field,
    with_sent_pictures,
)
from events_service.pages.organiser.edit_offered import Offered, offered
from events_service.pages.organiser.edit_parts import Part, Typed, rows_in
from events_service.pages.organiser.edit_place import PLACE, map_fault
from events_service.pages.organiser.edit_questions import QUESTIONS, rearranged, two_questions
from events_service.pages.organiser.edit_registration import REGISTRATION
from events_service.pages.organiser.edit_texts import LANGUAGE_OF, TEXTS
from events_service.pages.organiser.letter_preview import BesideLetters, beside_letters
from events_service.pages.organiser.readers import readers_at
from events_service.pages.organiser.sent import number_sent, text_sent
from events_service.pages.shown_pictures import ShownPicture
from events_service.pages.titles import titled
from events_service.programme.changing import Changed, change
from events_service.programme.faults import Problem
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event
from events_service.programme.readiness import Gap, gaps
from events_service.programme.record_checks import read_record
from events_service.programme.records import Event
from events_service.programme.versions import get_begun, get_version
from events_service.registrations.surroundings import warnings_of
from events_service.settings import Settings
from events_service.web.bodies import LARGEST_BODY, take_at_most
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext
from events_service.web.pages import page

PARTS = {part.key: part for part in (BASICS, PLACE, TEXTS, LOOK, REGISTRATION, QUESTIONS, LETTERS)}


class EditPage(Struct, frozen=True, kw_only=True):
    """A part of an event as a form. `version` is what it began from, `offered` what there is to choose.

    `odd` counts what looks odd in the event as it is saved. `shown` are the pictures that it has, by their fields;
    `removed` is the field of one that was taken out just now, and `before` the version that had it.
    """

    found: FoundEvent
    part: Part
    version: int
    typed: Typed
    offered: Offered
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()
    both: Sequence[Both] = ()
    odd: int = 0
    shown: Mapping[str, ShownPicture] = {}
    before: int | None = None
    removed: str = ""
    letters: BesideLetters | None = None

    def rows(self, name: str) -> int:
        """Count the rows of a list that are filled in."""
        return rows_in(self.typed, name)


class PartsPage(Struct, frozen=True, kw_only=True):
    """All parts of an event, and what participants would miss as it stands."""

    found: FoundEvent
    parts: Sequence[Part]
    gaps: Sequence[Gap]


@get("/organise/events/{event:str}/edit", guards=[organisers_only])
async def parts_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the parts of an event that can be changed, and what is missing."""
    now = clock.now()
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        warned = await warnings_of(session, found, request.user, now)
    context = PartsPage(
        found=found,
        parts=list(PARTS.values()),
        gaps=gaps(found, now, len(warned)),
    )
    return page(request, "pages/organiser/edit/parts.html", context, title=titled(gettext("Edit the event"), found))


@get("/organise/events/{event:str}/edit/{part:str}", guards=[organisers_only])
async def edit_page(
    request: Request[Account, Any, Any], event: FromPath[str], part: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show a part of an event as a form. Raises NotFound."""
    chosen = _part(part)
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        warned = await warnings_of(session, found, request.user, clock.now())
        shown = await shown_by_field(session, found.event) if chosen is LOOK else {}
        letters = beside_letters(found, await readers_at(session, event)) if chosen is LETTERS else None
    typed = chosen.typed(found.event, found.project) | {LANGUAGE_OF: request.query_params.get(LANGUAGE_OF, "")}
    before, removed = number_sent(request.query_params, "before"), request.query_params.get("removed", "")
    return _show(
        request, chosen, found, typed, odd=len(warned), shown=shown, before=before, removed=removed, letters=letters
    )


@post("/organise/events/{event:str}/edit/{part:str}", guards=[organisers_only], request_max_body_size=LARGEST_FORM)
async def save_part(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    part: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Save a part of an event, or show its form again with what hinders that. Raises NotFound."""
    chosen, faults = _part(part), dict[str, str]()
    if chosen is not LOOK:
        take_at_most(request, LARGEST_BODY)
    form = await request.form()
    typed = {name: text_sent(form, name) for name, value in form.items() if isinstance(value, str)}
    typed = dict(chosen.tidied(typed))
    if chosen is LOOK:
        fields, faults = await with_sent_pictures(database, settings, event, request.user, form)
        typed |= fields
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        version = number_sent(form, "version") or found.version
        began = await get_begun(session, found, version)
        shown = await shown_by_field(session, found.event) if chosen is LOOK else {}
        if chosen is LOOK and (earlier := number_sent(form, "put_back")) is not None:
            began = put_back(began, await get_version(session, event, earlier), text_sent(form, "removed"))
            typed |= chosen.typed(began, found.project)
        letters = beside_letters(found, await readers_at(session, event)) if chosen is LETTERS else None
    if chosen is QUESTIONS and (again := rearranged(typed, typed.get("do", "save"))) is not None:
        return _show(request, chosen, found, again, version=version, read=began)
    faults |= {**map_fault(typed), **two_questions(typed), **share_fault(typed), **image_fault(typed)}
    read = read_record(chosen.fields(began, found.project, typed), {found.project.key: found.project})
    if faults or read.problems or read.event is None:
        sent = read.event or began
        problems = read.problems
        return _show(
            request,
            chosen,
            found,
            typed,
            version=version,
            read=sent,
            faults=faults,
            problems=problems,
            shown=shown,
            letters=letters,
        )
    changed = await change(database, event, request.user, version=version, changed=read.event, now=clock.now())
    if changed.saved:
        done = "merged" if changed.meanwhile else "saved"
        to = f"&{LANGUAGE_OF}={typed[LANGUAGE_OF]}" if typed.get(LANGUAGE_OF) else ""
        to += f"&before={found.version}&removed={removed}" if (removed := removed_by(typed)) else ""
        return Redirect(f"/organise/events/{event}/edit/{part}?done={done}{to}", status_code=303)
    return _refused(request, chosen, found, typed, changed, letters)


def _part(key: str) -> Part:
    if key not in PARTS:
        raise NotFound
    return PARTS[key]


def _refused(
    request: Request[Account, Any, Any],
    part: Part,
    found: FoundEvent,
    typed: Typed,
    changed: Changed,
    letters: BesideLetters | None,
) -> Response[bytes]:
    if not changed.conflicts:
        version = number_sent(typed, "version") or found.version
        return _show(
            request,
            part,
            found,
            typed,
            version=version,
            read=changed.event,
            problems=changed.problems,
            letters=letters,
        )
    # Who is told now what the other saved means their own by saving again; all other fields are as saved meanwhile.
    mine = part.typed(changed.event, found.project) | {LANGUAGE_OF: typed.get(LANGUAGE_OF, "")}
    both = [both_of(part, conflict) for conflict in changed.conflicts]
    return _show(request, part, found, mine, version=changed.version, read=changed.event, both=both, letters=letters)


def _show(
    request: Request[Account, Any, Any],
    part: Part,
    found: FoundEvent,
    typed: Typed,
    *,
    version: int | None = None,
    read: Event | None = None,
    faults: Mapping[str, str] = {},
    problems: Sequence[Problem] = (),
    both: Sequence[Both] = (),
    odd: int = 0,
    shown: Mapping[str, ShownPicture] = {},
    before: int | None = None,
    removed: str = "",
    letters: BesideLetters | None = None,
) -> Response[bytes]:
    event = read or found.event
    named = dict(faults)
    links = list(faults.items())
    for problem in problems:
        name = field_of(problem.path, typed, event)
        named.setdefault(name, problem.message)
        links.append((name or "edit-form", f"{label_of(part, problem.path, event)}: {problem.message}"))
    context = EditPage(
        found=found,
        part=part,
        version=found.version if version is None else version,
        typed=typed,
        offered=offered(part, found, typed, request.user),
        faults=named,
        fault_links=links,
        both=both,
        odd=odd,
        shown={name: each for name, each in shown.items() if each.file == typed.get(f"{name}.file")},
        before=before,
        removed=removed,
        letters=letters,
    )
    status = 422 if links or both else 200
    title = titled(gettext(part.title), found)
    return page(request, f"pages/organiser/edit/{part.key}.html", context, title=title, status_code=status)


ROUTES = [parts_page, edit_page, save_part]
