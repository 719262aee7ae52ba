"""The way between the places of two sessions: how long it takes, and where an agenda leaves no time for it. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from math import asin, ceil, cos, radians, sin, sqrt

from msgspec.structs import replace

from events_service.programme.labels import session_named
from events_service.programme.oddities import Odd, Oddity, odd
from events_service.programme.records import Event, Session, Venue
from events_service.programme.visiting import house_of
from events_service.web.i18n import number

BUS_KM_PER_HOUR = 40
GETTING_ON_AND_OFF = timedelta(minutes=10)
WALKED_KM = 0.3
"""What is no further away is another door of the same place."""
LONGEST_WAY = timedelta(hours=6)
"""Sessions further apart are not held against each other."""
_EARTH_RADIUS_KM = 6371.0


def transfers(event: Event) -> Iterator[Odd]:
    """Find sessions that people cannot reach in time from one that ends before; from each other place, the last one."""
    placed = [(at, session, spot) for at, session in enumerate(event.sessions) if (spot := _spot(event, session))]
    last_first = sorted(placed, key=lambda each: each[1].end, reverse=True)
    for at, later, here in placed:
        before: list[tuple[Session, Venue]] = []
        for _, earlier, there in last_first:
            if timedelta() <= later.start - earlier.end <= LONGEST_WAY and all(there != known for _, known in before):
                before.append((earlier, there))
        for earlier, there in before:
            yield from _too_short(earlier, there, later, here, at)


def travel_time(km: float) -> timedelta:
    """Give how long a group needs for a way by bus, in whole minutes."""
    return timedelta(minutes=ceil(km / BUS_KM_PER_HOUR * 60)) + GETTING_ON_AND_OFF


def distance_km(one: Venue, other: Venue) -> float | None:
    """Give the distance between two places as the crow flies (haversine); None where one has no coordinates."""
    degrees = (one.latitude, one.longitude, other.latitude, other.longitude)
    known = [radians(each) for each in degrees if each is not None]
    if len(known) < len(degrees):
        return None
    north, east, other_north, other_east = known
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(half, 1)))


def _spot(event: Event, session: Session) -> Venue | None:
    """Give where people are at a session that is held; its hours make no other place of it."""
    place = house_of(event, session) if session.held else None
    return place and replace(place, opening_hours=[])


def _too_short(earlier: Session, there: Venue, later: Session, here: Venue, at: int) -> Iterator[Odd]:
    if there == here:
        return
    km, given = distance_km(there, here), later.start - earlier.end
    needed = GETTING_ON_AND_OFF if km is None else travel_time(km)
    if given >= needed or (km is not None and km <= WALKED_KM):
        return
    said = {
        "session": session_named(earlier),
        "time": f"{earlier.end:%H:%M}",
        "given": _minutes(given),
        "extra": _minutes(GETTING_ON_AND_OFF),
    }
    if km is None:
        yield odd(Oddity.NO_TRANSFER, "sessions", at, "start", **said)
    else:
        way = {"distance": number(round(km, 1)), "needed": _minutes(needed), "speed": BUS_KM_PER_HOUR}
        yield odd(Oddity.TRAVEL_TIME, "sessions", at, "start", **said, **way)


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
