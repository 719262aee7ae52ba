"""Feeds as JSCalendar: the same things as in iCalendar, at the same instants."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.calendars import feed, jscalendar
from events_service.calendars.entries import Reader, of_event
from events_service.calendars.lines import clean
from events_service.calendars.records import Feed, Status
from events_service.programme.records import EventStatus
from tests.calendars.feeds import ENTRY, FEED
from tests.world.events import HARGHITA
from tests.world.revisions import loaded


def read(group: Feed) -> Any:
    return json.loads(jscalendar.write(group))


def test_a_feed_is_a_group_of_events() -> None:
    assert read(FEED) == {
        "@type": "Group",
        "prodId": "-//events-service//Events and workshops//EN",
        "uid": "9f1f1dd2-5d0c-5f5e-8a39-a9f2a9e1a9a4",
        "title": "SECON: events, workshops",
        "description": "All public events",
        "locale": "en",
        "source": "https://events.example.org/calendar.ics",
        "color": "navy",
        "updated": "2024-03-01T09:00:00Z",
        "entries": [
            {
                "@type": "Event",
                "uid": "3a8835e2-b6ca-5981-b021-f4ddffb26017",
                "sequence": 2,
                "created": "2024-02-01T09:00:00Z",
                "updated": "2024-03-01T09:00:00Z",
                "title": "Добре дошли",
                "description": "Bring boots; gloves, too.\nThe bus leaves at 14:00.",
                "descriptionContentType": "text/plain",
                "locale": "bg",
                "start": "2024-04-16T09:15:00",
                "timeZone": "Europe/Bucharest",
                "duration": "PT30M",
                "status": "confirmed",
                "locations": {
                    "1": {
                        "@type": "Location",
                        "name": "Main hall, County Hall",
                        "coordinates": "geo:46.360000,25.800000",
                        "timeZone": "Europe/Bucharest",
                    }
                },
                "virtualLocations": {
                    "1": {
                        "@type": "VirtualLocation",
                        "uri": "https://meet.example.org/secon?room=1",
                        "features": {"audio": True, "video": True},
                    }
                },
                "links": {
                    "page": {
                        "@type": "Link",
                        "href": "https://events.example.org/events/harghita-2024#welcome",
                        "rel": "describedby",
                    },
                    "image": {
                        "@type": "Link",
                        "href": "https://events.example.org/emblem.png",
                        "rel": "icon",
                        "display": "badge",
                        "title": "The emblem of the project",
                    },
                },
                "keywords": {"Study visit": True, "Bus, train": True},
                "color": "navy",
                "replyTo": {"imip": "mailto:events@example.org"},
                "participants": {
                    "organizer": {
                        "@type": "Participant",
                        "name": 'Team "H"; Harghita',
                        "email": "events@example.org",
                        "sendTo": {"imip": "mailto:events@example.org"},
                        "roles": {"owner": True, "contact": True},
                    }
                },
                "alerts": {
                    "1": {
                        "@type": "Alert",
                        "trigger": {"@type": "OffsetTrigger", "offset": "-PT15M"},
                        "action": "display",
                    }
                },
            }
        ],
    }


def test_both_forms_of_a_feed_hold_the_same_uids_and_instants() -> None:
    reader = Reader(language="el", base_url="https://events.example.org")
    cancelled = replace(HARGHITA, status=EventStatus.CANCELLED)
    entries = tuple(of_event(cancelled, loaded(HARGHITA, cancelled), reader))
    group, octets = read(replace(FEED, entries=entries)), feed.write(replace(FEED, entries=entries))
    assert [event["uid"] for event in group["entries"]] == [entry.uid for entry in entries]
    for event, entry in zip(group["entries"], entries, strict=True):
        assert (event["status"], event["freeBusyStatus"]) == ("cancelled", "free")
        assert f"UID:{event['uid']}\r\n".encode() in octets
        if event.get("showWithoutTime"):
            assert date.fromisoformat(event["start"][:10]) == entry.starts
            assert event["duration"] == "P1D"
            continue
        start = datetime.fromisoformat(event["start"]).replace(tzinfo=ZoneInfo(event["timeZone"]))
        assert start.astimezone(UTC) == entry.starts


def test_an_entry_that_lasts_over_a_change_of_clocks_has_its_true_length() -> None:
    starts = datetime(2024, 10, 26, 20, tzinfo=UTC)
    (event,) = read(replace(FEED, entries=(replace(ENTRY, starts=starts, ends=starts + timedelta(hours=24)),)))[
        "entries"
    ]
    assert (event["start"], event["duration"]) == ("2024-10-26T23:00:00", "PT24H")


def test_the_second_of_two_equal_wall_clock_times_is_written_in_utc() -> None:
    starts = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    (event,) = read(replace(FEED, entries=(replace(ENTRY, starts=starts, ends=starts),)))["entries"]
    assert (event["start"], event["timeZone"], event["duration"]) == ("2024-10-27T01:30:00", "Etc/UTC", "PT0S")


def test_a_cancelled_entry_reminds_nobody() -> None:
    (event,) = read(replace(FEED, entries=(replace(ENTRY, status=Status.CANCELLED),)))["entries"]
    assert "alerts" not in event


def test_a_feed_without_entries_is_valid() -> None:
    assert read(replace(FEED, entries=(), description="", color=None, uid=None)) == {
        "@type": "Group",
        "prodId": "-//events-service//Events and workshops//EN",
        "uid": "https://events.example.org/calendar.ics",
        "title": "SECON: events, workshops",
        "locale": "en",
        "source": "https://events.example.org/calendar.ics",
        "updated": "1970-01-01T00:00:00Z",
        "entries": [],
    }


@given(st.text(min_size=1), st.timedeltas(timedelta(), timedelta(days=400)))
@settings(max_examples=60)
def test_any_text_and_any_length_survive(text: str, length: timedelta) -> None:
    length -= timedelta(microseconds=length.microseconds)
    entry = replace(ENTRY, summary=text, starts=LONG_AGO, ends=LONG_AGO + length)
    (event,) = read(replace(FEED, entries=(entry,)))["entries"]
    assert event["title"] == clean(text)
    hours, minutes, seconds = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", event["duration"]).groups("0")
    assert timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds)) == length


LONG_AGO = datetime(1999, 12, 31, tzinfo=UTC)
