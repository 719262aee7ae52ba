"""The definitions under fixtures/, and the feed of their events."""

from events_service.calendars.entries import Reader, of_event
from events_service.calendars.feed import write
from events_service.calendars.records import Feed
from events_service.programme.definitions import check
from events_service.programme.records import Event
from events_service.settings import resource_dir
from tests.world.revisions import loaded

CHECKED = check([resource_dir("fixtures")])


def feed_of(*events: Event) -> bytes:
    """Give the feed of events right after they were loaded, in Bulgarian."""
    reader = Reader(language="bg", base_url="https://events.example.org")
    entries = [entry for event in events for entry in of_event(event, loaded(event), reader)]
    url = "https://events.example.org/calendar.ics"
    return write(Feed(name="SECON", language="bg", url=url, entries=tuple(entries)))
