"""When a calendar file keeps its owner busy: its entries and its free-busy times (RFC 5545 §3.6.1, §3.6.4).

Nothing of it is kept but which of the proposed dates it clashes with.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.calendars.importing import read_apart
from events_service.calendars.received.content import CannotRead, Component, Why, read_components
from events_service.calendars.received.moments import FaultyTime, Period, UnknownZone, moments
from events_service.calendars.received.occurrences import NoSession, Reason, occurrences
from events_service.calendars.received.reading import Unread
from events_service.calendars.received.zones import Zones
from events_service.polls.records import Poll
from events_service.web.i18n import N_

_TOO_LARGE = N_("The file holds more than can be read; export some months of the calendar alone.")


class BusyTimes(Struct, frozen=True, kw_only=True, tag="busy"):
    """Spans in UTC, those that a clock shows wherever one is (`floating`), and whole days.

    `unread` counts entries that were left out, such as those repeated in ways that are not understood.
    """

    spans: tuple[tuple[datetime, datetime], ...]
    floating: tuple[tuple[datetime, datetime], ...]
    days: tuple[date, ...]
    unread: int


async def read_busy(octets: bytes) -> BusyTimes:
    """Read a calendar file in a process of its own. Raises UnreadableCalendar."""
    return await read_apart(busy_times, octets, too_large=_TOO_LARGE, too_long=_TOO_LARGE)


def clashing(poll: Poll, busy: BusyTimes) -> list[str]:
    """Give the keys of the options that a calendar clashes with; a time without a zone is the poll's."""
    zone = ZoneInfo(poll.timezone)
    spans = [*busy.spans, *((begin.replace(tzinfo=zone), end.replace(tzinfo=zone)) for begin, end in busy.floating)]
    keys = []
    for option in poll.options:
        begins, ends = option.instants(poll.timezone)
        if set(option.days) & set(busy.days) or any(begin < ends and end > begins for begin, end in spans):
            keys.append(option.key)
    return keys


def busy_times(octets: bytes) -> BusyTimes | Unread:
    """Read what keeps somebody busy; what is cancelled, declared free or answered with no keeps nobody."""
    try:
        calendars = read_components(octets)
    except CannotRead as refusal:
        return Unread(why=refusal.why)
    components = [each for calendar in calendars for each in calendar.inner]
    kept = [each for each in components if each.name == "VEVENT" and _keeps(each)]
    times = [each for each in components if each.name == "VFREEBUSY"]
    if not kept and not times:
        return Unread(why=Why.NO_ENTRIES)
    zones = Zones(calendars)
    spans: list[tuple[datetime, datetime]] = []
    days: set[date] = set()
    unread = 0
    for entry in kept:
        try:
            spans += [(span.start, span.end) for span in occurrences(entry, (), zones).spans]
        except NoSession as refusal:
            days |= set(refusal.days)
            unread += refusal.reason not in {Reason.WHOLE_DAY, Reason.CANCELLED}
    for component in times:
        try:
            spans += list(_free_busy(component, zones))
        except (FaultyTime, UnknownZone):
            unread += 1
    aware = tuple((begin, end) for begin, end in spans if begin.tzinfo)
    floating = tuple((begin, end) for begin, end in spans if not begin.tzinfo)
    return BusyTimes(spans=aware, floating=floating, days=tuple(sorted(days)), unread=unread)


def _keeps(entry: Component) -> bool:
    return entry.text("TRANSP").upper() != "TRANSPARENT" and entry.text("STATUS").upper() != "CANCELLED"


def _free_busy(component: Component, zones: Zones) -> Iterator[tuple[datetime, datetime]]:
    for written in component.all("FREEBUSY"):
        if written.parameters.get("FBTYPE", "").upper() != "FREE":
            for period in moments(written, zones):
                if isinstance(period, Period):
                    yield period.start.instant(), period.end.instant()
