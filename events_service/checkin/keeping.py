"""Who keeps a door, and what they may take there: an organiser all of the event, a helper one day or session of it."""

from collections.abc import Set
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from events_service.access.door_helpers import DeskClosed, Helper, Keeper
from events_service.access.records import Account
from events_service.checkin.checkpoints import Checkpoint, checkpoints_of
from events_service.checkin.records import CheckIn, FaultyScan, Method, Scan
from events_service.programme.organising import require_organiser
from events_service.programme.records import Event
from events_service.web.errors import NotAllowed


class Bounds(Struct, frozen=True, kw_only=True):
    """What is taken of a batch: scans at these checkpoints, made before the desk closed."""

    checkpoints: Set[str]
    closed_at: datetime

    def is_late(self, made_at: datetime) -> bool:
        """Tell whether something was made after the desk closed."""
        return made_at >= self.closed_at


def checkpoints_at(keeper: Keeper, event: Event) -> tuple[Checkpoint, ...]:
    """Give where somebody may check people in at an event: a helper of a day also in that day's sessions."""
    points = checkpoints_of(event)
    if isinstance(keeper, Account):
        return points
    return tuple(point for point in points if keeper.checkpoint in {point.key, point.day.isoformat()})


def require_keeper(keeper: Keeper, event: Event) -> None:
    """Refuse whoever may not keep a door of an event. Raises NotAllowed."""
    if isinstance(keeper, Account):
        require_organiser(keeper, event)
    elif keeper.event != event.key:
        raise NotAllowed


def require_open(keeper: Keeper, now: datetime) -> None:
    """Refuse a helper whose desk is closed. Raises DeskClosed."""
    if isinstance(keeper, Helper) and not keeper.is_open(now):
        raise DeskClosed


def require_taken(keeper: Keeper, made_at: datetime, now: datetime) -> None:
    """Refuse what a helper did after the desk closed, or sends long after. Raises DeskClosed."""
    if isinstance(keeper, Helper) and (made_at >= keeper.closed_at or now >= keeper.sends_until):
        raise DeskClosed


def bounds_of(keeper: Keeper, event: Event | None, now: datetime) -> Bounds | None:
    """Give what is taken from a helper, and None where all is: from an organiser.

    Raises DeskClosed once nothing is taken any more.
    """
    if isinstance(keeper, Account):
        return None
    if now >= keeper.sends_until:
        raise DeskClosed
    points = checkpoints_at(keeper, event) if event else ()
    return Bounds(checkpoints={point.key for point in points}, closed_at=keeper.closed_at)


def as_sent(keeper: Keeper, scan: Scan | FaultyScan) -> Scan | FaultyScan:
    """Give a scan as it counts: whom nobody has approved an organiser lets in, a helper does not."""
    if isinstance(keeper, Helper) and isinstance(scan, Scan) and scan.let_in_because is not None:
        return replace(scan, let_in_because=None)
    return scan


def device_of(keeper: Keeper, device: str) -> str:
    """Give the name under which a scan stands: a helper's desk has one for all of its devices."""
    return keeper.name if isinstance(keeper, Helper) else device


def is_own(keeper: Keeper, check_in: CheckIn) -> bool:
    """Tell whether a check-in is somebody's to see and to take back: the whole event's, or those of a helper's desk."""
    if isinstance(keeper, Account):
        return True
    by_helpers = check_in.account is None and check_in.method is not Method.ROOM
    return by_helpers and check_in.device == keeper.name
