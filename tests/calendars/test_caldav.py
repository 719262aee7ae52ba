"""CalDAV: what a client may ask, and what it gets."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

import pytest
from msgspec.structs import replace

from events_service.calendars import dav_sync
from events_service.calendars.caldav import find, propfind, report
from events_service.calendars.dav_resources import Home, Resource, etags, resources
from events_service.calendars.dav_xml import CALDAV, CALENDAR_SERVER, DAV, Answer, FaultyRequest
from events_service.calendars.free_busy import free_busy
from events_service.calendars.records import Entry, Status
from tests.calendars.feeds import FEED
from tests.calendars.homes import HOME, NAMES, VISIT, WELCOME, WHOLE_DAY, home_of


def statuses(answer: Answer | None) -> dict[str, str]:
    """Give, by address, the status of each response that has one of its own."""
    assert answer is not None
    assert answer.status == 207
    found = {}
    for response in fromstring(answer.octets):
        if response.tag == f"{DAV}response":
            found[response.findtext(f"{DAV}href") or ""] = response.findtext(f"{DAV}status") or "properties"
    return found


def properties(answer: Answer | None, href: str) -> tuple[dict[str, Element], set[str]]:
    """Give the properties that one response found, and the names of those it did not."""
    assert answer is not None
    found: dict[str, Element] = {}
    missing: set[str] = set()
    for response in fromstring(answer.octets).findall(f"{DAV}response"):
        if response.findtext(f"{DAV}href") != href:
            continue
        for propstat in response.findall(f"{DAV}propstat"):
            here = {element.tag: element for element in propstat.find(f"{DAV}prop") or ()}
            if "200" in (propstat.findtext(f"{DAV}status") or ""):
                found |= here
            else:
                missing |= here.keys()
    return found, missing


def asking(*names: str) -> bytes:
    return f"<D:propfind {NAMES}><D:prop>{''.join(f'<{name}/>' for name in names)}</D:prop></D:propfind>".encode()


def querying(filter_: str, names: str = "<D:getetag/>") -> bytes:
    rules = f'<C:filter><C:comp-filter name="VCALENDAR">{filter_}</C:comp-filter></C:filter>'
    return f"<C:calendar-query {NAMES}><D:prop>{names}</D:prop>{rules}</C:calendar-query>".encode()


def syncing(token: str, limit: str = "") -> bytes:
    what = f"<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>{limit}<D:prop><D:getetag/></D:prop>"
    return f"<D:sync-collection {NAMES}>{what}</D:sync-collection>".encode()


def token_in(answer: Answer | None) -> str:
    assert answer is not None
    return fromstring(answer.octets).findtext(f"{DAV}sync-token") or ""


def summaries(home: Home, answer: Answer | None) -> set[str]:
    by_href = {one.href: one.entry.summary for one in resources(home.calendars[0]).values()}
    return {by_href[href] for href in statuses(answer)}


def test_a_client_finds_its_way_from_the_home_to_the_calendar() -> None:
    names = ("D:resourcetype", "D:current-user-principal", "C:calendar-home-set", "D:quota")
    found, missing = properties(propfind(HOME, "/dav/public/", "1", asking(*names)), "/dav/public/")
    assert found[f"{DAV}current-user-principal"].findtext(f"{DAV}href") == "/dav/public/"
    assert found[f"{CALDAV}calendar-home-set"].findtext(f"{DAV}href") == "/dav/public/"
    assert missing == {f"{DAV}quota"}
    calendar, _ = properties(propfind(HOME, "/dav/public/", "1", asking(*names)), "/dav/public/all/")
    kinds = {element.tag for element in calendar[f"{DAV}resourcetype"]}
    assert kinds == {f"{DAV}collection", f"{CALDAV}calendar"}


def test_a_calendar_says_what_it_is_and_in_which_state() -> None:
    names = ("D:displayname", "CS:getctag", "D:sync-token", "D:current-user-privilege-set", "D:supported-report-set")
    found, missing = properties(propfind(HOME, "/dav/public/all/", "0", asking(*names)), "/dav/public/all/")
    assert missing == set()
    assert found[f"{DAV}displayname"].text == FEED.name
    assert found[f"{CALENDAR_SERVER}getctag"].text == dav_sync.state_of(etags(HOME.calendars[0]))
    privileges = [element.tag for element in found[f"{DAV}current-user-privilege-set"].iter()]
    assert privileges.count(f"{DAV}read") == 1
    assert f"{DAV}write" not in privileges


def test_depth_one_lists_the_entries_and_depth_zero_does_not() -> None:
    inner = {one.href for one in resources(HOME.calendars[0]).values()}
    assert statuses(propfind(HOME, "/dav/public/all/", "1", b"")).keys() == {"/dav/public/all/", *inner}
    assert statuses(propfind(HOME, "/dav/public/all/", "0", b"")).keys() == {"/dav/public/all/"}


def test_endless_depth_is_refused_and_a_path_without_anything_is_unknown() -> None:
    answer = propfind(HOME, "/dav/public/all/", "infinity", b"")
    assert answer is not None
    assert (answer.status, fromstring(answer.octets)[0].tag) == (403, f"{DAV}propfind-finite-depth")
    assert propfind(HOME, "/dav/other/", "0", b"") is None
    assert report(HOME, "/dav/other/", querying("")) is None


def test_all_properties_leave_out_the_costly_ones_unless_they_are_included() -> None:
    everything, _ = properties(propfind(HOME, "/dav/public/all/", "0", b""), "/dav/public/all/")
    assert f"{DAV}displayname" in everything
    assert f"{DAV}sync-token" not in everything
    body = f"<D:propfind {NAMES}><D:allprop/><D:include><D:sync-token/></D:include></D:propfind>".encode()
    included, _ = properties(propfind(HOME, "/dav/public/all/", "0", body), "/dav/public/all/")
    assert f"{DAV}sync-token" in included
    names = f"<D:propfind {NAMES}><D:propname/></D:propfind>".encode()
    named, _ = properties(propfind(HOME, "/dav/public/all/", "0", names), "/dav/public/all/")
    assert {element.text for element in named.values()} == {None}


def test_an_entry_is_a_file_without_method() -> None:
    one = find(HOME, f"/dav/public/all/{WELCOME.uid}.ics")
    assert isinstance(one, Resource)
    assert b"METHOD" not in one.octets
    assert one.octets.count(b"BEGIN:VEVENT") == one.octets.count(b"BEGIN:VTIMEZONE") == 1


def test_the_etag_of_an_entry_changes_with_its_content_alone() -> None:
    def etag(entry: Entry) -> str:
        return resources(home_of(entry).calendars[0])[entry.uid].etag

    assert etag(WELCOME) == etag(replace(WELCOME))
    assert etag(WELCOME) != etag(replace(WELCOME, summary="Welcome!"))


def in_event(rules: str = "", test: str = "allof") -> str:
    return f'<C:comp-filter name="VEVENT" test="{test}">{rules}</C:comp-filter>'


def prop(name: str, rules: str) -> str:
    return f'<C:prop-filter name="{name}">{rules}</C:prop-filter>'


def match(text: str, attributes: str = "") -> str:
    return f"<C:text-match {attributes}>{text}</C:text-match>"


ALL = {"Welcome", "Study visit", "3rd interregional workshop"}
ABSENT = "<C:is-not-defined/>"


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ("", ALL),
        (in_event(), ALL),
        (in_event(ABSENT), set()),
        ('<C:comp-filter name="VTODO"/>', set()),
        (f'<C:comp-filter name="VTODO">{ABSENT}</C:comp-filter>', ALL),
        (in_event('<C:time-range start="20240416T000000Z" end="20240417T000000Z"/>'), {"Welcome"}),
        (in_event('<C:time-range start="20240417T140000Z"/>'), {"3rd interregional workshop"}),
        (in_event('<C:time-range end="20240417T110000Z"/>'), {"Welcome"}),
        (in_event(prop("SUMMARY", match("STUDY"))), {"Study visit"}),
        (in_event(prop("SUMMARY", match("study", 'negate-condition="yes"'))), ALL - {"Study visit"}),
        (in_event(prop("SUMMARY", match("welcome", 'collation="i;octet" match-type="equals"'))), set()),
        (in_event(prop("CATEGORIES", ABSENT)), {"3rd interregional workshop"}),
        (in_event(prop("UID", match(VISIT.uid, 'match-type="equals"'))), {"Study visit"}),
        (in_event(prop("SUMMARY", match("welcome")) + '<C:time-range start="20240418T000000Z"/>'), set()),
        (
            in_event(prop("SUMMARY", match("welcome")) + '<C:time-range start="20240418T000000Z"/>', "anyof"),
            ALL - {"Study visit"},
        ),
        (in_event('<C:comp-filter name="VALARM"/>'), ALL - {"Welcome"}),
    ],
)
def test_a_query_gives_the_entries_that_pass_its_filter(filter_: str, expected: set[str]) -> None:
    assert summaries(HOME, report(HOME, "/dav/public/all/", querying(filter_))) == expected


@pytest.mark.parametrize(
    "filter_",
    [
        in_event(prop("X-SECRET", "")),
        in_event(prop("SUMMARY", '<C:param-filter name="LANGUAGE"/>')),
        in_event(prop("SUMMARY", match("a", 'match-type="sounds-like"'))),
        in_event('<C:time-range start="tomorrow"/>'),
        in_event("<C:other/>"),
        "<C:other/>",
    ],
)
def test_a_filter_that_is_not_supported_is_refused_rather_than_ignored(filter_: str) -> None:
    answer = report(HOME, "/dav/public/all/", querying(filter_))
    assert answer is not None
    assert (answer.status, fromstring(answer.octets)[0].tag) == (403, f"{CALDAV}supported-filter")


def test_calendar_data_in_a_report_is_the_entry_to_the_octet() -> None:
    one = resources(HOME.calendars[0])[WELCOME.uid]
    body = querying("", "<D:getetag/><C:calendar-data/><D:quota/>")
    found, missing = properties(report(HOME, "/dav/public/all/", body), one.href)
    assert (found[f"{CALDAV}calendar-data"].text or "").encode() == one.octets
    assert found[f"{DAV}getetag"].text == one.etag
    assert missing == {f"{DAV}quota"}


def test_a_multiget_gives_the_entries_it_names_however_they_are_written() -> None:
    hrefs = [
        f"/dav/public/all/{WELCOME.uid}.ics",
        f"https://events.example.org/dav/public/all/{VISIT.uid}.ics",
        f"/dav/public/all/{WHOLE_DAY.uid}%2Eics",
        "/dav/public/all/nothing.ics",
        f"/dav/elsewhere/{WELCOME.uid}.ics",
    ]
    listed = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    prop = "<D:prop><D:getetag/></D:prop>"
    body = f"<C:calendar-multiget {NAMES}>{prop}{listed}</C:calendar-multiget>".encode()
    found = statuses(report(HOME, "/dav/public/all/", body))
    assert [status for status in found.values() if "404" in status] == ["HTTP/1.1 404 Not Found"] * 2
    assert sum(status == "properties" for status in found.values()) == 3


def test_a_sync_tells_what_is_new_what_changed_and_what_is_gone() -> None:
    first = report(HOME, "/dav/public/all/", syncing(""))
    assert summaries(HOME, first) == {"Welcome", "Study visit", "3rd interregional workshop"}
    assert statuses(report(HOME, "/dav/public/all/", syncing(token_in(first)))) == {}
    later = home_of(WELCOME, replace(VISIT, summary="Study visit, later", sequence=3))
    second = report(later, "/dav/public/all/", syncing(token_in(first)))
    assert statuses(second) == {
        f"/dav/public/all/{VISIT.uid}.ics": "properties",
        f"/dav/public/all/{WHOLE_DAY.uid}.ics": "HTTP/1.1 404 Not Found",
    }
    assert statuses(report(later, "/dav/public/all/", syncing(token_in(second)))) == {}


def test_a_sync_with_a_limit_goes_on_where_it_stopped() -> None:
    token, seen = "", set[str]()
    for _ in range(3):
        limit = "<D:limit><D:nresults>1</D:nresults></D:limit>"
        answer = report(HOME, "/dav/public/all/", syncing(token, limit))
        token, found = token_in(answer), statuses(answer)
        more = found.pop("/dav/public/all/", None)
        assert len(found) == 1
        seen |= found.keys()
    assert more is None
    assert len(seen) == 3
    assert token == dav_sync.token_of(etags(HOME.calendars[0]))


@pytest.mark.parametrize(
    "token", ["data:,abc", "http://example.org/1", "data:application/octet-stream;base64,AAAA", dav_sync._HELD + "é"]
)
def test_a_foreign_token_makes_the_client_begin_anew(token: str) -> None:
    answer = report(HOME, "/dav/public/all/", syncing(token))
    assert answer is not None
    assert (answer.status, fromstring(answer.octets)[0].tag) == (403, f"{DAV}valid-sync-token")


def test_a_calendar_of_many_thousand_entries_has_a_short_token_that_only_tells_same_from_changed() -> None:
    many = {str(UUID(int=number)): "x" for number in range(dav_sync.MOST_HELD + 1)}
    token = dav_sync.token_of(many)
    assert len(token) < 60
    assert dav_sync.changes_since(token, many).changed == ()
    assert len(dav_sync.changes_since("", many).changed) == len(many)
    with pytest.raises(dav_sync.UnknownToken):
        dav_sync.changes_since(token, many | {str(UUID(int=0)): "y"})


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><D:propfind xmlns:D="DAV:">&c;</D:propfind>'


@pytest.mark.parametrize(
    "body",
    [b"<D:propfind", b"no xml", BOMB, BOMB.decode().encode("utf-16"), b"<other/>", b"<a>" + b" " * 1_000_000 + b"</a>"],
)
def test_a_body_that_cannot_be_read_is_a_faulty_request(body: bytes) -> None:
    with pytest.raises(FaultyRequest):
        propfind(HOME, "/dav/public/all/", "0", body)


@pytest.mark.parametrize("limit", ["9" * 5_000, "-1", "many", " "])
def test_a_limit_that_is_no_usable_number_is_a_faulty_request(limit: str) -> None:
    with pytest.raises(FaultyRequest):
        report(HOME, "/dav/public/all/", syncing("", f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>"))


def test_a_filter_without_end_is_a_faulty_request() -> None:
    endless = '<C:comp-filter name="VEVENT">' * 5_000 + "</C:comp-filter>" * 5_000
    with pytest.raises(FaultyRequest):
        report(HOME, "/dav/public/all/", querying(endless))


def test_reports_that_are_unknown_or_asked_of_something_else_are_refused() -> None:
    unknown = f"<D:expand-property {NAMES}/>".encode()
    for path, body in (("/dav/public/all/", unknown), ("/dav/public/", querying(""))):
        answer = report(HOME, path, body)
        assert answer is not None
        assert (answer.status, fromstring(answer.octets)[0].tag) == (403, f"{DAV}supported-report")
    with pytest.raises(FaultyRequest):
        report(HOME, "/dav/public/all/", b"")


def test_an_entry_without_length_is_found_where_it_is() -> None:
    moment = replace(WELCOME, ends=WELCOME.starts)
    home = home_of(moment)
    for shift, expected in ((0, {"Welcome"}), (1, set())):
        start = WELCOME.starts + timedelta(seconds=shift)
        assert isinstance(start, datetime)
        rule = in_event(f'<C:time-range start="{start:%Y%m%dT%H%M%SZ}"/>')
        assert summaries(home, report(home, "/dav/public/all/", querying(rule))) == expected


def test_free_busy_joins_what_overlaps_and_leaves_out_what_keeps_nobody() -> None:
    def at(hour: int) -> datetime:
        return datetime(2024, 4, 16, hour, tzinfo=UTC)

    def entry(uid: str, starts: datetime | date, ends: datetime | date, **changes: Any) -> Entry:
        return replace(WELCOME, uid=uid, starts=starts, ends=ends, **changes)

    entries = [
        entry("1", at(8), at(10)),
        entry("2", at(9), at(11)),
        entry("3", at(12), at(13), transparent=True),
        entry("4", at(13), at(14), status=Status.CANCELLED, transparent=True),
        entry("5", at(15), at(16), status=Status.TENTATIVE),
        entry("6", date(2024, 4, 17), date(2024, 4, 18)),
    ]
    octets = free_busy(entries, at(9), datetime(2024, 4, 17, tzinfo=UTC), at(0))
    lines = octets.decode().split("\r\n")
    assert [line for line in lines if line.startswith("FREEBUSY")] == [
        "FREEBUSY;FBTYPE=BUSY:20240416T090000Z/20240416T110000Z",
        # The whole day begins at midnight in Bucharest.
        "FREEBUSY;FBTYPE=BUSY:20240416T210000Z/20240417T000000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20240416T150000Z/20240416T160000Z",
    ]


@pytest.mark.parametrize(
    "range_", ["", '<C:time-range start="20240416T000000Z"/>', '<C:time-range start="x" end="y"/>']
)
def test_free_busy_without_a_span_is_refused_in_a_sentence(range_: str) -> None:
    body = f'<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">{range_}</C:free-busy-query>'
    with pytest.raises(FaultyRequest, match="time-range with start and end"):
        report(HOME, HOME.calendars[0].href, body.encode())
