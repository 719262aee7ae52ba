"""An agenda that another program wrote becomes the sessions of a draft."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.calendars.entries import Reader, of_event
from events_service.calendars.feed import write
from events_service.calendars.importing import (
    Agenda,
    NotADraft,
    UnreadableCalendar,
    agenda_of,
    into_draft,
    new_draft,
    understood,
    zone_of,
)
from events_service.calendars.received.occurrences import Reason
from events_service.calendars.received.reading import ReceivedCalendar, read_calendar_file
from events_service.calendars.records import Feed
from events_service.programme.checks import event_problems
from events_service.programme.records import EventStatus, SessionKind
from tests.calendars.outlook import OUTLOOK
from tests.world.events import HARGHITA
from tests.world.project import WITH_MILESTONES
from tests.world.revisions import loaded
from tests.world.times import at


def octets(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def calendar_in(file: bytes) -> ReceivedCalendar:
    return understood(read_calendar_file(file))


def read_agenda(file: bytes, timezone: str) -> Agenda:
    return agenda_of(calendar_in(file), timezone)


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
    assert (opening.start, opening.end) == (at("2024-10-22T09:00"), at("2024-10-22T10:30"))
    spans = {key: (session.start, session.end, session.kind) for key, session in by_key.items()}
    assert spans == {
        "coffee-break": (at("2024-10-22T10:30"), at("2024-10-22T11:00"), SessionKind.BREAK),
        "rabotno-poseshtenie": (at("2024-10-22T11:00"), at("2024-10-22T12:00"), SessionKind.STUDY_VISIT),
    }


def test_sessions_of_the_same_name_get_keys_of_their_own() -> None:
    twice = OUTLOOK.replace("Работно посещение", "Coffee break")
    keys = [session.key for session in read_agenda(octets(twice), "Europe/Madrid").sessions]
    assert sorted(keys) == ["coffee-break", "coffee-break-2", "opening-with-the-junta-de-extremadura"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("DTSTART;VALUE=DATE:20241022\nSUMMARY:Day", Reason.WHOLE_DAY),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:FREQ=DAILY", Reason.REPEATED),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:FREQ=DAILY;COUNT=100000", Reason.REPEATED),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:FREQ=SECONDLY;COUNT=3", Reason.REPEATED),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:FREQ=DAILY;BYMONTHDAY=31;COUNT=3", Reason.REPEATED),
        *(
            (f"DTSTART:20241021T090000Z\nDTEND:20241021T100000Z\nRRULE:FREQ={rule}", Reason.REPEATED)
            for rule in (
                "DAILY;INTERVAL=7;BYDAY=TU;COUNT=5",  # 21 October 2024 is a Monday
                "DAILY;INTERVAL=14;BYDAY=TU,WE;UNTIL=20241130T000000Z",
                "DAILY;INTERVAL=0;BYDAY=TU;COUNT=5",
                "WEEKLY;INTERVAL=0;COUNT=5",
                "DAILY;UNTIL=20241001T000000Z",
            )
        ),
        (
            "DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRDATE:20241023T090000Z\nEXRULE:FREQ=DAILY",
            Reason.REPEATED,
        ),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRDATE:some day", Reason.REPEATED),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:other", Reason.REPEATED),
        ("DTSTART:20241022T090000Z\nDTEND:20241022T100000Z\nRRULE:RSCALE=HEBREW;FREQ=DAILY;COUNT=2", Reason.REPEATED),
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
        octets("BEGIN:VCALENDAR\n" + "COMMENT:x\n" * 100_001 + "END:VCALENDAR\n"),
    ],
    ids=["empty", "binary", "zip", "cut", "no-entries", "too-long"],
)
def test_what_is_no_calendar_is_refused_in_a_sentence(file: bytes) -> None:
    with pytest.raises(UnreadableCalendar, match=r"^The (file|calendar) "):
        read_agenda(file, "Europe/Madrid")


def test_our_own_feed_is_read_back_as_the_same_sessions() -> None:
    entries = of_event(HARGHITA, loaded(HARGHITA), Reader(language="bg", base_url="https://events.example.org"))
    written = write(Feed(name="x", language="bg", url="https://events.example.org/x", entries=tuple(entries)))
    agenda = read_agenda(written, HARGHITA.timezone)
    assert [(one.kind, one.start, one.end) for one in agenda.sessions] == [
        (session.kind, session.start, session.end) for session in HARGHITA.sessions
    ]
    assert [skipped.reason for skipped in agenda.skipped] == [Reason.WHOLE_DAY]


def test_a_draft_takes_the_agenda_and_its_days() -> None:
    agenda = read_agenda(octets(OUTLOOK), "Europe/Madrid")
    draft = replace(HARGHITA, status=EventStatus.DRAFT, timezone="Europe/Madrid", days=[date(2024, 10, 23)])
    filled = into_draft(draft, agenda)
    assert filled.sessions == list(agenda.sessions)
    assert filled.days == [date(2024, 10, 22), date(2024, 10, 23)]


def test_a_published_event_keeps_its_agenda() -> None:
    with pytest.raises(NotADraft):
        into_draft(HARGHITA, read_agenda(octets(OUTLOOK), "Europe/Madrid"))


DAILY = """DTSTART;TZID=Europe/Madrid:20241026T103000
DTEND;TZID=Europe/Madrid:20241026T110000
RRULE:FREQ=DAILY;COUNT=4
EXDATE;TZID=Europe/Madrid:20241028T103000
SUMMARY:Coffee break"""


def test_a_break_of_each_day_is_a_session_of_each_at_the_same_hour_across_the_change_of_clocks() -> None:
    agenda = only(DAILY)
    assert [(one.key, one.start, one.end.time()) for one in agenda.sessions] == [
        ("coffee-break", at("2024-10-26T10:30"), at("2024-10-26T11:00").time()),
        ("coffee-break-2", at("2024-10-27T10:30"), at("2024-10-26T11:00").time()),
        ("coffee-break-3", at("2024-10-29T10:30"), at("2024-10-26T11:00").time()),
    ]
    weekly = only(DAILY.replace("FREQ=DAILY;COUNT=4", "FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20241103T235959Z"))
    assert [str(one.start.date()) for one in weekly.sessions] == [
        "2024-10-26",
        "2024-10-27",
        "2024-11-02",
        "2024-11-03",
    ]


def test_one_time_of_a_repeated_entry_may_be_moved_or_cancelled() -> None:
    moved = """
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Europe/Madrid:20241027T103000
DTSTART;TZID=Europe/Madrid:20241027T113000
DTEND;TZID=Europe/Madrid:20241027T120000
SUMMARY:Coffee break
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Europe/Madrid:20241029T103000
DTSTART;TZID=Europe/Madrid:20241029T103000
DTEND;TZID=Europe/Madrid:20241029T110000
STATUS:CANCELLED
SUMMARY:Coffee break"""
    agenda = only(DAILY + moved)
    assert [one.start for one in agenda.sessions] == [at("2024-10-26T10:30"), at("2024-10-27T11:30")]
    assert [one.reason for one in agenda.skipped] == [Reason.CANCELLED]


def test_of_two_versions_of_an_entry_the_later_one_comes_in() -> None:
    first = OUTLOOK.replace("UID:3", "UID:2").replace("DTSTAMP:20240901T120000Z\nSUMMARY:Р", "SEQUENCE:2\nSUMMARY:Р")
    agenda = read_agenda(octets(first), "Europe/Madrid")
    assert [one.title for one in agenda.sessions[1:]] == ["Работно посещение"]
    assert [(one.title, one.reason) for one in agenda.skipped] == [("Работно посещение", Reason.TWICE)]


def test_whole_days_and_nights_give_a_new_draft_its_days_and_a_name() -> None:
    file = OUTLOOK.replace("VERSION:2.0\n", "VERSION:2.0\nX-WR-CALNAME:Project meeting, Cáceres\n").replace(
        "END:VCALENDAR",
        """BEGIN:VEVENT
UID:4
DTSTART;VALUE=DATE:20241022
DTEND;VALUE=DATE:20241026
SUMMARY:Cáceres
END:VEVENT
BEGIN:VEVENT
UID:5
DTSTART:20241027T200000
DTEND:20241029T090000
SUMMARY:Walk
END:VEVENT
END:VCALENDAR""",
    )
    agenda = read_agenda(octets(file), "Europe/Madrid")
    draft = new_draft(WITH_MILESTONES, "peloponnese", "Europe/Madrid", agenda)
    assert (draft.title, draft.key) == ("Project meeting, Cáceres", "secon-project-meeting-caceres-2024")
    assert [day.day for day in draft.days] == [22, 23, 24, 25, 27, 28, 29]
    assert draft.status is EventStatus.DRAFT
    assert not list(event_problems(draft, WITH_MILESTONES))


@pytest.mark.parametrize(
    ("head", "zone"),
    [
        ("X-WR-TIMEZONE:Europe/Riga\n", "Europe/Riga"),
        ("X-WR-TIMEZONE:Somewhere\n", "Europe/Madrid"),
        ("", "Europe/Madrid"),
    ],
)
def test_the_zone_of_a_file_is_the_one_that_it_names_or_uses(head: str, zone: str) -> None:
    used = OUTLOOK.replace('"W. Europe Standard Time"', "Europe/Madrid").replace("METHOD", f"{head}METHOD")
    assert zone_of(calendar_in(octets(used))) == zone


def test_a_zone_that_windows_names_is_known_by_its_iana_name() -> None:
    assert zone_of(calendar_in(octets(OUTLOOK))) == "Europe/Berlin"


def test_an_agenda_can_be_added_to_the_one_that_is_there() -> None:
    draft = replace(HARGHITA, status=EventStatus.DRAFT)
    once = into_draft(draft, read_agenda(octets(OUTLOOK), "Europe/Bucharest"), add=True)
    twice = into_draft(once, read_agenda(octets(OUTLOOK), "Europe/Bucharest"), add=True)
    keys = [session.key for session in twice.sessions]
    assert keys[:3] == ["welcome", "dinner", "visit"]
    assert len(keys) == len(set(keys)) == 9


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=150)
def test_no_file_makes_the_reader_fail_otherwise(noise: bytes) -> None:
    lines = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20240101T090000Z\r\n" + noise
    for file in (noise, lines + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        with suppress(UnreadableCalendar):
            assert isinstance(read_agenda(file, "Europe/Madrid"), Agenda)
