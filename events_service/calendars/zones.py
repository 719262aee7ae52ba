"""Time zones in calendars: VTIMEZONE with the years that are used, under the full IANA name (RFC 5545 §3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.calendars.lines import wall

UTC_NAMES = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu", "Etc/Greenwich"})
"""Zones whose times are written in UTC itself: clients mistake a TZID "GMT" for British time, with its summer."""

_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Onset(Struct, frozen=True, kw_only=True):
    """The instant from which another offset holds; `wall` is what clocks showed just before, as DTSTART asks."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool


@lru_cache(maxsize=1024)
def vtimezone(zone: str, first_year: int, last_year: int) -> bytes:
    """Write the VTIMEZONE of an IANA zone for all local times from `first_year` through `last_year`."""
    onsets = list(_onsets(ZoneInfo(zone), first_year, last_year))
    groups: dict[tuple[object, ...], list[_Onset]] = {}
    for onset in onsets:
        groups.setdefault((onset.before, onset.after, onset.name, onset.daylight, _rule(onset)), []).append(onset)
    observances = "".join(_observance(group) for group in groups.values())
    return f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\n{observances}END:VTIMEZONE\r\n".encode()


def _onsets(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[_Onset]:
    """Find the offset that holds as the first year begins, then each change until the last year has ended."""
    begin = datetime(first_year, 1, 1, tzinfo=zone).astimezone(UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=zone).astimezone(UTC)
    # The offset at the start began some time earlier, within a year wherever there is summer time.
    earlier = list(_changes(zone, begin - timedelta(days=400), begin + timedelta(seconds=1)))
    yield earlier[-1] if earlier else _constant(zone, begin)
    yield from _changes(zone, begin, end)


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[_Onset]:
    step = timedelta(days=7)
    instant = begin
    while instant < end:
        ahead = min(instant + step, end)
        if _observed(zone, instant) != _observed(zone, ahead):
            yield _onset(zone, _first_changed(zone, instant, ahead))
        instant = ahead


def _first_changed(zone: ZoneInfo, unchanged: datetime, changed: datetime) -> datetime:
    observed = _observed(zone, unchanged)
    while changed - unchanged > timedelta(seconds=1):
        middle = unchanged + (changed - unchanged) // 2
        middle = middle.replace(microsecond=0)
        if _observed(zone, middle) == observed:
            unchanged = middle
        else:
            changed = middle
    return changed


def _observed(zone: ZoneInfo, instant: datetime) -> timedelta:
    """Give the offset from UTC; that its name changes alone (Istanbul, 2016) concerns no clock."""
    return instant.astimezone(zone).utcoffset() or timedelta()


def _onset(zone: ZoneInfo, instant: datetime) -> _Onset:
    earlier = (instant - timedelta(seconds=1)).astimezone(zone)
    local = instant.astimezone(zone)
    before, after = _observed(zone, earlier), _observed(zone, instant)
    # Some zones call their winter time the exception (Europe/Dublin): what clients mean by DAYLIGHT is the later hour.
    daylight = after > before and bool(local.dst() or earlier.dst())
    return _Onset(
        wall=(instant + before).replace(tzinfo=None),
        before=before,
        after=after,
        name=local.tzname() or "",
        daylight=daylight,
    )


def _constant(zone: ZoneInfo, instant: datetime) -> _Onset:
    offset = _observed(zone, instant)
    name = instant.astimezone(zone).tzname() or ""
    return _Onset(wall=_LONG_AGO, before=offset, after=offset, name=name, daylight=False)


def _rule(onset: _Onset) -> tuple[int, int, int, time]:
    """Give month, weekday and its place in the month, and the hour: what the same change of each year has in common."""
    last = (onset.wall + timedelta(days=7)).month != onset.wall.month
    week = -1 if last else (onset.wall.day - 1) // 7 + 1
    return onset.wall.month, week, onset.wall.weekday(), onset.wall.time()


def _observance(onsets: list[_Onset]) -> str:
    first, last = onsets[0], onsets[-1]
    kind = "DAYLIGHT" if first.daylight else "STANDARD"
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{wall(first.wall)}",
        f"TZOFFSETFROM:{_offset(first.before)}",
        f"TZOFFSETTO:{_offset(first.after)}",
        f"TZNAME:{first.name}",
    ]
    if len(onsets) > 1 and last.wall.year - first.wall.year == len(onsets) - 1:
        month, week, weekday, _ = _rule(first)
        # Not the last onset itself but the year's end: some readers take the UTC of UNTIL for local time.
        until = f"{last.wall.year:04}1231T235959Z"
        lines.append(f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={week}{_WEEKDAYS[weekday]};UNTIL={until}")
    elif len(onsets) > 1:
        lines += [f"RDATE:{wall(onset.wall)}" for onset in onsets[1:]]
    lines.append(f"END:{kind}")
    return "".join(f"{line}\r\n" for line in lines)


def _offset(offset: timedelta) -> str:
    """Write an UTC-OFFSET (RFC 5545 §3.3.14)."""
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    written = f"{'-' if seconds < 0 else '+'}{hours:02}{rest // 60:02}"
    return f"{written}{rest % 60:02}" if rest % 60 else written
