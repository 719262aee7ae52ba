"""What a CalDAV client finds: a home with one calendar of three entries."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from events_service.calendars.dav_resources import Calendar, Home
from events_service.calendars.records import Entry
from tests.calendars.feeds import ENTRY, FEED

WELCOME = replace(ENTRY, summary="Welcome", alarm=None)
VISIT = replace(
    ENTRY,
    uid="ae2abfc4-2012-5b6b-a338-4d228ef7ef5c",
    summary="Study visit",
    starts=datetime(2024, 4, 17, 11, tzinfo=UTC),
    ends=datetime(2024, 4, 17, 14, tzinfo=UTC),
)
WHOLE_DAY = replace(
    ENTRY,
    uid="bfc34bcc-9416-531b-a81e-11ea11c0a60f",
    summary="3rd interregional workshop",
    starts=date(2024, 4, 18),
    ends=date(2024, 4, 19),
    categories=(),
)
NAMES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'


def home_of(*entries: Entry) -> Home:
    """Give a home with one calendar of these entries."""
    feed = replace(FEED, entries=entries)
    return Home(href="/dav/public/", name="SECON", calendars=(Calendar(href="/dav/public/all/", feed=feed),))


HOME = home_of(WELCOME, VISIT, WHOLE_DAY)
