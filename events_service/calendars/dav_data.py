"""The calendar data that a report asks for (RFC 4791 §9.6): whole, expanded, or some components and properties."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from events_service.calendars.dav_filters import UnsupportedFilter, range_of
from events_service.calendars.dav_resources import Resource
from events_service.calendars.dav_xml import CALDAV, FaultyRequest, text_element
from events_service.calendars.feed import assemble, write_entry

DATA = f"{CALDAV}calendar-data"
_LINE_END = re.compile(rb"\r\n(?![ \t])")


class UnsupportedData(ValueError):
    """Calendar data is asked for in another format (the precondition CALDAV:supported-calendar-data)."""


def require_supported(asked: Element | None) -> None:
    """Refuse what is asked for in vain. Raises UnsupportedData, FaultyRequest."""
    if asked is None:
        return
    media_type, version = asked.get("content-type", "text/calendar"), asked.get("version", "2.0")
    if (media_type.lower(), version) != ("text/calendar", "2.0"):
        raise UnsupportedData(media_type)
    for name in ("expand", "limit-recurrence-set", "limit-freebusy-set"):
        within = asked.find(f"{CALDAV}{name}")
        if within is not None:
            _require_range(name, within)


def _require_range(name: str, within: Element) -> None:
    try:
        begin, end = range_of(within)
    except UnsupportedFilter:
        begin = end = None
    if begin is None or end is None or begin >= end:
        raise FaultyRequest(f"{name} names a start and an end in UTC, such as 20240416T000000Z")


def data_of(found: Resource, asked: Element) -> Element:
    """Give an entry's iCalendar text as it was asked for.

    None of our entries is repeated: expanding makes their times UTC (§9.6.5), and limits leave them as they are.
    """
    octets = found.octets
    if asked.find(f"{CALDAV}expand") is not None:
        octets = assemble([], [write_entry(replace(found.entry, zone="UTC"))])
    component = asked.find(f"{CALDAV}comp")
    if component is not None:
        lines = _LINE_END.split(octets)[:-1]
        octets = b"".join(line + b"\r\n" for line in _chosen(iter(lines[1:]), lines[0], component))
    return text_element(DATA, octets.decode())


def _chosen(lines: Iterator[bytes], opening: bytes, asked: Element | None) -> Iterator[bytes]:
    """Give a component, from its opening line, with the properties and components that are asked for (§9.6.1).

    Without a request for it, it is passed over.
    """
    everything = asked is not None and asked.find(f"{CALDAV}allprop") is not None
    whole = asked is not None and asked.find(f"{CALDAV}allcomp") is not None
    wanted = {each.get("name", "").upper(): each for each in (asked if asked is not None else ())}
    if asked is not None:
        yield opening
    for line in lines:
        name = re.split(b"[;:]", line, maxsplit=1)[0].decode().upper()
        if name == "END":
            if asked is not None:
                yield line
            return
        if name == "BEGIN":
            inner = wanted.get(line.partition(b":")[2].decode().upper())
            if inner is not None and inner.tag != f"{CALDAV}comp":
                inner = None
            yield from _chosen(lines, line, _ALL if whole and asked is not None else inner)
        elif everything:
            yield line
        elif (own := wanted.get(name)) is not None and own.tag == f"{CALDAV}prop":
            yield re.split(b":", line, maxsplit=1)[0] + b":" if own.get("novalue") == "yes" else line


_ALL = Element(f"{CALDAV}comp")
_ALL.extend([Element(f"{CALDAV}allprop"), Element(f"{CALDAV}allcomp")])
