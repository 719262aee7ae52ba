"""An event on other days: its sessions move along, each with its day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from events_service.programme.records import Event, Registration, Session, Venue

Moment = TypeVar("Moment", date, datetime)


def moved(event: Event, days: Sequence[date]) -> Event:
    """Give an event on other days: its sessions stand on the day of the same number, at the same hour.

    Sessions of a day that there is no more are left out.
    """
    numbers = {day: number for number, day in enumerate(event.days)}
    sessions = []
    for session in event.sessions:
        number = numbers.get(session.start.date(), len(days))
        if number < len(days):
            sessions.append(_later(session, days[number] - session.start.date()))
    return replace(event, days=list(days), venue=_with_days(event.venue, event.days, days), sessions=sessions)


def _with_days(venue: Venue | None, before: Sequence[date], after: Sequence[date]) -> Venue | None:
    """Give a place whose hours of a day are those of the day with the same number."""
    if venue is None:
        return None
    same = dict(zip(before, after, strict=False))
    hours = [
        replace(each, day=each.day and same[each.day])
        for each in venue.opening_hours
        if each.day is None or each.day in same
    ]
    return replace(venue, opening_hours=hours)


def window_moved(registration: Registration, by: timedelta) -> Registration:
    """Give the rules of registration with each date moved alike."""

    def later(moment: Moment | None) -> Moment | None:
        return moment and moment + by

    return replace(
        registration,
        opens=later(registration.opens),
        reply_by=later(registration.reply_by),
        closes=later(registration.closes),
    )


def _later(session: Session, by: timedelta) -> Session:
    return replace(session, start=session.start + by, end=session.end + by) if by else session
