"""A calendar file into what it holds: when each entry takes place, what it is called, and what was left out and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from events_service.calendars.received.content import CannotRead, Component, Property, Why, read_components
from events_service.calendars.received.moments import FaultyTime, Moment, UnknownZone, moment
from events_service.calendars.received.occurrences import MOST_DAYS, NoSession, Reason, Span, occurrences
from events_service.calendars.received.zones import Zones, iana_name
from events_service.web.hypertext import plain

MOST_SPANS = 2_000
_NAMES = ("NAME", "X-WR-CALNAME")


class Said(Struct, frozen=True):
    """A text, and the language that the file names for it, or none."""

    text: str
    language: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """An entry at one of its times."""

    span: Span
    title: Said
    description: Said
    place: Said
    categories: tuple[str, ...]


class LeftOut(Struct, frozen=True, kw_only=True):
    """An entry, or a part of one, that did not come in."""

    title: str
    reason: Reason


class ReceivedCalendar(Struct, frozen=True, kw_only=True, tag="calendar"):
    """What a file holds.

    `zones` are the IANA names that may be its zone, the one it names first, then the most used; `days` those of
    entries without a time of day.
    """

    name: str
    found: tuple[Found, ...]
    left_out: tuple[LeftOut, ...]
    days: tuple[date, ...]
    zones: tuple[str, ...]


class Unread(Struct, frozen=True, kw_only=True, tag="unread"):
    """A file that is no calendar, and why."""

    why: Why


def read_calendar_file(octets: bytes) -> ReceivedCalendar | Unread:
    """Read a calendar file (RFC 5545)."""
    try:
        calendars = read_components(octets)
        entries = [each for calendar in calendars for each in _entries(calendar)]
        if not entries:
            raise CannotRead(Why.NO_ENTRIES)
    except CannotRead as refusal:
        return Unread(why=refusal.why)
    zones = Zones(calendars)
    latest, left_out = _latest(entries)
    found, days = [], set()
    for entry, changed in _with_changes(latest, zones, left_out):
        try:
            taken = occurrences(entry, changed, zones)
        except NoSession as refusal:
            left_out.append(LeftOut(title=_title(entry), reason=refusal.reason))
            days |= set(refusal.days)
            continue
        if taken.unmatched:
            left_out.append(LeftOut(title=_title(entry), reason=Reason.NO_SUCH_TIME))
        found += [_found(entry, span) for span in taken.spans]
        if len(found) > MOST_SPANS:
            left_out.append(LeftOut(title=_title(entry), reason=Reason.TOO_MANY))
            break
    return ReceivedCalendar(
        name=next((plain(one.text()) for each in calendars for key in _NAMES if (one := each.first(key))), ""),
        found=tuple(found),
        left_out=tuple(left_out),
        days=tuple(sorted(days)[:MOST_DAYS]),
        zones=tuple(_zone_names(calendars, entries)),
    )


def _entries(component: Component) -> Iterator[Component]:
    """Give the entries of a calendar; those of one that calls off are cancelled (RFC 5546 §3.2.5)."""
    called_off = component.text("METHOD").upper() == "CANCEL"
    for each in component.inner:
        if each.name == "VEVENT":
            if called_off:
                each.properties.insert(0, Property(name="STATUS", parameters={}, value="CANCELLED"))
            yield each


def _latest(entries: Iterable[Component]) -> tuple[list[Component], list[LeftOut]]:
    """Take the latest version of what stands there more than once, as exports of several calendars do."""
    kept: dict[object, Component] = {}
    left_out = []
    for place, entry in enumerate(entries):
        replaces = entry.first("RECURRENCE-ID")
        key = (entry.text("UID"), replaces and replaces.value) if entry.text("UID") else place
        if key in kept:
            left_out.append(LeftOut(title=_title(entry), reason=Reason.TWICE))
        kept[key] = max(kept.get(key, entry), entry, key=_rank)
    return list(kept.values()), left_out


def _rank(entry: Component) -> tuple[int, str]:
    sequence = entry.text("SEQUENCE")
    return int(sequence) if sequence.isascii() and sequence.isdecimal() and len(sequence) < 10 else 0, entry.text(
        "DTSTAMP"
    )


def _with_changes(
    entries: Sequence[Component], zones: Zones, left_out: list[LeftOut]
) -> Iterator[tuple[Component, tuple[Moment, ...]]]:
    """Give each entry, a repeated one with those of its times that have an entry of their own.

    A series of which a change holds for all times from then on is left out whole (RFC 5545 §3.2.13).
    """
    changed: dict[str, list[Moment]] = {}
    not_read = set()
    for entry in entries:
        replaces = entry.first("RECURRENCE-ID")
        if replaces is None or not entry.text("UID"):
            continue
        try:
            changed.setdefault(entry.text("UID"), []).append(moment(replaces, zones))
        except (FaultyTime, UnknownZone):
            not_read.add(entry.text("UID"))
        if "RANGE" in replaces.parameters:
            not_read.add(entry.text("UID"))
    for entry in entries:
        if entry.text("UID") in not_read:
            left_out.append(LeftOut(title=_title(entry), reason=Reason.FROM_THEN_ON))
        else:
            yield entry, () if entry.first("RECURRENCE-ID") else tuple(changed.get(entry.text("UID"), ()))


def _found(entry: Component, span: Span) -> Found:
    rich = next((each for each in entry.all("X-ALT-DESC") if "html" in each.parameters.get("FMTTYPE", "")), None)
    return Found(
        span=span,
        title=_said(entry.first("SUMMARY"), one_line=True) if entry.text("SUMMARY") else Said(_title(entry)),
        description=_said(entry.first("DESCRIPTION") if entry.text("DESCRIPTION") else rich),
        place=_said(entry.first("LOCATION"), one_line=True),
        categories=tuple(text for each in entry.all("CATEGORIES") for text in each.texts()),
    )


def _said(property_: Property | None, *, one_line: bool = False) -> Said:
    if property_ is None:
        return Said("")
    text = plain(property_.text())
    return Said(" ".join(text.split()) if one_line else text, property_.parameters.get("LANGUAGE", ""))


def _title(entry: Component) -> str:
    return _said(entry.first("SUMMARY"), one_line=True).text or entry.text("UID") or "?"


def _zone_names(calendars: Iterable[Component], entries: Iterable[Component]) -> Iterator[str]:
    yield from (iana_name(named) for each in calendars if (named := each.text("X-WR-TIMEZONE")))
    starts = (each.first("DTSTART") for each in entries)
    used: Mapping[str, int] = Counter(start.parameters.get("TZID", "") for start in starts if start)
    yield from (iana_name(name) for name, _ in Counter(used).most_common() if name)
