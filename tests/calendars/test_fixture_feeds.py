"""The feeds of every fixture, read by two libraries and held against the definitions, for readers in four zones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from events_service.calendars.entries import Reader, of_project
from events_service.calendars.feed import write
from events_service.calendars.records import Feed
from events_service.programme.parts import Part, uid_of
from events_service.programme.records import Event, Session
from events_service.programme.revisions import revise_milestones
from tests.calendars.fixtures import CHECKED, feed_of
from tests.world.times import LOADED_AT

READERS = [ZoneInfo(zone) for zone in ("Europe/Riga", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu")]


def in_utc(event: Event, session: Session) -> tuple[datetime, datetime]:
    zone = ZoneInfo(event.timezone)
    return session.start.replace(tzinfo=zone).astimezone(UTC), session.end.replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize("event", CHECKED.events, ids=lambda event: event.key)
def test_each_session_of_a_fixture_is_in_its_feed_at_the_time_of_its_definition(event: Event) -> None:
    octets = feed_of(event)
    strict = {str(read.uid): read for read in IcsCalendarStream.calendar_from_ics(octets.decode()).events}
    lenient = {str(read.uid): read for read in icalendar.Calendar.from_ical(octets).events}
    assert strict.keys() == lenient.keys()
    for session in event.sessions:
        uid = uid_of(Part.SESSION, event.key, session.key)
        defined = in_utc(event, session)
        assert (strict[uid].dtstart.astimezone(UTC), strict[uid].dtend.astimezone(UTC)) == defined
        assert (lenient[uid].start.astimezone(UTC), lenient[uid].end.astimezone(UTC)) == defined
        for reader in READERS:
            shown = strict[uid].dtstart.astimezone(reader).replace(tzinfo=None)
            assert shown == defined[0].astimezone(reader).replace(tzinfo=None)
    days_with_sessions = {session.start.date() for session in event.sessions}
    whole_days = {read.dtstart for read in strict.values() if type(read.dtstart) is date}
    assert whole_days == set(event.days) - days_with_sessions
    assert len(strict) == len(event.sessions) + len(whole_days)


def test_the_milestones_of_the_fixture_are_in_its_feed() -> None:
    (project,) = CHECKED.projects
    reader = Reader(language="en", base_url="https://events.example.org")
    entries = of_project(project, revise_milestones(project, {}, LOADED_AT), reader)
    url = "https://events.example.org/calendar.ics"
    octets = write(Feed(name=project.acronym, language="en", url=url, entries=tuple(entries)))
    read = IcsCalendarStream.calendar_from_ics(octets.decode()).events
    dated = [milestone for milestone in project.milestones if milestone.date or milestone.semester]
    assert len(read) == len(dated) > 0
    assert {milestone.date for milestone in dated if milestone.date} <= {event.dtstart for event in read}
