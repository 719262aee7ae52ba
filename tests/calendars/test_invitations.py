"""Invitations by mail: what is due to whom, and what stands in the messages."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream
from msgspec.structs import replace

from events_service.calendars.entries import Grain, Reader, every_entry, of_event
from events_service.calendars.invitations import Attendee, Method, Participation, Told, due, media_type, message
from events_service.calendars.records import Entry, Organizer
from events_service.programme.records import Event, EventStatus
from tests.world.events import HARGHITA, with_session, without_session
from tests.world.revisions import loaded
from tests.world.times import LOADED_AT

READER = Reader(language="en", base_url="https://events.example.org")
ILONA = Attendee(name="Kovács, Ilona", email="ilona@example.org")
DESK = Organizer(name="SECON events", email="replies@example.org")
SENT_AT = datetime(2024, 3, 5, 8, 30, tzinfo=UTC)


def entries(event: Event, *later: Event) -> list[Entry]:
    return of_event((event, *later)[-1], loaded(event, *later), READER, Grain.DAYS)


def test_a_participant_is_invited_once_and_again_when_something_matters_changes() -> None:
    first = entries(HARGHITA)
    assert list(due(first, first, {})) == [(Method.REQUEST, entry) for entry in first]
    invited = {entry.uid: Told(sequence=entry.sequence) for entry in first}
    assert list(due(first, first, invited)) == []
    renamed = entries(HARGHITA, with_session(HARGHITA, "welcome", title="A warm welcome"))
    assert list(due(renamed, renamed, invited)) == []
    moved = entries(HARGHITA, with_session(HARGHITA, "welcome", start=datetime.fromisoformat("2024-04-16T08:00")))
    assert list(due(moved, moved, invited)) == [(Method.REQUEST, moved[0])]


def test_what_is_cancelled_is_cancelled_for_those_who_were_invited_only() -> None:
    invited = {entry.uid: Told(sequence=entry.sequence) for entry in entries(HARGHITA)}
    cancelled = entries(HARGHITA, replace(HARGHITA, status=EventStatus.CANCELLED))
    assert list(due(cancelled, cancelled, invited)) == [(Method.CANCEL, entry) for entry in cancelled]
    assert list(due(cancelled, cancelled, {})) == []


def test_who_withdraws_gets_a_cancellation_and_who_comes_back_an_invitation() -> None:
    current = entries(HARGHITA)
    invited = {entry.uid: Told(sequence=entry.sequence) for entry in current}
    assert list(due(current, [], invited)) == [(Method.CANCEL, entry) for entry in current]
    assert list(due(current, current, {})) == [(Method.REQUEST, entry) for entry in current]


def test_a_request_asks_one_attendee_with_the_feed_s_uid() -> None:
    entry = replace(entries(HARGHITA)[0], alarm=timedelta(hours=1))
    octets = message(Method.REQUEST, entry, ILONA, DESK, SENT_AT)
    (event,) = IcsCalendarStream.calendar_from_ics(octets.decode()).events
    assert (event.uid, event.sequence, event.dtstamp) == (entry.uid, entry.sequence, SENT_AT)
    calendar = icalendar.Calendar.from_ical(octets)
    assert calendar["METHOD"] == "REQUEST"
    (read,) = calendar.events
    assert read["ORGANIZER"] == "mailto:replies@example.org"
    assert read["ATTENDEE"] == "mailto:ilona@example.org"
    assert dict(read["ATTENDEE"].params) == {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
        "CN": "Kovács, Ilona",
    }
    assert len(read.walk("VALARM")) == 1
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_a_cancellation_names_the_uid_and_comes_after_the_request_that_it_takes_back() -> None:
    entry = entries(HARGHITA)[0]
    octets = message(Method.CANCEL, entry, ILONA, DESK, SENT_AT)
    calendar = icalendar.Calendar.from_ical(octets)
    (read,) = calendar.events
    assert calendar["METHOD"] == "CANCEL"
    assert (read["UID"], read["STATUS"], read["SEQUENCE"]) == (entry.uid, "CANCELLED", entry.sequence)
    assert "RSVP" not in read["ATTENDEE"].params


def test_a_message_is_never_stamped_before_the_change_that_it_tells_of() -> None:
    entry = entries(HARGHITA)[0]
    octets = message(Method.REQUEST, entry, ILONA, DESK, LOADED_AT - timedelta(days=1))
    (event,) = IcsCalendarStream.calendar_from_ics(octets.decode()).events
    assert event.dtstamp == entry.changed_at


@pytest.mark.parametrize("method", Method)
def test_the_content_type_names_the_method(method: Method) -> None:
    assert media_type(method) == f"text/calendar; charset=utf-8; method={method.value}"


def test_a_known_answer_is_kept_in_the_next_request() -> None:
    attendee = replace(ILONA, participation=Participation.ACCEPTED)
    octets = message(Method.REQUEST, entries(HARGHITA)[0], attendee, DESK, SENT_AT)
    assert b"PARTSTAT=ACCEPTED" in octets.replace(b"\r\n ", b"")


def test_a_day_that_left_the_event_is_cancelled() -> None:
    invited = {entry.uid: Told(sequence=entry.sequence) for entry in entries(HARGHITA)}
    shorter = replace(without_session(HARGHITA, "visit"), days=HARGHITA.days[:1])
    left = entries(HARGHITA, shorter)
    messages = [(method, entry.uid) for method, entry in due(left, left, invited)]
    assert messages == [(Method.CANCEL, entry.uid) for entry in left[1:]]


def test_a_session_that_a_participant_gives_up_is_cancelled_for_them_alone() -> None:
    revisions = loaded(HARGHITA)
    every = every_entry(HARGHITA, revisions, READER)
    chosen = of_event(HARGHITA, revisions, replace(READER, chosen=frozenset({"welcome", "visit"})))
    invited = {entry.uid: Told(sequence=entry.sequence) for _, entry in due(every, chosen, {})}
    assert len(invited) == 3
    fewer = of_event(HARGHITA, revisions, replace(READER, chosen=frozenset({"welcome"})))
    ((method, entry),) = due(every, fewer, invited)
    assert (method, entry.summary) == (Method.CANCEL, "Study visit; bus, boots & rain")
