"""Where people are at a session, and when the house there is open."""

from collections.abc import Iterator
from datetime import date

from events_service.programme.faults import FieldPath
from events_service.programme.oddities import Odd, Oddity, odd
from events_service.programme.records import Event, OpeningHours, Session, SessionKind, Venue
from events_service.programme.words import in_language
from events_service.web.i18n import spoken


def outside_hours(event: Event, session: Session, path: FieldPath) -> Iterator[Odd]:
    """Find that people come to a session while the house is closed: a house without hours is always open."""
    place = house_of(event, session)
    if place is None or not place.opening_hours:
        return
    name, day = in_language(place.name, spoken()), session.start.date()
    hours = hours_on(place, day)
    if not hours:
        yield odd(Oddity.CLOSED, *path, "start", place=name, day=day)
    elif not any(_within(session, each) for each in hours):
        named = ", ".join(f"{each.opens:%H:%M}–{each.closes:%H:%M}" for each in hours)
        yield odd(Oddity.OUTSIDE_HOURS, *path, "start", place=name, hours=named)


def house_of(event: Event, session: Session) -> Venue | None:
    """Give where people are at a session; a transfer is on the way, and who is online is nowhere."""
    if session.in_person is False or session.kind is SessionKind.TRANSFER:
        return None
    return session.place or event.venue


def hours_on(place: Venue, day: date) -> list[OpeningHours]:
    """Give the hours of a day: its own, else those of every other day."""
    own = [hours for hours in place.opening_hours if hours.day == day]
    return own or [hours for hours in place.opening_hours if hours.day is None]


def _within(session: Session, hours: OpeningHours) -> bool:
    same_day = session.end.date() == session.start.date()
    return same_day and hours.opens <= session.start.time() and session.end.time() <= hours.closes
