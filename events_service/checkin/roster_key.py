"""The key of a roster on a device: the service alone can make it, and gives it to whoever still keeps the door."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
from litestar import Response
from msgspec import Struct

from events_service import clock
from events_service.access.door_helpers import AFTER_THE_DAY, Helper, Keeper
from events_service.checkin.answering import SERVICE_TIME
from events_service.checkin.keeping import require_keeper, require_open
from events_service.programme.finding import FoundEvent
from events_service.secrets import as_text, signed

LONGEST = timedelta(days=14)
"""How long a device of an organiser opens its roster without contact: a desk is set up some days before the event."""

SHORTEST = timedelta(hours=14)
"""How long it does when the event is over, for what is looked up afterwards: as long as a session lasts."""


class RosterKey(Struct, frozen=True, kw_only=True):
    """A key of 32 octets (AES-256) in base64url, and until when a device that hears nothing of us may use it."""

    key: str
    until: datetime


def roster_key(secret_key: str, found: FoundEvent, keeper: Keeper, now: datetime) -> RosterKey:
    """Give the key of an event's roster for one door: the same for its devices, another for each other door.

    It is derived, so that it stands in no copy of the database. A door that is closed is given none any more, and a new
    door of the same name has another key. Raises NotAllowed, DeskClosed.
    """
    require_keeper(keeper, found.event)
    require_open(keeper, now)
    whose = ["helper" if isinstance(keeper, Helper) else "account", str(keeper.id), found.event.key]
    key = signed(secret_key, "roster-on-a-device", msgspec.json.encode(whose))
    until = keeper.closed_at if isinstance(keeper, Helper) else _until(found, now)
    return RosterKey(key=as_text(key), until=until)


def _until(found: FoundEvent, now: datetime) -> datetime:
    last: date = max(found.event.days)
    over = datetime.combine(last + timedelta(days=1), time(), found.zone) + AFTER_THE_DAY
    return max(min(over.astimezone(UTC), now + LONGEST), now + SHORTEST)


def answer_key(secret_key: str, found: FoundEvent, keeper: Keeper) -> Response[RosterKey]:
    """Give a device the key, with the service's time by which it tells the end. Raises as `roster_key` does."""
    now = clock.now()
    headers = {"Cache-Control": "no-store", SERVICE_TIME: now.isoformat()}
    return Response(roster_key(secret_key, found, keeper, now), headers=headers)
