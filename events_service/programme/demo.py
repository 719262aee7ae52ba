"""The invented event of a demo: it takes place today and tomorrow, so that registration and check-in can be tried."""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from events_service.programme.definitions import read
from events_service.programme.records import Event, Registration
from events_service.settings import resource_dir


def demo_event(today: date) -> Event:
    """Give the event `demo-workshop` for `today` and the day after, days in Sofia; its project is fixtures/secon's.

    Registration is open from a month ago until tomorrow evening.
    """
    event = read(resource_dir("templates") / "definitions" / "demo-workshop.yaml")
    if not isinstance(event, Event):
        raise TypeError("templates/definitions/demo-workshop.yaml is no event")
    return moved_to(event, today)


def moved_to(event: Event, first_day: date) -> Event:
    """Move everything that has a time in an event, so that it begins on `first_day`; hours on the wall clock stay."""
    by = first_day - min(event.days)
    return replace(
        event,
        days=[day + by for day in event.days],
        registration=_moved_registration(event.registration, by),
        sessions=[replace(session, start=session.start + by, end=session.end + by) for session in event.sessions],
    )


def _moved_registration(registration: Registration, by: timedelta) -> Registration:
    def moved(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment + by

    reply_by = registration.reply_by and registration.reply_by + by
    return replace(registration, opens=moved(registration.opens), closes=moved(registration.closes), reply_by=reply_by)
