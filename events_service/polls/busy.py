"""When a calendar file keeps its owner busy: its entries and its free-busy times (RFC 5545 §3.6.1, §3.6.4).

Nothing of it is kept but which of the proposed dates it clashes with.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.apart.asking import NotDone, run_apart
from events_service.apart.working import Ended
from events_service.calendars.importing import LARGEST_FILE, SENTENCES
from events_service.calendars.received.content import MOST_LINES, CannotRead, Component, Why, read_components
from events_service.calendars.received.moments import FaultyTime, Period, UnknownZone, moments
from events_service.calendars.received.occurrences import NoSession, Reason, occurrences
from events_service.calendars.received.zones import Zones
from events_service.polls.records import Poll
from events_service.web.i18n import N_, gettext, number

_TOO_LARGE = N_("The file holds more than can be read; export some months of the calendar alone.")


class UnreadableCalendar(ValueError):
    """A file cannot be read as a calendar; the text says why."""


class BusyTimes(Struct, frozen=True, kw_only=True, tag="busy"):
    """Spans in UTC, those that a clock shows wherever one is (`floating`), and whole days.

    `unread` counts entries that were left out, such as those repeated in ways that are not understood.
    """

    spans: tuple[tuple[datetime, datetime], ...]
    floating: tuple[tuple[datetime, datetime], ...]
    days: tuple[date, ...]
    unread: int


class NotRead(Struct, frozen=True, kw_only=True, tag="unread"):
    """A file that is no calendar, and why."""

    why: Why


async def read_busy(octets: bytes) -> BusyTimes:
    """Read a calendar file in a process of its own. Raises UnreadableCalendar."""
    if len(octets) > LARGEST_FILE:
        raise UnreadableCalendar(gettext(_TOO_LARGE))
    try:
        read = await run_apart(busy_times, octets)
    except NotDone as error:
        limited = error.ended in {Ended.TOO_LONG, Ended.TOO_MUCH_MEMORY}
        raise UnreadableCalendar(gettext(_TOO_LARGE if limited else SENTENCES[Why.NO_CALENDAR])) from error
    if isinstance(read, NotRead):
        raise UnreadableCalendar(gettext(SENTENCES[read.why]).format(most=number(MOST_LINES)))
    return read


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


def busy_times(octets: bytes) -> BusyTimes | NotRead:
    """Read what keeps somebody busy; what is cancelled, declared free or answered with no keeps nobody."""
    try:
        calendars = read_components(octets)
    except CannotRead as refusal:
        return NotRead(why=refusal.why)
    components = [each for calendar in calendars for each in calendar.inner]
    kept = [each for each in components if each.name == "VEVENT" and _keeps(each)]
    times = [each for each in components if each.name == "VFREEBUSY"]
    if not kept and not times:
        return NotRead(why=Why.NO_ENTRIES)
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
