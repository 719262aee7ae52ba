"""The code on a room's screen: signed by the service, bound to its session, another one every half minute. Pure.

The service's clock alone decides: a phone's may be as wrong as it likes.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum

from msgspec import Struct

from events_service.checkin.checkpoints import DOORS_OPEN, Checkpoint
from events_service.checkin.in_room.words import as_typed, words_of
from events_service.programme.records import Event
from events_service.secrets import as_octets, as_text, code_of, equal, signed

PERIOD = timedelta(seconds=30)
"""How long a code stands on the screen; it is taken for one period more, for whoever is slow to raise the phone."""

TO_CONFIRM = timedelta(minutes=5)
"""How long after reading the code a phone may take to confirm: people look for their glasses."""

_LETTERS = 10
_MARK_OCTETS = 16
_PURPOSE = "room-code"
_OPENED_PURPOSE = "room-opened"


class Hours(Struct, frozen=True, kw_only=True):
    """When presence is confirmed at a checkpoint: from `opens` on, and before `closes`."""

    opens: datetime
    closes: datetime


class Standing(Enum):
    """Where a room stands in time."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


class RoomCode(Struct, frozen=True, kw_only=True):
    """What the screen shows: the end of the code's address, the words to be typed, and when both change."""

    code: str
    words: str
    changes_at: datetime


def hours_of(point: Checkpoint, event: Event) -> Hours:
    """Give when presence is confirmed: as people are let in at a door, from a quarter of an hour before the start.

    A day begins and ends with what is held on it; a day without an agenda is all of it.
    """
    if point.session is not None:
        return Hours(opens=point.starts - DOORS_OPEN, closes=point.ends)
    zone = point.starts.tzinfo
    held = [one for one in event.sessions if one.held and one.start.date() == point.day]
    if not held:
        return Hours(opens=point.starts, closes=point.ends)
    return Hours(
        opens=min(one.start for one in held).replace(tzinfo=zone) - DOORS_OPEN,
        closes=max(one.end for one in held).replace(tzinfo=zone),
    )


def standing_at(hours: Hours, now: datetime) -> Standing:
    """Tell where a room stands."""
    if now < hours.opens:
        return Standing.BEFORE
    return Standing.OPEN if now < hours.closes else Standing.OVER


def code_at(secret_key: str, event: str, checkpoint: str, now: datetime) -> RoomCode:
    """Give the code that the screen of an event's checkpoint shows at an instant."""
    period = _period(now)
    octets = _signed(secret_key, event, checkpoint, period)
    return RoomCode(
        code=code_of(octets[:_LETTERS]),
        words=words_of(octets[_LETTERS:]),
        changes_at=datetime.fromtimestamp((period + 1) * PERIOD.total_seconds(), UTC),
    )


def is_good(secret_key: str, event: str, checkpoint: str, code: str, now: datetime) -> bool:
    """Tell whether a code stands on the screen now, or stood there until half a minute ago."""
    return any(equal(code.strip().upper(), each.code) for each in _taken(secret_key, event, checkpoint, now))


def are_good(secret_key: str, event: str, checkpoint: str, typed: str, now: datetime) -> bool:
    """Tell the same of words that were typed."""
    given = as_typed(typed)
    return any(equal(given, as_typed(each.words)) for each in _taken(secret_key, event, checkpoint, now))


def opened_token(secret_key: str, event: str, checkpoint: str, phone: str, now: datetime) -> str:
    """Give what proves that a phone, known by its cookie's hash, read a good code at an instant."""
    instant = int(now.timestamp()).to_bytes(8, "big")
    return as_text(instant + _opened(secret_key, event, checkpoint, phone, instant))


def read_in_time(secret_key: str, event: str, checkpoint: str, phone: str, token: str, now: datetime) -> bool:
    """Tell whether a phone read a good code shortly before, by what it was given then."""
    try:
        octets = as_octets(token)
    except ValueError:
        return False
    instant, mark = octets[:8], octets[8:]
    if not equal(mark, _opened(secret_key, event, checkpoint, phone, instant)):
        return False
    opened_at = datetime.fromtimestamp(int.from_bytes(instant, "big"), UTC)
    return opened_at <= now < opened_at + TO_CONFIRM


def _period(now: datetime) -> int:
    return int(now.timestamp() // PERIOD.total_seconds())


def _taken(secret_key: str, event: str, checkpoint: str, now: datetime) -> list[RoomCode]:
    return [code_at(secret_key, event, checkpoint, at) for at in (now, now - PERIOD)]


def _signed(secret_key: str, event: str, checkpoint: str, period: int) -> bytes:
    return signed(secret_key, _PURPOSE, f"{event}\n{checkpoint}\n{period}".encode())


def _opened(secret_key: str, event: str, checkpoint: str, phone: str, instant: bytes) -> bytes:
    content = f"{event}\n{checkpoint}\n{phone}\n".encode() + instant
    return signed(secret_key, _OPENED_PURPOSE, content)[:_MARK_OCTETS]
