"""Times as calendar files write them: days, times with and without a zone, lengths and periods (RFC 5545 §3.3)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import vDuration
from msgspec import Struct

from events_service.calendars.received.content import Property
from events_service.calendars.received.zones import Zones

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z?)", re.IGNORECASE)


class UnknownZone(ValueError):
    """A time names a zone that neither the file nor anybody else defines."""


class FaultyTime(ValueError):
    """Something stands where a time should that is none."""


class Moment(Struct, frozen=True):
    """What a clock shows in a zone; without one, wherever the event is. `is_day`: a day without a time of day."""

    wall: datetime
    zone: tzinfo | None = None
    is_day: bool = False

    def instant(self) -> datetime:
        """Give the instant in UTC; without a zone, what the clock shows."""
        return self.wall if self.zone is None else self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    def wall_in(self, zone: tzinfo | None) -> datetime:
        """Give what a clock in another zone shows; who has no zone shows the same everywhere."""
        if self.zone is None or zone is None or self.is_day:
            return self.wall
        return self.instant().astimezone(zone).replace(tzinfo=None)


class Period(Struct, frozen=True):
    """A time with its end."""

    start: Moment
    end: Moment


def moments(property_: Property, zones: Zones) -> Iterator[Moment | Period]:
    """Read the times of a property that may hold several. Raises UnknownZone, FaultyTime."""
    for written in property_.value.split(","):
        begun, slash, ended = written.partition("/")
        start = _moment(begun.strip(), property_, zones)
        if not slash:
            yield start
        elif ended.strip().upper().startswith(("P", "+P")):
            length = duration_of(ended)
            yield Period(start, Moment((start.instant() + length).replace(tzinfo=None), UTC if start.zone else None))
        else:
            yield Period(start, _moment(ended.strip(), property_, zones))


def moment(property_: Property, zones: Zones) -> Moment:
    """Read the one time of a property. Raises UnknownZone, FaultyTime."""
    found = list(moments(property_, zones))
    if len(found) != 1 or not isinstance(found[0], Moment):
        raise FaultyTime(property_.value)
    return found[0]


def duration_of(written: str) -> timedelta:
    """Read a DURATION (RFC 5545 §3.3.6). Raises FaultyTime."""
    try:
        length = vDuration.from_ical(written.strip().upper())  # type: ignore[no-untyped-call]  # its package is not typed
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise FaultyTime(written) from error
    if not isinstance(length, timedelta):
        raise FaultyTime(written)
    return length


def _moment(written: str, property_: Property, zones: Zones) -> Moment:
    zone_name = property_.parameters.get("TZID", "")
    try:
        if found := _DAY.fullmatch(written):
            return _sensible(Moment(datetime.combine(date(*map(int, found.groups())), time()), is_day=True))
        if found := _TIME.fullmatch(written):
            year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
            wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  (its zone stands beside it)
            if found[7]:
                return _sensible(Moment(wall, UTC))
            zone = zones.find(zone_name) if zone_name else None
            if zone_name and zone is None:
                raise UnknownZone(zone_name)
            return _sensible(Moment(wall, zone))
    except (ValueError, OverflowError) as error:
        if isinstance(error, UnknownZone):
            raise
        raise FaultyTime(written) from error
    raise FaultyTime(written)


def _sensible(found: Moment) -> Moment:
    """Refuse years in which no event is; at the ends of time no zone can be reckoned with."""
    if not 1900 <= found.wall.year <= 2200:
        raise FaultyTime(str(found.wall))
    return found
