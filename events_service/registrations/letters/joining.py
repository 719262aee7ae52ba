"""How a participant joins online: shown to those alone who have a place and take part so."""

from datetime import date

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.joining import joining_event, joining_session
from events_service.programme.records import AttendanceMode, Event, Joining
from events_service.programme.words import in_language
from events_service.registrations.records import Registration, Status


class JoinLine(Struct, frozen=True, kw_only=True):
    """Where to join the event, or a session that has an address of its own."""

    title: str
    link: str
    note: str


def online_days(registration: Registration, event: Event) -> frozenset[date]:
    """Give the days on which somebody takes part online, and may know how to join: none before they have a place."""
    if registration.status is not Status.CONFIRMED:
        return frozenset()
    return frozenset(day for day, way in registration.ways_at(event).items() if way is AttendanceMode.ONLINE)


def join_lines(registration: Registration, found: FoundEvent, language: str) -> list[JoinLine]:
    """Give where a participant joins, in the order of the agenda: nothing for who comes in person."""
    event, online = found.event, online_days(registration, found.event)
    if not online:
        return []
    chosen = {each.key for each in registration.sessions if each.status is Status.CONFIRMED}
    listed = [(event.title, joining_event(event, online))]
    for session in event.by_hours:
        if session.held and session.joining is not None and (session.capacity is None or session.key in chosen):
            listed.append((session.title, joining_session(event, session, online)))
    return [_line(in_language(title, language), joining, language) for title, joining in listed if joining]


def _line(title: str, joining: Joining, language: str) -> JoinLine:
    note = in_language(joining.note, language) if joining.note else ""
    return JoinLine(title=title, link=joining.link, note=note)
