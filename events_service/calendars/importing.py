"""An agenda from an .ics file that another program made, as the sessions of a draft event."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import icalendar
from icalendar.error import BrokenCalendarProperty
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from msgspec import Struct
from msgspec.structs import replace

from events_service.calendars.guessing import guess_kind
from events_service.calendars.lines import clean
from events_service.calendars.recurring import UnreadRule, starts_of
from events_service.programme.checks import NIGHT_ENDS
from events_service.programme.codes import timezones
from events_service.programme.records import Event, EventStatus, EventType, Key, Project, Session, Words
from events_service.programme.words import in_language
from events_service.web.i18n import N_, gettext, spoken

LARGEST_FILE = 5_000_000
MOST_SESSIONS = 1000
MOST_DAYS = 31
_LONGEST_TEXT = 20_000
_NAMES = ("NAME", "X-WR-CALNAME")


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
    TWICE = N_("It stands in the file more than once; its latest version is taken.")


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
    """What a file holds: sessions in the order of their start, and the entries that are none.

    `name` is the calendar's, `days` are those of entries without a time of day.
    """

    sessions: tuple[Session, ...]
    skipped: tuple[Skipped, ...]
    name: str = ""
    days: tuple[date, ...] = ()


def read_agenda(octets: bytes, timezone: str) -> Agenda:
    """Read a calendar file as an agenda with wall-clock times in `timezone` (IANA name).

    Times without a zone are taken as meant there; what is repeated by day or week becomes a session each time. Raises
    UnreadableAgenda.
    """
    calendars = _calendars(octets)
    entries, skipped = _latest(_entries(calendars))
    moved = _moved(entries)
    found: list[tuple[datetime, datetime, icalendar.Event]] = []
    days: set[date] = set()
    for entry in entries:
        try:
            own = () if "RECURRENCE-ID" in entry else moved.get(_text(entry, "UID"), ())
            found += [(*_walls(span, timezone), entry) for span in _spans(entry, own)]
        except _NoSession as refusal:
            skipped.append(Skipped(title=_title(entry), reason=refusal.reason))
            days |= set(_whole_days(entry)) if refusal.reason is Reason.WHOLE_DAY else set()
    found.sort(key=lambda each: (each[0], each[1], _title(each[2])))
    skipped += [Skipped(title=_title(entry), reason=Reason.TOO_MANY) for _, _, entry in found[MOST_SESSIONS:]]
    sessions: dict[Key, Session] = {}
    for start, end, entry in found[:MOST_SESSIONS]:
        session = _session(entry, start, end, sessions)
        sessions[session.key] = session
    name = next((clean(str(each[key])).strip() for each in calendars for key in _NAMES if key in each), "")
    return Agenda(
        sessions=tuple(sessions.values()), skipped=tuple(skipped), name=name[:300], days=tuple(sorted(days)[:MOST_DAYS])
    )


def zone_of(octets: bytes) -> str | None:
    """Give the IANA zone that a calendar file is made for: the one it names, else that of most entries.

    Raises UnreadableAgenda.
    """
    calendars = _calendars(octets)
    named = [str(each["X-WR-TIMEZONE"]) for each in calendars if "X-WR-TIMEZONE" in each]
    starts = [entry["DTSTART"] for entry in _entries(calendars) if _moment(entry, "DTSTART")]
    used = Counter(str(start.params.get("TZID", "")) for start in starts)
    # Outlook names zones as Windows does.
    listed = [WINDOWS_TO_OLSON.get(zone, zone) for zone in [*named, *(zone for zone, _ in used.most_common())]]
    return next((zone for zone in listed if zone in timezones() and zone != "UTC"), None)


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
        key = _free_key(session.key, kept)
        kept[key] = replace(session, key=key)
    sessions = sorted(kept.values(), key=lambda session: (session.start, session.end))
    return replace(event, sessions=sessions, days=sorted({*_days(agenda), *event.days}))


def new_draft(project: Project, host: Key, timezone: str, agenda: Agenda) -> Event:
    """Give a draft event that holds this agenda; what no calendar file says is for the organiser to correct.

    Raises UnreadableAgenda.
    """
    days = sorted(_days(agenda))
    if not days:
        raise UnreadableAgenda(gettext("The file holds nothing with a day that could be taken in."))
    title = agenda.name or in_language(agenda.sessions[0].title, spoken()) if agenda.sessions else agenda.name
    return Event(
        key=_free_key(f"{project.key}-{title[:40] or 'event'}-{days[0].year}", ()),
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


def _calendars(octets: bytes) -> list[icalendar.Calendar]:
    if len(octets) > LARGEST_FILE:
        raise UnreadableAgenda(gettext("The file is too large; an agenda has at most five megabytes."))
    try:
        found = icalendar.Calendar.from_ical(octets.lstrip(b"\xef\xbb\xbf"), multiple=True)
        calendars = [each for each in found if isinstance(each, icalendar.Calendar)]
        entries = _entries(calendars)
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError) as error:
        message = gettext(
            "The file is not a calendar in the iCalendar format (.ics); export it anew from your program."
        )
        raise UnreadableAgenda(message) from error
    if not entries:
        raise UnreadableAgenda(gettext("The calendar holds no entries."))
    return calendars


def _entries(calendars: list[icalendar.Calendar]) -> list[icalendar.Event]:
    found = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    return [event for event in found if isinstance(event, icalendar.Event)]


def _latest(entries: list[icalendar.Event]) -> tuple[list[icalendar.Event], list[Skipped]]:
    """Take the latest version of what stands there more than once, as exports of several calendars do."""
    kept: dict[object, icalendar.Event] = {}
    skipped = []
    for place, entry in enumerate(entries):
        key = (_text(entry, "UID"), str(_value(entry, "RECURRENCE-ID"))) if _text(entry, "UID") else place
        other = kept.get(key)
        if other is None:
            kept[key] = entry
            continue
        kept[key] = max(other, entry, key=_rank)
        skipped.append(Skipped(title=_title(entry), reason=Reason.TWICE))
    return list(kept.values()), skipped


def _rank(entry: icalendar.Event) -> tuple[int, str]:
    sequence = _text(entry, "SEQUENCE")
    moment = _moment(entry, "DTSTAMP")
    return int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0, moment.isoformat() if moment else ""


def _moved(entries: list[icalendar.Event]) -> dict[str, set[datetime | date]]:
    """Give, by UID, the times of a repeated entry that have an entry of their own: moved, or cancelled."""
    moved: dict[str, set[datetime | date]] = {}
    for entry in entries:
        instead_of = _moment(entry, "RECURRENCE-ID")
        if instead_of is not None:
            moved.setdefault(_text(entry, "UID"), set()).add(instead_of)
    return moved


def _whole_days(entry: icalendar.Event) -> Iterator[date]:
    first, after = _moment(entry, "DTSTART"), _moment(entry, "DTEND")
    length = (after - first).days if first and after and not isinstance(after, datetime) else 1
    return ((first or date.min) + timedelta(days=number) for number in range(max(1, min(length, MOST_DAYS))))


def _session(entry: icalendar.Event, start: datetime, end: datetime, taken: Container[Key]) -> Session:
    title = _title(entry)
    return Session(
        key=_free_key(title, taken),
        kind=guess_kind(_categories(entry), title),
        title=_words(entry, "SUMMARY") or title,
        description=_words(entry, "DESCRIPTION"),
        start=start,
        end=end,
        room=_words(entry, "LOCATION"),
    )


def _title(entry: icalendar.Event) -> str:
    return _text(entry, "SUMMARY") or _text(entry, "UID") or "?"


def _moment(entry: icalendar.Event, name: str) -> datetime | date | None:
    moment = _value(entry, name)
    return moment if isinstance(moment, date) else None


def _value(entry: icalendar.Event, name: str) -> object:
    """Give the value of a time or a length, or None where it is missing or cannot be read."""
    try:
        return getattr(entry.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None


def _spans(entry: icalendar.Event, moved: Container[datetime | date]) -> list[tuple[datetime, datetime]]:
    """Give each start and end, both with a zone or both without. Raises _NoSession."""
    start = _moment(entry, "DTSTART")
    if _text(entry, "STATUS").upper() == "CANCELLED":
        raise _NoSession(Reason.CANCELLED)
    if start is None:
        raise _NoSession(Reason.NO_START)
    if not isinstance(start, datetime):
        raise _NoSession(Reason.WHOLE_DAY)
    if start.tzinfo is None and "TZID" in entry["DTSTART"].params:
        raise _NoSession(Reason.UNKNOWN_ZONE)
    end = _end(entry, start)
    if end is None or (end.tzinfo is None) != (start.tzinfo is None) or end <= start:
        raise _NoSession(Reason.NO_LENGTH)
    try:
        starts = starts_of(entry, start, moved)
    except UnreadRule as error:
        raise _NoSession(Reason.REPEATED) from error
    if starts == [start]:
        return [(start, end)]
    # Both move along on the clock on the wall, as a break does across a change of the clocks.
    length = end - start if end.tzinfo == start.tzinfo else end.astimezone(start.tzinfo) - start
    return [(each, each + length) for each in starts]


def _walls(span: tuple[datetime, datetime], timezone: str) -> tuple[datetime, datetime]:
    zone = ZoneInfo(timezone)
    return _on_the_wall(span[0], zone), _on_the_wall(span[1], zone)


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
