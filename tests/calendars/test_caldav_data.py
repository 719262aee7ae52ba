"""Calendar data as a report asks for it: expanded, or some of its components and properties."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from msgspec.structs import replace

from events_service.calendars.caldav import report
from events_service.calendars.dav_resources import Home
from events_service.calendars.dav_xml import CALDAV, Answer, FaultyRequest
from tests.calendars.homes import HOME, NAMES, VISIT, WELCOME, WHOLE_DAY, home_of

EXPAND = Path(__file__).parent / "inputs" / "d1_expand.xml"
IN_APRIL_2026 = home_of(
    replace(WELCOME, starts=datetime(2026, 4, 14, 7, tzinfo=UTC), ends=datetime(2026, 4, 14, 8, tzinfo=UTC)), VISIT
)


def ask(data: str, home: Home = HOME, uid: str = VISIT.uid) -> Answer:
    """Ask for one entry by a multiget."""
    named = f"<D:prop>{data}</D:prop><D:href>/dav/public/all/{uid}.ics</D:href>"
    answer = report(home, "/dav/public/all/", f"<C:calendar-multiget {NAMES}>{named}</C:calendar-multiget>".encode())
    assert answer is not None
    return answer


def data(answer: Answer) -> str:
    (found,) = fromstring(answer.octets).iter(f"{CALDAV}calendar-data")
    return found.text or ""


def test_what_is_expanded_has_its_times_in_utc_and_no_zone() -> None:
    answer = report(IN_APRIL_2026, "/dav/public/all/", EXPAND.read_bytes())
    assert answer is not None
    text = data(answer)
    assert "DTSTART:20260414T070000Z\r\nDTEND:20260414T080000Z\r\n" in text
    assert "TZID" not in text
    assert "SUMMARY;LANGUAGE=bg:Welcome\r\n" in text


def test_a_whole_day_that_is_expanded_stays_a_day() -> None:
    expand = '<C:expand start="20240401T000000Z" end="20240501T000000Z"/>'
    text = data(ask(f"<C:calendar-data>{expand}</C:calendar-data>", uid=WHOLE_DAY.uid))
    assert "DTSTART;VALUE=DATE:20240418\r\n" in text


def test_some_properties_of_an_entry_come_and_no_others() -> None:
    asked = """<C:calendar-data><C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VEVENT">
        <C:prop name="UID"/><C:prop name="DTSTART"/><C:prop name="SUMMARY" novalue="yes"/></C:comp>
        </C:comp></C:calendar-data>"""
    assert data(ask(asked)).splitlines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"UID:{VISIT.uid}",
        "DTSTART;TZID=Europe/Bucharest:20240417T140000",
        "SUMMARY;LANGUAGE=bg:",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_all_properties_and_components_are_the_whole_entry() -> None:
    asked = '<C:calendar-data><C:comp name="VCALENDAR"><C:allprop/><C:allcomp/></C:comp></C:calendar-data>'
    assert data(ask(asked)) == data(ask("<C:calendar-data/>"))
    outside = '<C:calendar-data><C:comp name="VCALENDAR"><C:allprop/></C:comp></C:calendar-data>'
    assert "VEVENT" not in data(ask(outside))


def test_a_long_line_stays_folded_and_whole() -> None:
    long = replace(VISIT, description="Привет, " * 40)
    asked = """<C:calendar-data><C:comp name="VCALENDAR"><C:comp name="VEVENT"><C:prop name="DESCRIPTION"/></C:comp>
        </C:comp></C:calendar-data>"""
    text = data(ask(asked, home_of(long)))
    assert text.replace("\r\n ", "").count("Привет") == 40


@pytest.mark.parametrize("within", ["expand", "limit-recurrence-set", "limit-freebusy-set"])
def test_a_range_without_its_ends_is_a_faulty_request(within: str) -> None:
    with pytest.raises(FaultyRequest, match=within):
        ask(f'<C:calendar-data><C:{within} start="20240401T000000Z"/></C:calendar-data>')


def test_another_format_than_icalendar_is_refused_by_its_precondition() -> None:
    answer = ask('<C:calendar-data content-type="application/calendar+json"/>')
    assert (answer.status, fromstring(answer.octets)[0].tag) == (403, f"{CALDAV}supported-calendar-data")
