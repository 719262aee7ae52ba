"""When the entries of a calendar keep somebody busy: the answer to a free-busy-query (RFC 4791 §7.10)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from events_service.calendars.feed import assemble_component
from events_service.calendars.lines import utc
from events_service.calendars.records import Entry, Status

Period = tuple[datetime, datetime]


def free_busy(entries: Iterable[Entry], begin: datetime, end: datetime, stamp: datetime) -> bytes:
    """Write the VFREEBUSY of a span of time in UTC; what is cancelled or keeps nobody from anything is not in it."""
    busy: dict[Status, list[Period]] = {Status.CONFIRMED: [], Status.TENTATIVE: []}
    for entry in entries:
        starts, ends = max(begin, _instant(entry.starts, entry.zone)), min(end, _instant(entry.ends, entry.zone))
        if starts < ends and not entry.transparent and entry.status in busy:
            busy[entry.status].append((starts, ends))
    lines = [
        f"DTSTAMP:{utc(stamp)}",
        f"DTSTART:{utc(begin)}",
        f"DTEND:{utc(end)}",
        *_lines("BUSY", busy[Status.CONFIRMED]),
        *_lines("BUSY-TENTATIVE", busy[Status.TENTATIVE]),
    ]
    return assemble_component("VFREEBUSY", lines)


def _lines(kind: str, periods: list[Period]) -> list[str]:
    return [f"FREEBUSY;FBTYPE={kind}:{utc(starts)}/{utc(ends)}" for starts, ends in _merged(periods)]


def _merged(periods: list[Period]) -> list[Period]:
    """Join what overlaps or touches, as a frame around sessions does."""
    merged: list[Period] = []
    for starts, ends in sorted(periods):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((starts, ends))
    return merged


def _instant(moment: datetime | date, zone: str) -> datetime:
    """Give an instant in UTC; a whole day begins at midnight where the event is."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(), ZoneInfo(zone)).astimezone(UTC)
