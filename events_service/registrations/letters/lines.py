"""The lines of a letter that tell of an event as it is for its reader: their days, the place, their sessions."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.parts import hours_of
from events_service.programme.places import place_of
from events_service.programme.records import AttendanceMode, EventStatus, Session
from events_service.programme.words import in_language
from events_service.registrations.labels import mode_name, status_name
from events_service.registrations.records import Registration, Status
from events_service.web.i18n import N_, NC_, clock_time, gettext, long_day, short_day

CANCELLED_SESSION = NC_("session", "Cancelled")
WAITS_AT = N_("On the waiting list, place {position}")


class DayLine(Struct, frozen=True, kw_only=True):
    """A day of the reader's: its hours where there is an agenda, and how they take part where there is a choice."""

    day: str
    hours: str
    way: str


class SessionLine(Struct, frozen=True, kw_only=True):
    """A session that the participant chose, as a letter shows it; `state` says whether they have a place."""

    title: str
    when: str
    state: str
    confirmed: bool
    held: bool


def day_lines(found: FoundEvent, registration: Registration) -> list[DayLine]:
    """Give the days on which somebody takes part, in the language being spoken."""
    event, listed = found.event, []
    chosen = len(event.attendance_modes) > 1
    for day, way in registration.ways_at(event).items():
        hours = hours_of(event, day)
        written = span_of(*hours) if hours else ""
        listed.append(DayLine(day=long_day(day), hours=written, way=mode_name(way) if chosen else ""))
    return listed


def session_lines(
    found: FoundEvent, registration: Registration, language: str, places: Mapping[str, int]
) -> list[SessionLine]:
    """Give the sessions that somebody chose, in the order in which they take place.

    `places` are theirs on the waiting lists of some, by the session's key.
    """
    chosen = {one.key: one.status for one in registration.sessions if one.status is not Status.CANCELLED}
    return [
        SessionLine(
            title=in_language(planned.title, language),
            when=when_of(planned),
            state=_state_of(planned, chosen[planned.key], places.get(planned.key)),
            confirmed=chosen[planned.key] is Status.CONFIRMED,
            held=planned.held,
        )
        for planned in found.event.by_hours
        if planned.key in chosen
    ]


def _state_of(planned: Session, status: Status, position: int | None) -> str:
    if not planned.held:
        return gettext(CANCELLED_SESSION)
    return gettext(WAITS_AT).format(position=position) if position else status_name(status)


def when_of(planned: Session) -> str:
    """Give a session's day and times in one line."""
    return f"{short_day(planned.start.date())}, {span_of(planned.start, planned.end)}"


def span_of(begins: datetime, ends: datetime) -> str:
    """Give two times of day: 09:15–17:00."""
    return f"{clock_time(begins)}–{clock_time(ends)}"


def map_of(found: FoundEvent, registration: Registration) -> str | None:
    """Give the address of a map for who comes in person to a place that is known to the metre."""
    place = place_of(found.event)
    return place.map_link if place and place.geo and comes(found, registration) else None


def comes(found: FoundEvent, registration: Registration) -> bool:
    """Tell whether somebody comes in person on any day."""
    return AttendanceMode.IN_PERSON in registration.ways_at(found.event).values()


def takes_place(found: FoundEvent) -> bool:
    """Tell whether it makes sense to speak of hours, links and badges."""
    return found.event.status not in {EventStatus.CANCELLED, EventStatus.POSTPONED}
