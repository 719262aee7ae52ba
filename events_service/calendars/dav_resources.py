"""What a CalDAV client finds: a home, its calendars, their entries, and the properties of each."""

import hashlib
from email.utils import format_datetime
from functools import lru_cache
from xml.etree.ElementTree import Element

from msgspec import Struct

from events_service.calendars import dav_sync
from events_service.calendars.dav_xml import CALDAV, CALENDAR_SERVER, DAV, nested, text_element
from events_service.calendars.feed import assemble, write_entry
from events_service.calendars.lines import clean
from events_service.calendars.records import Entry, Feed

Properties = dict[str, Element]
"""Properties of a resource, by their names in Clark's notation."""

REPORTS = (
    f"{CALDAV}calendar-query",
    f"{CALDAV}calendar-multiget",
    f"{CALDAV}free-busy-query",
    f"{DAV}sync-collection",
)
MEDIA_TYPE = "text/calendar; charset=utf-8; component=VEVENT"


class Resource(Struct, frozen=True, kw_only=True):
    """One entry as a file of its own, without METHOD (RFC 4791 §4.1), with its strong ETag."""

    href: str
    entry: Entry
    octets: bytes
    etag: str


class Calendar(Struct, frozen=True, kw_only=True):
    """One calendar at `href`, an absolute path that ends with a slash."""

    href: str
    feed: Feed


class Home(Struct, frozen=True, kw_only=True):
    """Where a client begins: the principal and the home of its calendars, at a path that ends with a slash."""

    href: str
    name: str
    calendars: tuple[Calendar, ...]


def resources(calendar: Calendar) -> dict[str, Resource]:
    """Give the entries of a calendar by UID."""
    return {entry.uid: resource(calendar.href, entry) for entry in calendar.feed.entries}


@lru_cache(maxsize=8192)
def resource(folder: str, entry: Entry) -> Resource:
    """Give one entry as a resource in the calendar at `folder`."""
    octets = assemble([], [write_entry(entry)])
    etag = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    return Resource(href=f"{folder}{entry.uid}.ics", entry=entry, octets=octets, etag=etag)


def etags(calendar: Calendar) -> dict[str, str]:
    """Give the ETags of a calendar's entries by UID: what its sync token and its ctag stand for."""
    return {uid: one.etag for uid, one in resources(calendar).items()}


def home_properties(home: Home) -> Properties:
    """Give the properties of the home, which is its own principal."""
    return _named(
        nested(f"{DAV}resourcetype", f"{DAV}collection", f"{DAV}principal"),
        text_element(f"{DAV}displayname", clean(home.name)),
        nested(f"{DAV}principal-URL", _href(home.href)),
        nested(f"{CALDAV}calendar-home-set", _href(home.href)),
        nested(f"{DAV}principal-collection-set", _href(home.href)),
        *_shared(home),
    )


def calendar_properties(home: Home, calendar: Calendar) -> Properties:
    """Give the properties of a calendar, its ctag and sync token among them."""
    feed, held = calendar.feed, etags(calendar)
    component = Element(f"{CALDAV}comp", {"name": "VEVENT"})
    data = Element(f"{CALDAV}calendar-data", {"content-type": "text/calendar", "version": "2.0"})
    reports = [nested(f"{DAV}supported-report", nested(f"{DAV}report", report)) for report in REPORTS]
    return _named(
        nested(f"{DAV}resourcetype", f"{DAV}collection", f"{CALDAV}calendar"),
        text_element(f"{DAV}displayname", clean(feed.name)),
        text_element(f"{CALDAV}calendar-description", clean(feed.description)),
        nested(f"{CALDAV}supported-calendar-component-set", component),
        nested(f"{CALDAV}supported-calendar-data", data),
        nested(f"{DAV}supported-report-set", *reports),
        text_element(f"{CALENDAR_SERVER}getctag", dav_sync.state_of(held)),
        text_element(f"{DAV}sync-token", dav_sync.token_of(held)),
        text_element(f"{DAV}getcontenttype", "text/calendar; charset=utf-8"),
        *_shared(home),
    )


def resource_properties(home: Home, found: Resource) -> Properties:
    """Give the properties of an entry."""
    return _named(
        Element(f"{DAV}resourcetype"),
        text_element(f"{DAV}getetag", found.etag),
        text_element(f"{DAV}getcontenttype", MEDIA_TYPE),
        text_element(f"{DAV}getcontentlength", str(len(found.octets))),
        text_element(f"{DAV}getlastmodified", format_datetime(found.entry.changed_at, usegmt=True)),
        text_element(f"{DAV}displayname", clean(found.entry.summary)),
        *_shared(home),
    )


def _shared(home: Home) -> list[Element]:
    read_only = nested(f"{DAV}privilege", f"{DAV}read")
    return [
        nested(f"{DAV}current-user-principal", _href(home.href)),
        nested(f"{DAV}owner", _href(home.href)),
        nested(f"{DAV}current-user-privilege-set", read_only),
    ]


def _href(path: str) -> Element:
    return text_element(f"{DAV}href", path)


def _named(*properties: Element) -> Properties:
    return {element.tag: element for element in properties}
