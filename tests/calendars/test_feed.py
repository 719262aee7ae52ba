"""Feeds as bytes: what three libraries read in them, that any text survives, and that equal feeds are equal bytes."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import EventStatus
from msgspec.structs import replace

from events_service.calendars.entries import Grain, Reader, of_event, of_project
from events_service.calendars.feed import write
from events_service.calendars.lines import clean
from events_service.calendars.records import Entry, Feed, Organizer, Status
from events_service.programme import records
from events_service.programme.revisions import revise_milestones
from tests.calendars.feeds import ENTRY, FEED
from tests.world.events import HARGHITA, without_session
from tests.world.project import WITH_MILESTONES
from tests.world.revisions import loaded
from tests.world.times import LOADED_AT, NOW


def feed_of(*entries: Entry) -> Feed:
    return replace(FEED, entries=entries)


def strictly_read(octets: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(octets.decode())


def unfolded(octets: bytes) -> list[str]:
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_feed_is_written_as_the_standards_say() -> None:
    lines = unfolded(write(FEED))
    assert lines[:15] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//events-service//Events and workshops//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=en:SECON: events\\, workshops",
        "X-WR-CALNAME:SECON: events\\, workshops",
        "DESCRIPTION;LANGUAGE=en:All public events",
        "X-WR-CALDESC:All public events",
        "URL:https://events.example.org/calendar.ics",
        "SOURCE;VALUE=URI:https://events.example.org/calendar.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "COLOR:navy",
        "BEGIN:VTIMEZONE",
    ]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:3a8835e2-b6ca-5981-b021-f4ddffb26017",
        "DTSTAMP:20240301T090000Z",
        "CREATED:20240201T090000Z",
        "LAST-MODIFIED:20240301T090000Z",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Bucharest:20240416T091500",
        "DTEND;TZID=Europe/Bucharest:20240416T094500",
        "SUMMARY;LANGUAGE=bg:Добре дошли",
        "DESCRIPTION;LANGUAGE=en:Bring boots\\; gloves\\, too.\\nThe bus leaves at 14:00.",
        "X-ALT-DESC;FMTTYPE=text/html:<p>Bring boots\\; gloves\\, too.</p>",
        "LOCATION:Main hall\\, County Hall",
        "GEO:46.360000;25.800000",
        "URL:https://events.example.org/events/harghita-2024#welcome",
        "CATEGORIES:Study visit,Bus\\, train",
        "ORGANIZER;CN=\"Team ^'H^'; Harghita\":mailto:events@example.org",
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://meet.example.org/secon?room=1",
        "IMAGE;VALUE=URI;DISPLAY=BADGE:https://events.example.org/emblem.png",
        "COLOR:navy",
        "TRANSP:OPAQUE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Добре дошли",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_every_line_ends_with_crlf_and_has_at_most_75_octets() -> None:
    octets = write(feed_of(replace(ENTRY, summary="Καλωσόρισμα 😀 " * 40, description="á" * 10_000)))
    lines = octets.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()


def test_a_feed_without_entries_is_valid() -> None:
    octets = write(feed_of())
    assert strictly_read(octets).events == []
    assert icalendar.Calendar.from_ical(octets).events == []
    assert b"VTIMEZONE" not in octets


def test_equal_feeds_are_equal_bytes() -> None:
    def made() -> bytes:
        entries = of_event(HARGHITA, loaded(HARGHITA), Reader(language="el", base_url="https://events.example.org"))
        return write(feed_of(*entries))

    assert made() == made()


def test_a_strict_library_reads_the_same_back() -> None:
    (event,) = strictly_read(write(FEED)).events
    assert (event.uid, event.sequence, event.status) == (ENTRY.uid, 2, EventStatus.CONFIRMED)
    assert (event.dtstamp, event.created, event.last_modified) == (NOW, LOADED_AT, NOW)
    assert (event.dtstart, event.dtend) == (ENTRY.starts, ENTRY.ends)
    assert event.dtstart.tzinfo == ZoneInfo("Europe/Bucharest")
    assert (event.summary, event.description, event.location) == (ENTRY.summary, ENTRY.description, ENTRY.location)
    assert event.geo is not None
    assert (event.geo.lat, event.geo.lng) == ENTRY.position
    assert str(event.url) == ENTRY.url
    # This library parts a category at an escaped comma, too.
    assert event.categories[0] == "Study visit"
    assert event.organizer is not None
    assert str(event.organizer.uri) == "mailto:events@example.org"


def test_a_widespread_library_reads_the_same_back() -> None:
    calendar = icalendar.Calendar.from_ical(write(FEED))
    (event,) = calendar.events
    assert str(calendar["DESCRIPTION"]) == FEED.description
    assert (event.uid, event.start, event.end) == (ENTRY.uid, ENTRY.starts, ENTRY.ends)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (ENTRY.summary, ENTRY.description)
    assert event["SUMMARY"].params["LANGUAGE"] == "bg"
    assert event["ORGANIZER"].params["CN"] == 'Team "H"; Harghita'
    assert [str(category) for category in event["CATEGORIES"].cats] == ["Study visit", "Bus, train"]
    assert event.errors == []


@pytest.mark.parametrize("grain", Grain)
@pytest.mark.parametrize("language", ["en", "bg", "el", "lv"])
@pytest.mark.parametrize(
    "later",
    [
        HARGHITA,
        replace(HARGHITA, status=records.EventStatus.CANCELLED),
        replace(HARGHITA, status=records.EventStatus.POSTPONED),
        without_session(HARGHITA, "visit"),
    ],
)
def test_the_programme_s_feeds_are_read_with_the_times_of_the_definition(
    grain: Grain, language: str, later: Any
) -> None:
    reader = Reader(language=language, base_url="https://events.example.org")
    entries = of_event(later, loaded(HARGHITA, later), reader, grain)
    entries += of_project(WITH_MILESTONES, revise_milestones(WITH_MILESTONES, {}, LOADED_AT), reader)
    octets = write(replace(FEED, language=language, entries=tuple(entries)))
    expected = [(entry.uid, entry.starts, entry.ends, entry.summary) for entry in entries]
    strict = strictly_read(octets)
    assert [(event.uid, event.dtstart, event.dtend, event.summary) for event in strict.events] == expected
    lenient = icalendar.Calendar.from_ical(octets).events
    assert [(event.uid, event.start, event.end, str(event["SUMMARY"])) for event in lenient] == expected


def test_zones_are_defined_once_each_for_the_years_between_the_first_and_the_last_entry() -> None:
    spring = replace(ENTRY, uid="a")
    winter = replace(
        spring, uid="b", starts=datetime(2025, 12, 1, tzinfo=UTC), ends=datetime(2025, 12, 1, 1, tzinfo=UTC)
    )
    madrid = replace(spring, uid="c", zone="Europe/Madrid")
    octets = write(feed_of(spring, madrid, winter))
    assert [line for line in unfolded(octets) if line.startswith("TZID:")] == [
        "TZID:Europe/Bucharest",
        "TZID:Europe/Madrid",
    ]
    assert b"UNTIL=20251231T235959Z" in octets
    assert b"2026" not in octets.split(b"BEGIN:VEVENT")[0]


def test_utc_is_written_as_utc_and_not_as_a_zone() -> None:
    octets = write(feed_of(replace(ENTRY, zone="UTC")))
    assert b"DTSTART:20240416T061500Z\r\n" in octets
    assert b"VTIMEZONE" not in octets


def test_the_second_of_two_equal_wall_clock_times_is_written_in_utc() -> None:
    first, second = datetime(2024, 10, 27, 0, 30, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    octets = write(feed_of(replace(ENTRY, starts=first, ends=second)))
    assert b"DTSTART;TZID=Europe/Bucharest:20241027T033000\r\nDTEND:20241027T013000Z\r\n" in octets
    (event,) = strictly_read(octets).events
    assert (event.dtstart.astimezone(UTC), event.dtend.astimezone(UTC)) == (first, second)


def test_whole_days_are_dates_without_a_zone() -> None:
    octets = write(feed_of(replace(ENTRY, starts=date(2024, 4, 16), ends=date(2024, 4, 19), status=Status.TENTATIVE)))
    assert b"DTSTART;VALUE=DATE:20240416\r\nDTEND;VALUE=DATE:20240419\r\n" in octets
    assert b"VTIMEZONE" not in octets


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400) | st.text(
    "\\,;:\"^\n\r\tNn 'שלוםمرحبا😀👨‍👩‍👧\u200f\u202e\ufeff", max_size=400
)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("C:\\New\\nfolder", "\\", "\\n\\\\n,;")
@example("x" * 10_000, "😀" * 10_000, "שלום، عالم; " * 900)
@example("a\x00b\x1f\x7f", "\u2028\u2029\x85", "\r\n\r")
@settings(max_examples=150)
def test_any_text_survives(summary: str, description: str, location: str) -> None:
    octets = write(feed_of(replace(ENTRY, summary=summary, description=description, location=location)))
    expected = (clean(summary), clean(description), clean(location))
    (strict,) = strictly_read(octets).events
    assert (strict.summary or "", strict.description or "", strict.location or "") == expected
    (lenient,) = icalendar.Calendar.from_ical(octets).events
    assert tuple(str(lenient.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")) == expected


# A backslash is left out: the reading library takes it for an escape, which parameters do not know.
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\"), min_size=1, max_size=80))
@settings(max_examples=60)
def test_any_organizer_s_name_and_category_survive(name: str) -> None:
    entry = replace(ENTRY, organizer=Organizer(name=name, email="a@example.org"), categories=(name, "b"))
    (event,) = icalendar.Calendar.from_ical(write(feed_of(entry))).events
    assert event["ORGANIZER"].params["CN"] == clean(name)
    assert [str(category) for category in event["CATEGORIES"].cats] == [clean(name), "b"]
