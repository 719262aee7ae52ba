"""Addresses where organisers release what they worked on: what changes for whom, their line, and who gets a mail."""

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
from events_service.complete import for_each
from events_service.database import Database
from events_service.pages.organiser.edit_parts import main_language
from events_service.pages.organiser.sent import number_sent, text_sent
from events_service.pages.titles import titled
from events_service.programme.agenda_changes import WrittenChange, field_by_field
from events_service.programme.faults import written
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event, with_working_version
from events_service.programme.release_records import Reach, Wish
from events_service.programme.releasing import Released, release
from events_service.programme.version_changes import ChangeKind, VersionChange, changes_between
from events_service.registrations.finding import list_registrations
from events_service.registrations.letters.concerned import Concerned, concern, who_chose
from events_service.registrations.letters.sending import told_of
from events_service.registrations.letters.telling import LIVE
from events_service.registrations.records import Registration
from events_service.web.decoding import member_of
from events_service.web.i18n import N_, gettext, language_name
from events_service.web.pages import page

LONGEST_NOTE = 1000
LONGEST_NAME = 100
REACHES = for_each(
    Reach,
    {
        Reach.AFFECTED: N_("Only those for whom something changes: {people}"),
        Reach.ALL: N_("Everybody who is registered: {people}"),
        Reach.NOBODY: N_("Nobody: the page, the calendars and the lists change, no mail goes out"),
    },
)


class ReleaseChange(Struct, frozen=True, kw_only=True):
    """A change with all that is written of it, how many people it concerns, and who loses the session by it."""

    change: VersionChange
    lines: Sequence[WrittenChange]
    people: int
    losing: Sequence[Registration] = ()


class NoteField(Struct, frozen=True, kw_only=True):
    """The field of the line in one language; so many `people` are written to in it."""

    language: str
    name: str
    people: int
    text: str


class ReleasePage(Struct, frozen=True, kw_only=True):
    """What is to be released. `found` is what organisers work on; `released` is what everybody else sees.

    `overtaken`: somebody saved another version meanwhile; `faults` hinder the release.
    """

    found: FoundEvent
    changes: Sequence[ReleaseChange]
    concerned: Concerned
    reachs: Sequence[tuple[str, str]]
    chosen: str
    notes: Sequence[NoteField]
    name: str
    overtaken: bool = False
    faults: Sequence[str] = ()


@get("/organise/events/{event:str}/release", guards=[organisers_only])
async def release_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what changes for whom when it is released."""
    return await _show(request, database, event, {})


@post("/organise/events/{event:str}/release", guards=[organisers_only])
async def release_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Release the version that was shown, and mail whom the organiser chose."""
    form = await request.form()
    typed = {name: text_sent(form, name) for name in form}
    version = number_sent(form, "version") or 0
    released = await release(database, event, request.user, version=version, wish=_wish(typed), now=clock.now())
    if released.done:
        return Redirect(f"/organise/events/{event}?done=released", status_code=303)
    return await _show(request, database, event, typed, released)


def _wish(typed: Mapping[str, str]) -> Wish:
    note = {
        name.removeprefix("note."): text[:LONGEST_NOTE]
        for name, text in typed.items()
        if name.startswith("note.") and text
    }
    chosen = member_of(Reach, typed.get("reach")) or Reach.AFFECTED
    return Wish(reach=chosen, note=note, name=typed.get("name", "")[:LONGEST_NAME] or None)


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    event: str,
    typed: Mapping[str, str],
    refused: Released | None = None,
) -> Response[bytes]:
    async with database.reading() as session:
        released = await get_organised_event(session, event, request.user)
        working = await with_working_version(session, released)
        people = await list_registrations(session, event, statuses=LIVE)
        concerned = concern(working, await told_of(session, released, people), people)
    numbers = {Reach.AFFECTED: concerned.affected, Reach.ALL: concerned.people, Reach.NOBODY: 0}
    context = ReleasePage(
        found=working,
        changes=_changes(released, working, concerned, people),
        concerned=concerned,
        reachs=[(each.value, gettext(words).format(people=numbers[each])) for each, words in REACHES.items()],
        chosen=_wish(typed).reach.value,
        notes=_notes(working, concerned, typed),
        name=typed.get("name", ""),
        overtaken=refused is not None and refused.overtaken,
        faults=[f"{written(each.path)}: {each.message}" for each in refused.problems] if refused else (),
    )
    title = titled(gettext("Release the changes"), working)
    status = 200 if refused is None else 422
    return page(request, "pages/organiser/release.html", context, title=title, status_code=status)


def _changes(
    released: FoundEvent, working: FoundEvent, concerned: Concerned, people: Sequence[Registration]
) -> list[ReleaseChange]:
    before, after = released.event, working.event
    return [
        ReleaseChange(
            change=each,
            lines=field_by_field(each, before, after),
            people=concerned.reached_by(each),
            losing=who_chose(people, each.session)
            if each.session is not None and each.kind in {ChangeKind.CANCELLED, ChangeKind.GONE}
            else (),
        )
        for each in changes_between(before, after)
    ]


def _notes(working: FoundEvent, concerned: Concerned, typed: Mapping[str, str]) -> list[NoteField]:
    """Offer the languages that people are written to in, or the project's first one where nobody is registered."""
    languages = concerned.languages or {main_language(working.project): 0}
    return [
        NoteField(language=each, name=language_name(each), people=people, text=typed.get(f"note.{each}", ""))
        for each, people in languages.items()
    ]


ROUTES = [release_page, release_by_form]
