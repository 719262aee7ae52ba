"""When people may register for an event, as refusals: the state of registration decided for the programme."""

from datetime import datetime

from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import Openness, end_of, registration_state
from events_service.registrations.refusals import (
    EventNotHeld,
    HeldAlready,
    NotOpenYet,
    NotPublished,
    RegistrationClosed,
)
from events_service.web.i18n import instant_named

INVITED_BESIDES = {Openness.NOT_YET, Openness.CLOSED}
"""When nobody may register but those who were invited."""


def is_over(found: FoundEvent, now: datetime) -> bool:
    """Tell whether the event's last day has passed where it takes place."""
    return now >= end_of(found)


def has_begun(found: FoundEvent, now: datetime) -> bool:
    """Tell whether the event's first day has come where it takes place."""
    return now.astimezone(found.zone).date() >= min(found.event.days)


def require_open(found: FoundEvent, now: datetime, *, invited: bool = False) -> None:
    """Refuse outside the window. Raises NotPublished, EventNotHeld, NotOpenYet, HeldAlready, RegistrationClosed."""
    if refusal := refusal_now(found, now, invited=invited):
        raise refusal


def refusal_now(found: FoundEvent, now: datetime, *, invited: bool = False) -> RegistrationClosed | None:
    """Give why somebody cannot register now, or None where only the seats are left to ask.

    Those who are `invited` by a link may come before registration opens and after it has closed.
    """
    if found.event.status is EventStatus.DRAFT:
        return NotPublished()
    state = registration_state(found, now)
    openness = Openness.OPEN if invited and state.openness in INVITED_BESIDES else state.openness
    match openness:
        case Openness.NOT_HELD:
            return EventNotHeld()
        case Openness.NOT_YET if state.opens is not None:
            return NotOpenYet(opens=instant_named(state.opens, found.event.timezone))
        case Openness.CLOSED:
            return RegistrationClosed()
        case Openness.OVER:
            return HeldAlready()
    return None
