"""An agenda from an .ics file that another program made, as the sessions of a draft event."""

import re
from collections.abc import Callable, Container, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from events_service.apart.asking import NotDone, run_apart
from events_service.apart.working import Ended
from events_service.calendars.guessing import guess_kind
from events_service.calendars.received.content import MOST_LINES, Why
from events_service.calendars.received.occurrences import MOST_DAYS, Reason
from events_service.calendars.received.reading import (
    Found,
    LeftOut,
    ReceivedCalendar,
    Said,
    Unread,
    read_calendar_file,
)
from events_service.complete import for_each
from events_service.programme.checks import NIGHT_ENDS
from events_service.programme.codes import timezones
from events_service.programme.keys import free_key
from events_service.programme.records import Event, EventStatus, EventType, Key, Project, Session, Words
from events_service.programme.words import in_language
from events_service.web.i18n import N_, gettext, number, spoken

Received = TypeVar("Received")
LARGEST_FILE = 5_000_000
MOST_SESSIONS = 1000

_TOO_LARGE = N_("The file is too large; an agenda has at most five megabytes.")
_TOO_LONG = N_("The file holds more than can be read; export the days of the event alone.")
SENTENCES: Mapping[Why, str] = for_each(
    Why,
    {
        Why.NO_UNICODE: N_(
            "The file is not in UTF-8: its letters cannot be told with certainty; export it anew in UTF-8."
        ),
        Why.NO_CALENDAR: N_(
            "The file is not a calendar in the iCalendar format (.ics); export it anew from your program."
        ),
        Why.NO_ENTRIES: N_("The calendar holds no entries."),
        Why.TOO_MANY_LINES: N_("The file has more than {most} lines; export the days of the event alone."),
    },
)


class UnreadableCalendar(ValueError):
    """A file cannot be read as a calendar; the text says why."""


class NotADraft(ValueError):
    """The event is no draft: its agenda has been announced, and is changed session by session."""


class Agenda(Struct, frozen=True, kw_only=True):
    """What a file holds: sessions in the order of their start, and the entries that are none.

    `name` is the calendar's, `days` are those of entries without a time of day.
    """

    sessions: tuple[Session, ...]
    skipped: tuple[LeftOut, ...]
    name: str = ""
    days: tuple[date, ...] = ()


async def read_calendar(octets: bytes) -> ReceivedCalendar:
    """Read a calendar file, apart. Raises UnreadableCalendar."""
    return await read_apart(read_calendar_file, octets, too_large=_TOO_LARGE, too_long=_TOO_LONG)


async def read_apart(
    read: Callable[[bytes], Received | Unread], octets: bytes, *, too_large: str, too_long: str
) -> Received:
    """Have a calendar file read in a process of its own; the sentences tell what to do instead with too much of it.

    Raises UnreadableCalendar.
    """
    if len(octets) > LARGEST_FILE:
        raise UnreadableCalendar(gettext(too_large))
    try:
        return understood(await run_apart(read, octets))
    except NotDone as error:
        limited = error.ended in {Ended.TOO_LONG, Ended.TOO_MUCH_MEMORY}
        raise UnreadableCalendar(gettext(too_long if limited else SENTENCES[Why.NO_CALENDAR])) from error


def understood(read: Received | Unread) -> Received:
    """Give what was read of a file. Raises UnreadableCalendar."""
    if isinstance(read, Unread):
        raise UnreadableCalendar(gettext(SENTENCES[read.why]).format(most=number(MOST_LINES)))
    return read


def agenda_of(calendar: ReceivedCalendar, timezone: str) -> Agenda:
    """Make an agenda with wall-clock times in `timezone` (IANA name); times without a zone are taken as meant there."""
    zone = ZoneInfo(timezone)
    found = [(_on_the_wall(each.span.start, zone), _on_the_wall(each.span.end, zone), each) for each in calendar.found]
    found.sort(key=lambda each: (each[0], each[1], each[2].title.text))
    too_many = [LeftOut(title=each.title.text, reason=Reason.TOO_MANY) for _, _, each in found[MOST_SESSIONS:]]
    sessions: dict[Key, Session] = {}
    for start, end, each in found[:MOST_SESSIONS]:
        session = _session(each, start, end, sessions)
        sessions[session.key] = session
    return Agenda(
        sessions=tuple(sessions.values()),
        skipped=(*calendar.left_out, *too_many),
        name=calendar.name[:300],
        days=calendar.days,
    )


def zone_of(calendar: ReceivedCalendar) -> str | None:
    """Give the IANA zone that a calendar is made for: the one it names, else that of most entries."""
    return next((zone for zone in calendar.zones if zone in timezones() and zone != "UTC"), None)


def into_draft(event: Event, agenda: Agenda, *, add: bool = False) -> Event:
    """Give the draft with this agenda in place of its own, or added to it, and with the days of its sessions.

    Raises NotADraft.
    """
    if event.status is not EventStatus.DRAFT:
        raise NotADraft(
            gettext("This event is no draft any more: its agenda is known and is changed session by session.")
        )
    kept = {session.key: session for session in event.sessions} if add else {}
    for session in agenda.sessions:
        key = free_key(session.key, kept)
        kept[key] = replace(session, key=key)
    sessions = sorted(kept.values(), key=lambda session: (session.start, session.end))
    return replace(event, sessions=sessions, days=sorted({*_days(agenda), *event.days}))


def new_draft(project: Project, host: Key, timezone: str, agenda: Agenda) -> Event:
    """Give a draft event that holds this agenda; what no calendar file says is for the organiser to correct.

    Raises UnreadableCalendar.
    """
    days = sorted(_days(agenda))
    if not days:
        raise UnreadableCalendar(gettext("The file holds nothing with a day that could be taken in."))
    title = agenda.name or in_language(agenda.sessions[0].title, spoken()) if agenda.sessions else agenda.name
    return Event(
        key=free_key(f"{project.key}-{title[:40] or 'event'}-{days[0].year}", ()),
        project=project.key,
        type=EventType.INTERREGIONAL_WORKSHOP,
        host=host,
        title=title or project.acronym,
        timezone=timezone,
        days=days,
        sessions=list(agenda.sessions),
    )


def _days(agenda: Agenda) -> set[date]:
    """Give the days of an agenda: a session that goes on after a night needs the days that it reaches, too."""
    days = set(agenda.days)
    for session in agenda.sessions:
        days.add(session.start.date())
        until = session.end.date() if session.end.time() > NIGHT_ENDS else session.end.date() - timedelta(days=1)
        reached = min((until - session.start.date()).days, MOST_DAYS)
        days |= {session.start.date() + timedelta(days=number) for number in range(1, reached + 1)}
    return days


def _session(found: Found, start: datetime, end: datetime, taken: Container[Key]) -> Session:
    title = found.title.text or "?"
    return Session(
        key=free_key(title, taken),
        kind=guess_kind(found.categories, title),
        title=_words(found.title) or title,
        description=_words(found.description),
        start=start,
        end=end,
        room=_words(found.place),
    )


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return local.replace(tzinfo=None, microsecond=0, fold=0)


def _words(said: Said) -> Words | None:
    if not said.text:
        return None
    language = said.language.split("-")[0].lower()
    return {language: said.text} if re.fullmatch("[a-z]{2,3}", language) else said.text
