"""Whether people can register for an event now: decided from its definition, its places and the instant."""

from datetime import datetime, time, timedelta
from enum import Enum

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus


class Openness(Enum):
    """What somebody who wants to register meets; NOT_HELD stands for drafts, postponed and cancelled events."""

    NOT_YET = "not_yet"
    OPEN = "open"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    NOT_HELD = "not_held"


class RegistrationState(Struct, frozen=True, kw_only=True):
    """How registration stands. `opens` and `closes` are where the definition names them; `free` None: no limit."""

    openness: Openness
    opens: datetime | None
    closes: datetime | None
    free: int | None

    @property
    def accepts(self) -> bool:
        """Tell whether the form takes registrations."""
        return self.openness in {Openness.OPEN, Openness.WAITING_LIST}


def registration_state(found: FoundEvent, now: datetime) -> RegistrationState:
    """Say how registration for an event stands at an instant."""
    window = found.event.registration
    opens, closes = (
        moment.replace(tzinfo=found.zone) if moment is not None else None for moment in (window.opens, window.closes)
    )
    return RegistrationState(
        openness=_openness(found, opens, closes, now), opens=opens, closes=closes, free=found.seats.free
    )


def end_of(found: FoundEvent) -> datetime:
    """Give the midnight that ends the event's last day where it takes place."""
    return datetime.combine(max(found.event.days) + timedelta(days=1), time(), found.zone)


def _openness(found: FoundEvent, opens: datetime | None, closes: datetime | None, now: datetime) -> Openness:
    if found.event.status is not EventStatus.PUBLISHED:
        return Openness.NOT_HELD
    if now >= end_of(found):
        return Openness.OVER
    if closes is not None and now >= closes:
        return Openness.CLOSED
    if opens is not None and now < opens:
        return Openness.NOT_YET
    if found.seats.free == 0:
        return Openness.WAITING_LIST if found.event.registration.waiting_list else Openness.FULL
    return Openness.OPEN
