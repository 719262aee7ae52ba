"""Filters of calendar-query (RFC 4791 §9.7): which entries a client asks for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from xml.etree.ElementTree import Element

from events_service.calendars.dav_xml import CALDAV
from events_service.calendars.records import Entry


class UnsupportedFilter(ValueError):
    """A filter asks for what is not supported (the precondition CALDAV:supported-filter)."""


_VALUES: dict[str, Callable[[Entry], str]] = {
    "UID": lambda entry: entry.uid,
    "SUMMARY": lambda entry: entry.summary,
    "DESCRIPTION": lambda entry: entry.description,
    "LOCATION": lambda entry: entry.location,
    "STATUS": lambda entry: entry.status.value,
    "CATEGORIES": lambda entry: ",".join(entry.categories),
    "URL": lambda entry: entry.url or "",
    "ORGANIZER": lambda entry: f"mailto:{entry.organizer.email}" if entry.organizer else "",
    "CLASS": lambda entry: "",
    "ATTENDEE": lambda entry: "",
    "RRULE": lambda entry: "",
    "RECURRENCE-ID": lambda entry: "",
}


def matches(filter_: Element | None, entry: Entry) -> bool:
    """Tell whether an entry passes a filter; without one, all do. Raises UnsupportedFilter."""
    calendar = filter_.find(f"{CALDAV}comp-filter") if filter_ is not None else None
    if calendar is None:
        return True
    if calendar.get("name", "").upper() != "VCALENDAR":
        return calendar.find(f"{CALDAV}is-not-defined") is not None
    results = []
    for rule in calendar:
        if rule.tag != f"{CALDAV}comp-filter":
            raise UnsupportedFilter(rule.tag)
        results.append(_component_matches(rule, entry))
    return _combined(calendar, results)


def _component_matches(rule: Element, entry: Entry) -> bool:
    absent = rule.find(f"{CALDAV}is-not-defined") is not None
    name = rule.get("name", "").upper()
    if name not in {"VEVENT", "VALARM"}:
        return absent
    present = name == "VEVENT" or entry.alarm is not None
    if absent or not present:
        return absent != present
    return _combined(rule, [_rule_matches(inner, entry) for inner in rule])


def _rule_matches(rule: Element, entry: Entry) -> bool:
    if rule.tag == f"{CALDAV}time-range":
        return _in_range(rule, entry)
    if rule.tag == f"{CALDAV}comp-filter":
        return _component_matches(rule, entry)
    if rule.tag == f"{CALDAV}prop-filter":
        return _property_matches(rule, entry)
    raise UnsupportedFilter(rule.tag)


def _combined(rule: Element, results: list[bool]) -> bool:
    return any(results) if rule.get("test") == "anyof" and results else all(results)


def _property_matches(rule: Element, entry: Entry) -> bool:
    name = rule.get("name", "").upper()
    if name not in _VALUES:
        raise UnsupportedFilter(name)
    value = _VALUES[name](entry)
    results = []
    for inner in rule:
        if inner.tag == f"{CALDAV}is-not-defined":
            return not value
        if inner.tag != f"{CALDAV}text-match":
            raise UnsupportedFilter(inner.tag)
        negated = inner.get("negate-condition") == "yes"
        results.append((_text_matches(inner, value) and bool(value)) != negated)
    return bool(value) if not results else _combined(rule, results)


def _text_matches(rule: Element, value: str) -> bool:
    sought = rule.text or ""
    if rule.get("collation", "i;ascii-casemap") != "i;octet":
        value, sought = value.casefold(), sought.casefold()
    kinds: dict[str, Callable[[str, str], bool]] = {
        "contains": str.__contains__,
        "equals": str.__eq__,
        "starts-with": str.startswith,
        "ends-with": str.endswith,
    }
    kind = rule.get("match-type", "contains")
    if kind not in kinds:
        raise UnsupportedFilter(kind)
    return kinds[kind](value, sought)


def _in_range(rule: Element, entry: Entry) -> bool:
    """Tell whether an entry overlaps with a range (RFC 4791 §9.9); whole days are taken as days in UTC."""
    begin, end = range_of(rule)
    starts, ends = _in_utc(entry.starts), _in_utc(entry.ends)
    if starts == ends:
        return (begin is None or begin <= starts) and (end is None or end > starts)
    return (begin is None or begin < ends) and (end is None or end > starts)


def range_of(rule: Element) -> tuple[datetime | None, datetime | None]:
    """Read a time-range (RFC 4791 §9.9); None where an end is left open. Raises UnsupportedFilter."""
    try:
        return _instant(rule.get("start")), _instant(rule.get("end"))
    except ValueError as error:
        raise UnsupportedFilter("time-range") from error


def _instant(written: str | None) -> datetime | None:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if written else None


def _in_utc(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)
