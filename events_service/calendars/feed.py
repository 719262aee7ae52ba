"""A feed as iCalendar (RFC 5545, RFC 7986): the same entries always give the same bytes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.calendars.lines import day, duration, escaped, folded, mailto, quoted, text_line, uri, utc, wall
from events_service.calendars.records import Entry, Feed
from events_service.calendars.zones import UTC_NAMES, vtimezone

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODID = "-//events-service//Events and workshops//EN"


class Written(Struct, frozen=True, kw_only=True):
    """One entry as bytes, and the zone and years of its local times (no zone where it has none)."""

    octets: bytes
    zone: str | None
    first_year: int
    last_year: int


def write(feed: Feed) -> bytes:
    """Write a feed, as METHOD:PUBLISH: entries name an ORGANIZER and ask for no answer (RFC 5546 §3.2.1)."""
    return assemble(_head(feed), [write_entry(entry) for entry in feed.entries])


def assemble(head: Iterable[str], written: Sequence[Written]) -> bytes:
    """Put written entries into a VCALENDAR below the content lines of `head`, with the time zones that they use."""
    opening = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODID}", "CALSCALE:GREGORIAN", *head]
    parts = [*map(folded, opening), *_zones(written), *(entry.octets for entry in written), b"END:VCALENDAR\r\n"]
    return b"".join(parts)


def assemble_component(name: str, lines: Iterable[str]) -> bytes:
    """Put the content lines of one component that uses no time zone into a VCALENDAR."""
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODID}", f"BEGIN:{name}", *lines, f"END:{name}"]
    return b"".join(map(folded, [*whole, "END:VCALENDAR"]))


@lru_cache(maxsize=8192)
def write_entry(entry: Entry) -> Written:
    """Write one VEVENT; what was written lately is kept, so that a feed with one change costs one entry.

    DTSTAMP is the last revision, not the moment of writing: every server writes the same bytes.
    """
    return write_scheduled(entry, entry.changed_at, [])


def write_scheduled(entry: Entry, stamp: datetime, attendees: Sequence[str]) -> Written:
    """Write one VEVENT with a DTSTAMP of its own and with the content lines of its attendees."""
    starts, years = _moment("DTSTART", entry.starts, entry.zone)
    ends, more_years = _moment("DTEND", entry.ends, entry.zone)
    years = years + more_years
    properties = [*_properties(entry, stamp, starts, ends), *map(folded, attendees)]
    return Written(
        octets=b"".join([b"BEGIN:VEVENT\r\n", *properties, *_alarm(entry), b"END:VEVENT\r\n"]),
        zone=entry.zone if years else None,
        first_year=min(years, default=0),
        last_year=max(years, default=0),
    )


def _head(feed: Feed) -> list[str]:
    # No UID of the calendar itself (RFC 7986 §5.3): vdirsyncer takes it for that of the only entry.
    refresh = duration(feed.refresh)
    lines = [
        "METHOD:PUBLISH",
        f"NAME;LANGUAGE={feed.language}:{escaped(feed.name)}",
        f"X-WR-CALNAME:{escaped(feed.name)}",
        f"DESCRIPTION;LANGUAGE={feed.language}:{escaped(feed.description)}" if feed.description else None,
        f"X-WR-CALDESC:{escaped(feed.description)}" if feed.description else None,
        f"URL:{uri(feed.url)}",
        None if feed.personal else f"SOURCE;VALUE=URI:{uri(feed.url)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}",
        f"X-PUBLISHED-TTL:{refresh}",
        f"COLOR:{feed.color}" if feed.color else None,
    ]
    return [line for line in lines if line]


def _zones(written: Iterable[Written]) -> Iterator[bytes]:
    years: dict[str, tuple[int, int]] = {}
    for entry in written:
        if entry.zone is not None:
            first, last = years.get(entry.zone, (entry.first_year, entry.last_year))
            years[entry.zone] = (min(first, entry.first_year), max(last, entry.last_year))
    return (vtimezone(zone, *years[zone]) for zone in sorted(years))


def _moment(name: str, moment: datetime | date, zone: str) -> tuple[bytes, list[int]]:
    """Write a start or an end, and give the years for which it needs the definition of its zone."""
    if not isinstance(moment, datetime):
        return f"{name};VALUE=DATE:{day(moment)}\r\n".encode(), []
    if zone not in UTC_NAMES:
        local = moment.astimezone(ZoneInfo(zone))
        # A wall-clock time that comes twice means the first one (RFC 5545 §3.3.5): the second needs UTC.
        if not local.fold:
            return folded(f"{name};TZID={zone}:{wall(local)}"), [local.year]
    return f"{name}:{utc(moment)}\r\n".encode(), []


def _properties(entry: Entry, stamp: datetime, starts: bytes, ends: bytes) -> Iterator[bytes]:
    yield folded(f"UID:{escaped(entry.uid)}")
    yield (
        f"DTSTAMP:{utc(stamp)}\r\nCREATED:{utc(entry.created_at)}\r\nLAST-MODIFIED:{utc(entry.changed_at)}\r\n"
        f"SEQUENCE:{entry.sequence}\r\nSTATUS:{entry.status.value}\r\n"
    ).encode()
    yield starts
    yield ends
    yield text_line("SUMMARY", entry.summary, entry.summary_language)
    yield from _details(entry)
    yield b"TRANSP:TRANSPARENT\r\n" if entry.transparent else b"TRANSP:OPAQUE\r\n"


def _details(entry: Entry) -> Iterator[bytes]:
    if entry.description:
        yield text_line("DESCRIPTION", entry.description, entry.description_language)
    if entry.html:
        yield folded(f"X-ALT-DESC;FMTTYPE=text/html:{escaped(entry.html)}")
    if entry.location:
        yield text_line("LOCATION", entry.location)
    if entry.position:
        latitude, longitude = entry.position
        yield f"GEO:{latitude:.6f};{longitude:.6f}\r\n".encode()
    if entry.url:
        yield folded(f"URL:{uri(entry.url)}")
    if entry.categories:
        yield folded("CATEGORIES:" + ",".join(escaped(category) for category in entry.categories))
    if entry.organizer:
        yield folded(f"ORGANIZER;CN={quoted(entry.organizer.name)}:{mailto(entry.organizer.email)}")
    if entry.conference:
        yield folded(f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:{uri(entry.conference)}")
    if entry.image:
        yield folded(f"IMAGE;VALUE=URI;DISPLAY=BADGE:{uri(entry.image.address)}")
    if entry.color:
        yield folded(f"COLOR:{entry.color}")


def _alarm(entry: Entry) -> Iterator[bytes]:
    if entry.alarm:
        trigger, summary = duration(-entry.alarm), escaped(entry.summary)
        alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{summary}", f"TRIGGER:{trigger}", "END:VALARM")
        yield b"".join(folded(line) for line in alarm)
