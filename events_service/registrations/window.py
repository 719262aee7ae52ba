"""When people may register for an event: pure decisions on its definition and an instant."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events_service.programme.records import Event, EventStatus
from events_service.registrations.refusals import EventNotHeld, NotOpenYet, NotPublished, RegistrationClosed
from events_service.web.i18n import instant


def end_of(event: Event) -> datetime:
    """Give the midnight that ends the event's last day where it takes place."""
    midnight = datetime.combine(max(event.days), time()) + timedelta(days=1)
    return midnight.replace(tzinfo=ZoneInfo(event.timezone)).astimezone(UTC)


def is_over(event: Event, now: datetime) -> bool:
    """Tell whether the event's last day has passed."""
    return now >= end_of(event)


def closing_of(event: Event) -> datetime:
    """Give the instant from which nobody can register: as defined, else the end of the event."""
    closes = event.registration.closes
    if closes is None:
        return end_of(event)
    return closes.replace(tzinfo=ZoneInfo(event.timezone)).astimezone(UTC)


def require_open(event: Event, now: datetime) -> None:
    """Refuse outside the window. Raises NotPublished, EventNotHeld, NotOpenYet, RegistrationClosed."""
    if event.status is EventStatus.DRAFT:
        raise NotPublished
    if event.status is not EventStatus.PUBLISHED:
        raise EventNotHeld
    opens = event.registration.opens
    if opens is not None and now < opens.replace(tzinfo=ZoneInfo(event.timezone)):
        raise NotOpenYet(opens=f"{instant(opens.replace(tzinfo=ZoneInfo(event.timezone)), event.timezone)}")
    if now >= closing_of(event):
        raise RegistrationClosed


def refusal_now(event: Event, now: datetime) -> RegistrationClosed | None:
    """Give why nobody can register now, or None when they can."""
    try:
        require_open(event, now)
    except RegistrationClosed as refusal:
        return refusal
    return None
