"""Addresses where organisers keep the reminders of an event: the list with what became of each, and the form of one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

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
from events_service.pages.organiser.own_mails_form import (
    LanguageFields,
    explained,
    readers_to_choose,
    typed_in,
    typed_of,
)
from events_service.pages.organiser.readers import readers_at
from events_service.pages.organiser.reminder_labels import FATES, READERS, label_of, when_of
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.changing import change
from events_service.programme.faults import Problem
from events_service.programme.finding import FoundEvent
from events_service.programme.keys import free_key
from events_service.programme.organising import get_working_event
from events_service.programme.record_checks import read_record
from events_service.programme.records import Event, OwnWords, Reminder
from events_service.programme.translations import languages_of_mails, reworded
from events_service.programme.versions import get_begun
from events_service.programme.words import in_language
from events_service.registrations.letters.own_words import exactly
from events_service.registrations.letters.reminders import Fate
from events_service.registrations.letters.scheduled import list_scheduled
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, instant, language_name, spoken
from events_service.web.pages import page

NEW = "new"
FIELDS = ("number", "side", "counts_from", "at", "to", "session")


class Row(Struct, frozen=True, kw_only=True):
    """A reminder in the list: when it leaves, to whom, in which languages, and what became of it."""

    key: str
    subject: str
    when: str
    leaves: str
    to: str
    languages: Sequence[str]
    missing: int
    fate: Fate
    fate_name: str
    batch: UUID | None
    people: int


class RemindersPage(Struct, frozen=True, kw_only=True):
    """The reminders of an event, in the order in which they leave."""

    found: FoundEvent
    base: str
    rows: Sequence[Row]


class ReminderPage(Struct, frozen=True, kw_only=True):
    """The form of a reminder; `key` is NEW for one that there is not yet, `version` what the form began from."""

    found: FoundEvent
    base: str
    key: str
    version: int
    typed: Mapping[str, str]
    readers: Sequence[Choice]
    sessions: Sequence[Choice]
    languages: Sequence[LanguageFields]
    placeholders: Sequence[tuple[str, str]]
    people: Sequence[Choice]
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()
    overtaken: bool = False


@get("/organise/events/{event:str}/mails/reminders", guards=[organisers_only])
async def reminders_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the reminders of an event."""
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        listed = await list_scheduled(session, found, clock.now())
    codes = languages_of_mails(found.project)
    rows = [
        Row(
            key=each.reminder.key,
            subject=in_language(each.reminder.subject, spoken()),
            when=when_of(each.reminder),
            leaves=instant(each.due, found.event.timezone),
            to=gettext(READERS[each.reminder.to]),
            languages=[language_name(code) for code in codes if exactly(each.reminder.text, code)],
            missing=sum(not exactly(each.reminder.text, code) for code in codes),
            fate=each.fate,
            fate_name=gettext(FATES[each.fate]),
            batch=each.batch,
            people=each.people,
        )
        for each in listed
    ]
    context = RemindersPage(found=found, base=_base(event), rows=rows)
    return page(request, "pages/organiser/reminders.html", context, title=titled(gettext("Reminders"), found))


@get("/organise/events/{event:str}/mails/reminders/{reminder:str}", guards=[organisers_only])
async def reminder_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    reminder: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show a reminder as a form, or an empty one for a new one. Raises NotFound."""
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        people = readers_to_choose(await readers_at(session, event), found.project)
    typed = _typed(_reminder(found.event, reminder), found)
    return _show(request, found, reminder, typed, version=found.version, people=people)


@post("/organise/events/{event:str}/mails/reminders/{reminder:str}", guards=[organisers_only])
async def save_reminder(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    reminder: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Save a reminder, take it out, or show the form again with what hinders that. Raises NotFound."""
    form = await request.form()
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        version = number_sent(form, "version") or found.version
        began = await get_begun(session, found, version)
        people = readers_to_choose(await readers_at(session, event), found.project)
    before = _reminder(began, reminder)
    others: list[Any] = [each for each in began.reminders if each.key != reminder]
    typed = {name: str(form.get(name) or "").strip() for name in (*FIELDS, "latecomers")} | typed_in(
        form, found.project
    )
    if form.get("do") == "remove":
        fields, place = others, 0
    else:
        place = began.reminders.index(before) if before else len(others)
        fields = [*others[:place], _fields(typed, before, began, found), *others[place:]]
    read = read_record(asdict(began) | {"reminders": fields}, {found.project.key: found.project})
    if read.problems or read.event is None:
        return _show(request, found, reminder, typed, version=version, problems=read.problems, people=people)
    changed = await change(database, event, request.user, version=version, changed=read.event, now=clock.now())
    if changed.saved:
        return Redirect(f"{_base(event)}?done={'removed' if form.get('do') == 'remove' else 'saved'}", status_code=303)
    return _show(
        request,
        found,
        reminder,
        typed,
        version=changed.version or version,
        problems=changed.problems,
        overtaken=bool(changed.conflicts),
        people=people,
    )


def _reminder(event: Event, key: str) -> Reminder | None:
    """Give a reminder of an event, None for a new one. Raises NotFound."""
    if key == NEW:
        return None
    for reminder in event.reminders:
        if reminder.key == key:
            return reminder
    raise NotFound


def _typed(reminder: Reminder | None, found: FoundEvent) -> dict[str, str]:
    """Give what stands in the fields; a new one is suggested a week before the event."""
    words = OwnWords(subject=reminder.subject, text=reminder.text) if reminder else None
    days = reminder.days if reminder else -7
    return typed_of(words, found.project) | {
        "number": str(abs(days)),
        "side": "after" if days > 0 else "before",
        "counts_from": reminder.counts_from.value if reminder else "first",
        "at": f"{reminder.at:%H:%M}" if reminder else "09:00",
        "to": reminder.to.value if reminder else "confirmed",
        "session": (reminder.session if reminder else None) or "",
        "latecomers": "yes" if reminder and reminder.latecomers else "",
    }


def _fields(typed: Mapping[str, str], before: Reminder | None, event: Event, found: FoundEvent) -> dict[str, Any]:
    """Give the fields of a reminder as a definition would have them, faulty ones as they were typed."""
    codes = languages_of_mails(found.project)
    words = {
        part: reworded(
            getattr(before, part, None), {code: typed[f"{part}.{code}"] for code in codes}, codes[0], required=True
        )
        for part in ("subject", "text")
    }
    number = typed["number"]
    before_event = typed["side"] != "after" and number not in {"", "0"}
    subject = words["subject"] or ""
    return {
        "key": before.key if before else free_key(subject, {NEW, *(each.key for each in event.reminders)}, "reminder"),
        "days": f"-{number}" if before_event and not number.startswith("-") else number,
        "counts_from": typed["counts_from"],
        "at": typed["at"],
        "to": typed["to"],
        "session": typed["session"] if typed["to"] == "session" else None,
        "latecomers": bool(typed["latecomers"]),
        **words,
    }


def _show(
    request: Request[Account, Any, Any],
    found: FoundEvent,
    key: str,
    typed: Mapping[str, str],
    *,
    version: int,
    people: Sequence[Choice],
    problems: Sequence[Problem] = (),
    overtaken: bool = False,
) -> Response[bytes]:
    faults: dict[str, str] = {}
    for problem in problems:
        faults.setdefault(_field_of(problem, typed), problem.message)
    codes = languages_of_mails(found.project)
    written = [code for code in codes if typed[f"text.{code}"]]
    context = ReminderPage(
        found=found,
        base=_base(found.event.key),
        key=key,
        version=version,
        typed=typed,
        readers=[Choice(value=each.value, name=gettext(name)) for each, name in READERS.items()],
        sessions=[
            Choice(value=each.key, name=in_language(each.title, spoken()))
            for each in found.event.by_hours
            if each.capacity is not None
        ],
        languages=[
            LanguageFields(
                code=code,
                name=language_name(code),
                subject=typed[f"subject.{code}"],
                text=typed[f"text.{code}"],
                missing=bool(written) and code not in written,
            )
            for code in codes
        ],
        placeholders=explained(),
        people=people,
        faults=faults,
        fault_links=[(field, f"{label_of(field)}: {sentence}") for field, sentence in faults.items()],
        overtaken=overtaken,
    )
    status = 422 if faults else 409 if overtaken else 200
    title = titled(gettext("Reminder"), found)
    return page(request, "pages/organiser/reminder.html", context, title=title, status_code=status)


def _field_of(problem: Problem, typed: Mapping[str, str]) -> str:
    """Give the field that a fault stands beside; the first one where it is of none of them."""
    steps = [str(step) for step in problem.path[2:]]
    dotted = ".".join(steps)
    if dotted in typed:
        return dotted
    part = steps[0] if steps else ""
    named = {"days": "number", "text": "text.", "subject": "subject."}.get(part, part)
    return next((field for field in typed if named and field.startswith(named)), "number")


def _base(event: str) -> str:
    return f"/organise/events/{event}/mails/reminders"


ROUTES = [reminders_page, reminder_page, save_reminder]
