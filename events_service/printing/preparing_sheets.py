"""Which lists people sign: for each day or half of it, for a session; speakers and interpreters apart if wanted."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from events_service.complete import for_each
from events_service.documents.records import SheetRow, SignInSheet
from events_service.printing.languages import Languages, languages_of
from events_service.printing.preparing import alphabetically, header, sheet_row
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode, Event, Session
from events_service.programme.speakers import speakers_of
from events_service.programme.words import in_language
from events_service.registrations.labels import category_name
from events_service.registrations.records import Category, Registration, Status
from events_service.typesetting.records import PrintingRefused
from events_service.web.i18n import N_, gettext, spoken


class UnknownCheckpoint(PrintingRefused):
    """The event has no such day or session."""


class DayPart(Enum):
    """For which part of a day a list is: the whole, one half, or a list for each half."""

    WHOLE = "whole"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    HALVES = "halves"


class SheetChoice(Struct, frozen=True, kw_only=True):
    """Which lists are wanted: of all days, one day or one session; speakers or interpreters on lists of their own.

    `languages` of None are English and the host's.
    """

    day: date | None = None
    session: str | None = None
    part: DayPart = DayPart.WHOLE
    speakers_apart: bool = False
    interpreters: bool = False
    languages: Languages | None = None


ALL_DAYS = SheetChoice()
_PARTS = for_each(
    DayPart,
    {
        DayPart.WHOLE: ((None, ""),),
        DayPart.MORNING: ((N_("Morning"), "-morning"),),
        DayPart.AFTERNOON: ((N_("Afternoon"), "-afternoon"),),
        DayPart.HALVES: ((N_("Morning"), "-morning"), (N_("Afternoon"), "-afternoon")),
    },
)
_SPEAKERS, _INTERPRETERS = N_("Speakers"), N_("Interpreters")
_INTERPRETERS_ROWS = 6


def sign_in_sheets_of(
    found: FoundEvent, registrations: Sequence[Registration], base_url: str, choice: SheetChoice = ALL_DAYS
) -> list[SignInSheet]:
    """Give the lists to sign that are wanted. Raises UnknownCheckpoint.

    Speakers who did not register always sign on a list of their own for the day.
    """
    event = found.event
    shown = choice.languages or languages_of(found)
    if choice.session is not None:
        session = _session(event, choice.session)
        people = [one for one in registrations if one.attends(session)]
        return [_sheet(_Lists(found, base_url, shown), people, session.key, session.start.date(), session)]
    if choice.day is not None and choice.day not in event.days:
        days = ", ".join(day.isoformat() for day in sorted(event.days))
        reason = N_("{day} is not a day of this event; choose one of these: {days}.")
        raise UnknownCheckpoint(gettext(reason).format(day=choice.day.isoformat(), days=days))
    wanted = sorted(event.days) if choice.day is None else [choice.day]
    return [
        sheet for day in wanted for sheet in _sheets_of_day(_Lists(found, base_url, shown), registrations, day, choice)
    ]


def _session(event: Event, key: str) -> Session:
    """Give a session by its key. Raises UnknownCheckpoint, which names those that have a list, else all."""
    found = next((one for one in event.sessions if one.key == key), None)
    if found is not None and found.held:
        return found
    offered = [one for one in event.held_sessions if one.attendance] or event.held_sessions
    if not offered:
        raise UnknownCheckpoint(gettext(N_("The event has no sessions yet; print the list of a day instead.")))
    named = ", ".join(f"{one.key} ({in_language(one.title, spoken())})" for one in offered)
    reason = N_("The event has no session “{key}”; choose one of these: {sessions}.")
    if found is not None:
        reason = N_("The session “{key}” is cancelled, so nobody signs for it; choose one of these: {sessions}.")
    raise UnknownCheckpoint(gettext(reason).format(key=key, sessions=named))


class _Lists(Struct, frozen=True):
    """What all lists of an event have in common: the address that their codes lead to, and their languages."""

    found: FoundEvent
    base_url: str
    shown: Languages


def _sheets_of_day(
    lists: _Lists, registrations: Sequence[Registration], day: date, choice: SheetChoice
) -> Iterator[SignInSheet]:
    apart = [one for one in registrations if choice.speakers_apart and one.category is Category.SPEAKER]
    others = [one for one in registrations if not (choice.speakers_apart and one.category is Category.SPEAKER)]
    for title, ending in _PARTS[choice.part]:
        sheet = _sheet(lists, others, f"{day.isoformat()}{ending}", day)
        yield _entitled(sheet, title, lists.shown) if title else sheet
    speakers = _speaker_rows(lists, registrations, apart, day)
    if speakers:
        yield _group(lists, speakers, _SPEAKERS, day, walk_in_rows=2)
    if choice.interpreters:
        yield _group(lists, (), _INTERPRETERS, day, walk_in_rows=_INTERPRETERS_ROWS)


def _sheet(
    lists: _Lists,
    registrations: Iterable[Registration],
    checkpoint: str,
    day: date,
    session: Session | None = None,
) -> SignInSheet:
    shown = lists.shown
    confirmed = alphabetically(registrations, shown.of_rows)
    present = tuple(sheet_row(one, shown.of_rows) for one in confirmed if one.mode_on(day) is AttendanceMode.IN_PERSON)
    online = tuple(sheet_row(one, shown.of_rows) for one in confirmed if one.mode_on(day) is AttendanceMode.ONLINE)
    version = _version(present)
    return SignInSheet(
        header=header(lists.found, day, session, shown),
        payload=f"{lists.base_url}/s/{lists.found.event.key}/{checkpoint}/{version}".upper(),
        rows=present,
        online=online,
        version=version,
    )


def _version(rows: Iterable[SheetRow]) -> str:
    """Name a sheet by who stands on it, so that a scanned page is matched with the list it was printed from."""
    return hashlib.sha256("\n".join(row.key for row in rows).encode()).hexdigest()[:6]


def _entitled(sheet: SignInSheet, title: str, shown: Languages) -> SignInSheet:
    return replace(sheet, header=replace(sheet.header, session=shown.words.both(title)))


def _speaker_rows(
    lists: _Lists, registrations: Iterable[Registration], apart: Iterable[Registration], day: date
) -> tuple[SheetRow, ...]:
    """Give registered speakers who sign apart, by name, then those of the day's agenda who did not register."""
    language = lists.shown.of_rows
    rows = [
        sheet_row(one, language)
        for one in alphabetically(apart, language)
        if one.mode_on(day) is AttendanceMode.IN_PERSON
    ]
    role = category_name(Category.SPEAKER, language)
    highest = max((row.number for row in rows), default=0)
    rows += [
        SheetRow(number=number, key=f"speaker:{name}", name=name, organisation=organisation, role=role)
        for number, (name, organisation) in enumerate(
            _unregistered_speakers(lists.found.event, day, registrations), start=highest + 1
        )
    ]
    return tuple(rows)


def _unregistered_speakers(event: Event, day: date, registrations: Iterable[Registration]) -> list[tuple[str, str]]:
    registered = {one.name.casefold() for one in registrations if one.status is Status.CONFIRMED}
    speakers = {
        speaker.name: speaker.organisation or ""
        for session in event.held_sessions
        if session.start.date() == day
        for speaker in speakers_of(event, session)
        if speaker.name.casefold() not in registered
    }
    return list(speakers.items())


def _group(lists: _Lists, rows: tuple[SheetRow, ...], title: str, day: date, *, walk_in_rows: int) -> SignInSheet:
    version = _version(rows)
    sheet = SignInSheet(
        header=header(lists.found, day, languages=lists.shown),
        payload=f"{lists.base_url}/s/{lists.found.event.key}/{day.isoformat()}-{title.lower()}/{version}".upper(),
        rows=rows,
        walk_in_rows=walk_in_rows,
        version=version,
    )
    return _entitled(sheet, title, lists.shown)
