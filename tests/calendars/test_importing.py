"""An agenda that another program wrote becomes the sessions of a draft."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.calendars.entries import Reader, of_event
from events_service.calendars.feed import write
from events_service.calendars.importing import Agenda, NotADraft, Reason, UnreadableAgenda, into_draft, read_agenda
from events_service.calendars.records import Feed
from events_service.programme.records import EventStatus, SessionKind
from tests.calendars.programme import WORKSHOP, clock, loaded

OUTLOOK = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID="W. Europe Standard Time":20241022T090000
DTEND;TZID="W. Europe Standard Time":20241022T103000
DTSTAMP:20240901T120000Z
UID:040000008200E00074C5B7101A82E008
SUMMARY;LANGUAGE=en-us:Opening\\, with the Junta de Extremadura
DESCRIPTION:First line\\nSecond line
LOCATION:Palacio de Congresos
END:VEVENT
BEGIN:VEVENT
DTSTART:20241022T083000Z
DURATION:PT30M
DTSTAMP:20240901T120000Z
UID:2
SUMMARY:Coffee break
END:VEVENT
BEGIN:VEVENT
DTSTART:20241022T110000
DTEND:20241022T120000
UID:3
DTSTAMP:20240901T120000Z
SUMMARY:Работно посещение
END:VEVENT
END:VCALENDAR
"""


def octets(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def only(event: str) -> Agenda:
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
    return read_agenda(octets(calendar), "Europe/Madrid")


def test_an_agenda_from_outlook_is_read_with_its_zones_and_words() -> None:
    agenda = read_agenda(octets(OUTLOOK), "Europe/Madrid")
    assert agenda.skipped == ()
    by_key = {session.key: session for session in agenda.sessions}
    opening = by_key.pop("opening-with-the-junta-de-extremadura")
    assert opening.title == {"en": "Opening, with the Junta de Extremadura"}
    assert opening.description == "First line\nSecond line"
    assert opening.room == "Palacio de Congresos"
    assert (opening.start, opening.end) == (clock("2024-10-22T09:00"), clock("2024-10-22T10:30"))
    spans = {key: (session.start, session.end, session.kind) for key, session in by_key.items()}
    assert spans == {
        "coffee-break": (clock("2024-10-22T10:30"), clock("2024-10-22T11:00"), SessionKind.BREAK),
        "session": (clock("2024-10-22T11:00"), clock("2024-10-22T12:00"), SessionKind.STUDY_VISIT),
    }


def test_sessions_of_the_same_name_get_keys_of_their_own() -> None:
    twice = OUTLOOK.replace("Работно посещение", "Coffee break")
    keys = [session.key for session in read_agenda(octets(twice), "Europe/Madrid").sessions]
    assert sorted(keys) == ["coffee-break", "coffee-break-2", "opening-with-the-junta-de-extremadura"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("DTSTART;VALUE=DATE:20241022\nSUMMARY:Day", Reason.WHOLE_DAY),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:FREQ=DAILY;COUNT=3", Reason.REPEATED),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nSTATUS:CANCELLED", Reason.CANCELLED),
        ("SUMMARY:Some time", Reason.NO_START),
        ("DTSTART:yesterday\nDTEND:20241022T100000Z", Reason.NO_START),
        ("DTSTART:20241022T090000Z", Reason.NO_LENGTH),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T080000Z", Reason.NO_LENGTH),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000", Reason.NO_LENGTH),
        ("DTSTART;TZID=Middle/Earth:20241022T090000\nDTEND;TZID=Middle/Earth:20241022T100000", Reason.UNKNOWN_ZONE),
    ],
)
def test_what_is_no_session_is_named_with_its_reason(event: str, reason: Reason) -> None:
    agenda = only(event)
    assert agenda.sessions == ()
    assert [skipped.reason for skipped in agenda.skipped] == [reason]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\x00\xff",
        b"PK\x03\x04",
        b"BEGIN:VCALENDAR",
        octets("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"),
        b"x" * 5_000_001,
    ],
    ids=["empty", "binary", "zip", "cut", "no-entries", "too-large"],
)
def test_what_is_no_calendar_is_refused_in_a_sentence(file: bytes) -> None:
    with pytest.raises(UnreadableAgenda, match=r"^the file "):
        read_agenda(file, "Europe/Madrid")


def test_our_own_feed_is_read_back_as_the_same_sessions() -> None:
    entries = of_event(WORKSHOP, loaded(WORKSHOP), Reader(language="bg", base_url="https://events.example.org"))
    written = write(Feed(name="x", language="bg", url="https://events.example.org/x", entries=tuple(entries)))
    agenda = read_agenda(written, WORKSHOP.timezone)
    assert [(one.kind, one.start, one.end) for one in agenda.sessions] == [
        (session.kind, session.start, session.end) for session in WORKSHOP.sessions
    ]
    assert [skipped.reason for skipped in agenda.skipped] == [Reason.WHOLE_DAY]


def test_a_draft_takes_the_agenda_and_its_days() -> None:
    agenda = read_agenda(octets(OUTLOOK), "Europe/Madrid")
    draft = replace(WORKSHOP, status=EventStatus.DRAFT, timezone="Europe/Madrid", days=[date(2024, 10, 23)])
    filled = into_draft(draft, agenda)
    assert filled.sessions == list(agenda.sessions)
    assert filled.days == [date(2024, 10, 22), date(2024, 10, 23)]


def test_a_published_event_keeps_its_agenda() -> None:
    with pytest.raises(NotADraft):
        into_draft(WORKSHOP, read_agenda(octets(OUTLOOK), "Europe/Madrid"))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_no_file_makes_the_reader_fail_otherwise(noise: bytes) -> None:
    lines = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20240101T090000Z\r\n" + noise
    for file in (noise, lines + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        with suppress(UnreadableAgenda):
            assert isinstance(read_agenda(file, "Europe/Madrid"), Agenda)
