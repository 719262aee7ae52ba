"""An agenda from an .ics file that another program made, as the sessions of a draft event."""

import re
import unicodedata
from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import icalendar
from icalendar.error import BrokenCalendarProperty
from msgspec import Struct
from msgspec.structs import replace

from events_service.calendars.guessing import guess_kind
from events_service.calendars.lines import clean
from events_service.programme.records import Event, EventStatus, Key, Session, Words
from events_service.web.i18n import N_

LARGEST_FILE = 5_000_000
MOST_SESSIONS = 1000
_LONGEST_TEXT = 20_000


class UnreadableAgenda(ValueError):
    """A file cannot be read as a calendar; the text says why."""


class NotADraft(ValueError):
    """The event is no draft: its agenda has been announced, and is changed session by session."""


class Reason(Enum):
    """Why an entry did not become a session."""

    WHOLE_DAY = N_("It has no time of day.")
    REPEATED = N_("It is repeated; enter each of its sessions.")
    CANCELLED = N_("It is cancelled.")
    NO_START = N_("It does not say when it starts.")
    NO_LENGTH = N_("It does not end after it starts.")
    UNKNOWN_ZONE = N_("Its time zone is not known here.")
    TOO_MANY = N_("There are too many entries.")


class Skipped(Struct, frozen=True, kw_only=True):
    """An entry that did not become a session."""

    title: str
    reason: Reason


class _NoSession(Exception):
    """An entry is not a session."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Agenda(Struct, frozen=True, kw_only=True):
    """What a file holds: sessions in the order of their start, and the entries that are none."""

    sessions: tuple[Session, ...]
    skipped: tuple[Skipped, ...]


def read_agenda(octets: bytes, timezone: str) -> Agenda:
    """Read a calendar file as an agenda with wall-clock times in `timezone` (IANA name).

    Times without a zone are taken as meant there. Raises UnreadableAgenda.
    """
    entries = sorted(_entries(octets), key=_start_or_nothing)
    sessions: dict[Key, Session] = {}
    skipped = []
    for entry in entries:
        title = _text(entry, "SUMMARY") or _text(entry, "UID") or "?"
        try:
            starts, ends = _span(entry)
            if len(sessions) == MOST_SESSIONS:
                raise _NoSession(Reason.TOO_MANY)
        except _NoSession as refusal:
            skipped.append(Skipped(title=title, reason=refusal.reason))
            continue
        key = _free_key(title, sessions)
        sessions[key] = Session(
            key=key,
            kind=guess_kind(_categories(entry), title),
            title=_words(entry, "SUMMARY") or title,
            description=_words(entry, "DESCRIPTION"),
            start=_on_the_wall(starts, ZoneInfo(timezone)),
            end=_on_the_wall(ends, ZoneInfo(timezone)),
            room=_words(entry, "LOCATION"),
        )
    return Agenda(sessions=tuple(sessions.values()), skipped=tuple(skipped))


def into_draft(event: Event, agenda: Agenda) -> Event:
    """Give the draft with this agenda in place of its own, and with the days of its sessions. Raises NotADraft."""
    if event.status is not EventStatus.DRAFT:
        raise NotADraft(f"{event.key} is {event.status.value}; an agenda is read into a draft only")
    days = {session.start.date() for session in agenda.sessions}
    return replace(event, sessions=list(agenda.sessions), days=sorted(days | set(event.days)))


def _entries(octets: bytes) -> list[icalendar.Event]:
    if len(octets) > LARGEST_FILE:
        raise UnreadableAgenda(f"the file is larger than {LARGEST_FILE:,} octets")
    try:
        calendars = icalendar.Calendar.from_ical(octets.lstrip(b"\xef\xbb\xbf"), multiple=True)
        found = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise UnreadableAgenda("the file is not a calendar in the iCalendar format (.ics)") from error
    if not found:
        raise UnreadableAgenda("the file holds no entries (VEVENT)")
    return [event for event in found if isinstance(event, icalendar.Event)]


def _start_or_nothing(entry: icalendar.Event) -> str:
    moment = _moment(entry, "DTSTART")
    return moment.isoformat() if moment else ""


def _moment(entry: icalendar.Event, name: str) -> datetime | date | None:
    moment = _value(entry, name)
    return moment if isinstance(moment, date) else None


def _value(entry: icalendar.Event, name: str) -> object:
    """Give the value of a time or a length, or None where it is missing or cannot be read."""
    try:
        return getattr(entry.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None


def _span(entry: icalendar.Event) -> tuple[datetime, datetime]:
    """Give start and end, both with a zone or both without. Raises _NoSession."""
    start = _moment(entry, "DTSTART")
    if _text(entry, "STATUS").upper() == "CANCELLED":
        raise _NoSession(Reason.CANCELLED)
    if start is None:
        raise _NoSession(Reason.NO_START)
    if not isinstance(start, datetime):
        raise _NoSession(Reason.WHOLE_DAY)
    if start.tzinfo is None and "TZID" in entry["DTSTART"].params:
        raise _NoSession(Reason.UNKNOWN_ZONE)
    if "RRULE" in entry or "RDATE" in entry:
        raise _NoSession(Reason.REPEATED)
    end = _end(entry, start)
    if end is None or (end.tzinfo is None) != (start.tzinfo is None) or end <= start:
        raise _NoSession(Reason.NO_LENGTH)
    return start, end


def _end(entry: icalendar.Event, start: datetime) -> datetime | None:
    end = _moment(entry, "DTEND")
    length = _value(entry, "DURATION")
    if end is None and isinstance(length, timedelta):
        # Hours are counted on the line of time, not on the clock that changes meanwhile.
        return (start.astimezone(UTC) if start.tzinfo else start) + length
    return end if isinstance(end, datetime) else None


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return local.replace(tzinfo=None, microsecond=0, fold=0)


def _text(entry: icalendar.Event, name: str) -> str:
    value = entry.get(name, "")
    return clean(str(value[0] if isinstance(value, list) else value)).strip()[:_LONGEST_TEXT]


def _words(entry: icalendar.Event, name: str) -> Words | None:
    text = _text(entry, name)
    if not text:
        return None
    language = str(getattr(entry[name], "params", {}).get("LANGUAGE", "")).split("-")[0].lower()
    return {language: text} if re.fullmatch("[a-z]{2,3}", language) else text


def _free_key(title: str, taken: Container[Key]) -> Key:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:56].rstrip("-") or "session"
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, MOST_SESSIONS + 2))
    return next(key for key in numbered if key not in taken)


def _categories(entry: icalendar.Event) -> Iterator[str]:
    listed = entry.get("CATEGORIES", [])
    for property_ in listed if isinstance(listed, list) else [listed]:
        yield from (str(category) for category in getattr(property_, "cats", []))
