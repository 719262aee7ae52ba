"""When somebody on the waiting list may be asked whether they still want a place, and how long they have to answer.

Nobody is asked at night, and no time to answer ends at night, where they live. An offer takes at most half of the time
that is left until the event begins, so that whoever is next can be asked, too; when the time has become too short to
ask anybody, a place goes to the first in line at once.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

NIGHT_BEGINS, NIGHT_ENDS = time(21), time(8)
MORNING = time(10)
"""Until when somebody may answer whose time would end at night: they need a moment to read their mail."""

SHORTEST = timedelta(hours=1)


class Offer(Struct, frozen=True, kw_only=True):
    """They may be asked now, and have until then to answer."""

    until: datetime


class Later(Struct, frozen=True, kw_only=True):
    """It is night where they live; they may be asked from then on."""

    at: datetime


class AtOnce(Struct, frozen=True, kw_only=True):
    """There is no time left to ask: the place is theirs."""


def turn(now: datetime, hours: int, zone: str, begins: datetime) -> Offer | Later | AtOnce:
    """Decide what becomes of a free place that is the turn of somebody who lives in `zone`.

    `hours` is how long an offer lasts as a rule, `begins` when the event does.
    """
    if begins - now < 2 * SHORTEST:
        return AtOnce()
    morning = _end_of_night(now, zone)
    if morning is not None:
        return Later(at=morning) if morning + 2 * SHORTEST <= begins else AtOnce()
    return _offer(now, hours, zone, begins)


def offer_at_any_time(now: datetime, hours: int, zone: str, begins: datetime) -> Offer | AtOnce:
    """Decide as `turn` does, but at night, too: an organiser who asks somebody knows why."""
    return AtOnce() if begins - now < 2 * SHORTEST else _offer(now, hours, zone, begins)


def _offer(now: datetime, hours: int, zone: str, begins: datetime) -> Offer | AtOnce:
    end = now + min(timedelta(hours=hours), (begins - now) / 2)
    night_over = _end_of_night(end, zone)
    if night_over is None:
        return Offer(until=end)
    morning = _at(night_over, MORNING, zone)
    evening = _at(night_over - timedelta(days=1), NIGHT_BEGINS, zone) - timedelta(minutes=1)
    for moment in (morning, night_over, evening):
        if now + SHORTEST <= moment < begins:
            return Offer(until=moment)
    return AtOnce()


def _end_of_night(moment: datetime, zone: str) -> datetime | None:
    """Give when the night that a moment falls into ends, or None by day."""
    local = moment.astimezone(ZoneInfo(zone))
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return None
    morning_of = local if local.time() < NIGHT_ENDS else local + timedelta(days=1)
    return _at(morning_of, NIGHT_ENDS, zone)


def _at(day: datetime, clock: time, zone: str) -> datetime:
    return datetime.combine(day.astimezone(ZoneInfo(zone)).date(), clock, ZoneInfo(zone))
