"""Read-only CalDAV (RFC 4791): answers to PROPFIND and REPORT from feeds, without a word about HTTP.

Paths below a home: the home itself is principal and calendar home, `{home}{name}/` one calendar, and
`{home}{name}/{uid}.ics` one entry. Who wires it answers OPTIONS with DAV_HEADER and ALLOWED_METHODS, GET of an entry
with `find`, and every method that writes with 403.
"""

import re
from collections.abc import Iterator
from posixpath import basename
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from events_service.calendars import dav_sync
from events_service.calendars.dav_data import DATA, UnsupportedData, data_of, require_supported
from events_service.calendars.dav_filters import UnsupportedFilter, matches, range_of
from events_service.calendars.dav_resources import (
    Calendar,
    Home,
    Properties,
    Resource,
    calendar_properties,
    etags,
    home_properties,
    resource_properties,
    resources,
)
from events_service.calendars.dav_xml import CALDAV, DAV, Answer, FaultyRequest, Part, multistatus, read, refused
from events_service.calendars.feed import MEDIA_TYPE as ICALENDAR
from events_service.calendars.free_busy import free_busy

DAV_HEADER = "1, 3, calendar-access"
ALLOWED_METHODS = "OPTIONS, GET, HEAD, PROPFIND, REPORT"

# Large or costly properties that `allprop` leaves out (RFC 4791 §5.2, RFC 6578 §4).
_ONLY_BY_NAME = frozenset({f"{DAV}sync-token", f"{DAV}supported-report-set", f"{DAV}current-user-privilege-set"})


def find(home: Home, path: str) -> Home | Calendar | Resource | None:
    """Find what is at a path: the home, a calendar or an entry."""
    if path.rstrip("/") == home.href.rstrip("/"):
        return home
    for calendar in home.calendars:
        if path.rstrip("/") == calendar.href.rstrip("/"):
            return calendar
        if path.startswith(calendar.href) and path.endswith(".ics"):
            return resources(calendar).get(basename(path).removesuffix(".ics"))
    return None


def propfind(home: Home, path: str, depth: str, body: bytes) -> Answer | None:
    """Answer PROPFIND (RFC 4918 §9.1) for a path; None where nothing is there. Raises FaultyRequest.

    `depth` is the header's value; without one it is infinity, which is refused.
    """
    found = find(home, path)
    if found is None:
        return None
    if depth not in {"0", "1"}:
        return refused(403, f"{DAV}propfind-finite-depth")
    request = read(body)
    if request is not None and request.tag != f"{DAV}propfind":
        raise FaultyRequest("the body of PROPFIND is not a propfind element")
    parts = [_part(node, properties, request) for node, properties in _nodes(home, found, deep=depth == "1")]
    return multistatus(parts)


def report(home: Home, path: str, body: bytes) -> Answer | None:
    """Answer REPORT on a calendar: query, multiget, free-busy or sync; None where nothing is. Raises FaultyRequest."""
    calendar = find(home, path)
    request = read(body)
    if request is None:
        raise FaultyRequest("the body of REPORT is empty")
    if not isinstance(calendar, Calendar):
        return refused(403, f"{DAV}supported-report") if calendar is not None else None
    try:
        require_supported(request.find(f"{DAV}prop/{DATA}"))
    except UnsupportedData:
        return refused(403, f"{CALDAV}supported-calendar-data")
    return _reports(home, calendar, request)


def _reports(home: Home, calendar: Calendar, request: Element) -> Answer:
    if request.tag == f"{CALDAV}calendar-query":
        return _query(home, calendar, request)
    if request.tag == f"{CALDAV}calendar-multiget":
        return multistatus(_multiget(home, calendar, request))
    if request.tag == f"{CALDAV}free-busy-query":
        return _free_busy(calendar, request)
    if request.tag == f"{DAV}sync-collection":
        return _sync(home, calendar, request)
    return refused(403, f"{DAV}supported-report")


def _nodes(home: Home, found: Home | Calendar | Resource, deep: bool) -> Iterator[tuple[str, Properties]]:
    if isinstance(found, Resource):
        yield found.href, resource_properties(home, found)
    elif isinstance(found, Calendar):
        yield found.href, calendar_properties(home, found)
        for one in resources(found).values() if deep else ():
            yield one.href, resource_properties(home, one)
    else:
        yield found.href, home_properties(found)
        for calendar in found.calendars if deep else ():
            yield calendar.href, calendar_properties(home, calendar)


def _part(href: str, properties: Properties, request: Element | None) -> Part:
    """Choose the properties that are asked for: some by name, the names of all, or all (the default)."""
    if request is not None and request.find(f"{DAV}propname") is not None:
        return Part(href=href, found={name: Element(name) for name in properties})
    asked = request.find(f"{DAV}prop") if request is not None else None
    if asked is None:
        included = request.find(f"{DAV}include") if request is not None else None
        by_name = {element.tag for element in included} if included is not None else set()
        wanted = {name: one for name, one in properties.items() if name not in _ONLY_BY_NAME or name in by_name}
        return Part(href=href, found=wanted)
    names = [element.tag for element in asked]
    found = {name: properties[name] for name in names if name in properties}
    return Part(href=href, found=found, missing=tuple(name for name in names if name not in properties))


def _reported(home: Home, found: Resource, request: Element) -> Part:
    properties = resource_properties(home, found)
    asked = request.find(f"{DAV}prop/{DATA}")
    if asked is not None:
        properties[DATA] = data_of(found, asked)
    return _part(found.href, properties, request)


def _query(home: Home, calendar: Calendar, request: Element) -> Answer:
    filter_ = request.find(f"{CALDAV}filter")
    try:
        wanted = [one for one in resources(calendar).values() if matches(filter_, one.entry)]
    except UnsupportedFilter:
        return refused(403, f"{CALDAV}supported-filter")
    return multistatus(_reported(home, one, request) for one in wanted)


def _free_busy(calendar: Calendar, request: Element) -> Answer:
    range_ = request.find(f"{CALDAV}time-range")
    try:
        begin, end = range_of(range_) if range_ is not None else (None, None)
    except UnsupportedFilter:
        begin = end = None
    if begin is None or end is None or begin >= end:
        raise FaultyRequest("a free-busy-query names a time-range with start and end in UTC, such as 20240416T000000Z")
    entries = calendar.feed.entries
    stamp = max((entry.changed_at for entry in entries), default=begin)
    return Answer(status=200, octets=free_busy(entries, begin, end, stamp), media_type=ICALENDAR)


def _multiget(home: Home, calendar: Calendar, request: Element) -> Iterator[Part]:
    found = resources(calendar)
    for element in request.findall(f"{DAV}href"):
        # A client may send the path or the whole address, and may escape what it likes.
        path = unquote(urlsplit((element.text or "").strip()).path)
        one = found.get(basename(path).removesuffix(".ics")) if path.startswith(calendar.href) else None
        yield _reported(home, one, request) if one else Part(href=(element.text or "").strip(), status=404)


def _sync(home: Home, calendar: Calendar, request: Element) -> Answer:
    """Answer what is new since a token (RFC 6578 §3.2); an unknown one makes the client begin anew."""
    limit = request.findtext(f"{DAV}limit/{DAV}nresults")
    if limit is not None and not re.fullmatch(r"\s*[0-9]{1,9}\s*", limit):
        raise FaultyRequest("the limit of results is not a number of at most nine digits")
    token = (request.findtext(f"{DAV}sync-token") or "").strip()
    try:
        changes = dav_sync.changes_since(token, etags(calendar), int(limit) if limit else None)
    except dav_sync.UnknownToken:
        return refused(403, f"{DAV}valid-sync-token")
    found = resources(calendar)
    parts = [_reported(home, found[uid], request) for uid in changes.changed]
    parts += [Part(href=f"{calendar.href}{uid}.ics", status=404) for uid in changes.gone]
    if not changes.complete:
        parts.append(Part(href=calendar.href, status=507))
    return multistatus(parts, changes.token)
