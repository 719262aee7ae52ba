"""When an entry takes place: once, or each time that its rule, its further dates and its exceptions leave."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from itertools import islice

from dateutil.rrule import rrulestr
from msgspec import Struct

from events_service.calendars.received.content import Component, Property
from events_service.calendars.received.moments import (
    FaultyTime,
    Moment,
    Period,
    UnknownZone,
    duration_of,
    moment,
    moments,
)
from events_service.calendars.received.zones import Zones
from events_service.web.i18n import N_

LONGEST = timedelta(days=366)
"""An event's agenda is shorter; who repeats for longer keeps an office calendar."""

MOST_TIMES = 200
MOST_DAYS = 31
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_READ = frozenset({"FREQ", "COUNT", "UNTIL", "INTERVAL", "BYDAY", "WKST"})
_WHOLE_DAY_MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY")


class Reason(Enum):
    """Why an entry did not become a session, or not all that it says did."""

    WHOLE_DAY = N_("It has no time of day.")
    REPEATED = N_("It is repeated; enter each of its sessions.")
    FROM_THEN_ON = N_("A change of it holds from one time on; enter each of its sessions.")
    NO_SUCH_TIME = N_("A change or an exception names a time that it does not have; look through its sessions.")
    CANCELLED = N_("It is cancelled.")
    NO_START = N_("It does not say when it starts.")
    NO_LENGTH = N_("It does not end after it starts.")
    UNKNOWN_ZONE = N_("Its time zone is not known here.")
    TOO_MANY = N_("There are too many entries.")
    TWICE = N_("It stands in the file more than once; its latest version is taken.")


class NoSession(Exception):
    """An entry is not a session; `days` are those of one without a time of day."""

    def __init__(self, reason: Reason, days: Iterable[date] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.days = tuple(days)


class Span(Struct, frozen=True):
    """A start and an end: instants in UTC, or what the clock at the event shows."""

    start: datetime
    end: datetime


class Occurrences(Struct, frozen=True, kw_only=True):
    """When an entry takes place; `unmatched`: an exception or a change named a time that is none of it."""

    spans: tuple[Span, ...]
    unmatched: bool


def occurrences(entry: Component, changed: Iterable[Moment], zones: Zones) -> Occurrences:
    """Give each time of an entry but those that have an entry of their own, `changed`. Raises NoSession."""
    try:
        return _occurrences(entry, tuple(changed), zones)
    except UnknownZone as error:
        raise NoSession(Reason.UNKNOWN_ZONE) from error


def _occurrences(entry: Component, changed: tuple[Moment, ...], zones: Zones) -> Occurrences:
    if entry.text("STATUS").upper() == "CANCELLED":
        raise NoSession(Reason.CANCELLED)
    start = _start(entry, zones)
    length = _length(entry, start, zones)
    whole_days = start.is_day or _is_whole_days(entry, start, length)
    if not whole_days and length <= timedelta():
        raise NoSession(Reason.NO_LENGTH)
    try:
        walls = _repeated(entry, start)
        further = [each for one in entry.all("RDATE") for each in moments(one, zones)]
        left_out = [each for one in entry.all("EXDATE") for each in moments(one, zones)]
    except FaultyTime as error:
        raise NoSession(Reason.REPEATED) from error
    spans = {wall: _span(wall, start, length, exact=entry.first("DURATION") is not None) for wall in walls}
    spans |= dict(_further(each, start, length) for each in further)
    matched = [_times_of(each, start, spans) for each in (*left_out, *changed)]
    kept = {wall: spans[wall] for wall in sorted(set(spans) - set().union(*matched))}
    if whole_days:
        # Midnight at the event may be written as the evening before in another zone.
        firsts = ((wall + timedelta(hours=12)).date() for wall in kept)
        days = (first + timedelta(days=more) for first in firsts for more in range(_days_in(length)))
        raise NoSession(Reason.WHOLE_DAY, islice(days, MOST_DAYS))
    return Occurrences(spans=tuple(kept.values()), unmatched=not all(matched))


def _start(entry: Component, zones: Zones) -> Moment:
    written = entry.first("DTSTART")
    try:
        if written is not None:
            return moment(written, zones)
    except FaultyTime:
        pass
    raise NoSession(Reason.NO_START)


def _length(entry: Component, start: Moment, zones: Zones) -> timedelta:
    """Give how long an entry takes, on the clock of its start; without an end a day, or no time at all."""
    end, length = entry.first("DTEND"), entry.first("DURATION")
    try:
        if end is not None:
            until = moment(end, zones)
            if (until.is_day, until.zone is None) != (start.is_day, start.zone is None):
                raise NoSession(Reason.NO_LENGTH)
            return until.wall_in(start.zone) - start.wall
        if length is not None:
            return duration_of(length.value)
    except FaultyTime as error:
        raise NoSession(Reason.NO_LENGTH) from error
    return timedelta(days=1) if start.is_day else timedelta()


def _is_whole_days(entry: Component, start: Moment, length: timedelta) -> bool:
    """Tell whether an entry means days though it has times, as Outlook writes them: from midnight to midnight."""
    marked = any(entry.text(mark).upper() == "TRUE" for mark in _WHOLE_DAY_MARKS)
    at_midnight = start.wall.time() == time() and length > timedelta() and not length % timedelta(days=1)
    return marked or at_midnight


def _days_in(length: timedelta) -> int:
    return max(1, min(length.days, MOST_DAYS))


def _repeated(entry: Component, start: Moment) -> list[datetime]:
    """Give what the clock shows at each start that the rule makes. Raises NoSession.

    Only rules by day and by week are read, and only ones that end soon: others can be made to run for hours.
    """
    rules = entry.all("RRULE")
    if entry.first("EXRULE") or len(rules) > 1:
        raise NoSession(Reason.REPEATED)
    if not rules:
        return [start.wall]
    rule = _parts_of(rules[0].value)
    if not set(rule) <= _READ or not {"COUNT", "UNTIL"} & set(rule) or rule.get("FREQ") not in {"DAILY", "WEEKLY"}:
        raise NoSession(Reason.REPEATED)
    if _goes_nowhere(rule, start.wall):
        raise NoSession(Reason.REPEATED)
    if "UNTIL" in rule:
        rule["UNTIL"] = f"{_until(rule['UNTIL'], start.zone):%Y%m%dT%H%M%S}"
    try:
        written = ";".join(f"{name}={value}" for name, value in rule.items())
        found = list(islice(rrulestr(written, dtstart=start.wall), MOST_TIMES + 1))
    except (ValueError, TypeError, OverflowError, KeyError) as error:
        raise NoSession(Reason.REPEATED) from error
    # What a start means that its own rule does not make, nobody defines (RFC 5545 §3.8.5.3).
    if not found or found[0] != start.wall or len(found) > MOST_TIMES or found[-1] - start.wall > LONGEST:
        raise NoSession(Reason.REPEATED)
    return found


def _parts_of(rule: str) -> dict[str, str]:
    parts = [part.partition("=") for part in rule.strip().upper().split(";") if part]
    if len({name for name, _, _ in parts}) < len(parts):
        raise NoSession(Reason.REPEATED)
    return {name: value for name, _, value in parts}


def _goes_nowhere(rule: Mapping[str, str], start: datetime) -> bool:
    """Tell whether a rule stands still, or steps by whole weeks from another weekday than those it asks for.

    Nothing ever matches it, and dateutil would look for a match until the year 9999.
    """
    steps = rule.get("INTERVAL", "1")
    if not re.fullmatch("[1-9][0-9]{0,3}", steps) or not re.fullmatch("[1-9][0-9]{0,5}", rule.get("COUNT", "1")):
        return True
    days = {day[-2:] for day in rule["BYDAY"].split(",")} if rule.get("BYDAY") else set()
    by_whole_weeks = rule["FREQ"] == "DAILY" and int(steps) % len(_WEEKDAYS) == 0
    return by_whole_weeks and bool(days) and _WEEKDAYS[start.weekday()] not in days


def _until(written: str, zone: tzinfo | None) -> datetime:
    """Give the last moment of a rule on the clock of its start: a day is meant with all its hours."""
    found = moment(Property(name="UNTIL", parameters={}, value=written), Zones([]))
    return datetime.combine(found.wall, time(23, 59, 59)) if found.is_day else found.wall_in(zone)


def _span(wall: datetime, start: Moment, length: timedelta, *, exact: bool) -> Span:
    """Give a time that moves along on the clock on the wall, as a break does across a change of the clocks.

    A DURATION in hours is counted on the line of time.
    """
    begun = Moment(wall, start.zone).instant()
    return Span(begun, begun + length if exact else Moment(wall + length, start.zone).instant())


def _further(each: Moment | Period, start: Moment, length: timedelta) -> tuple[datetime, Span]:
    if isinstance(each, Period):
        return each.start.wall_in(start.zone), Span(each.start.instant(), each.end.instant())
    wall = datetime.combine(each.wall, start.wall.time()) if each.is_day else each.wall_in(start.zone)
    return wall, _span(wall, start, length, exact=False)


def _times_of(each: Moment | Period, start: Moment, spans: Iterable[datetime]) -> set[datetime]:
    """Give the starts that an exception means: in another zone the same instant, a day whatever starts on it."""
    exception = each.start if isinstance(each, Period) else each
    if exception.is_day or start.is_day:
        return {wall for wall in spans if wall.date() == exception.wall.date()}
    wall = exception.wall_in(start.zone)
    return {wall} & set(spans)
