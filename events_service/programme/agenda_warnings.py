"""What looks odd in an event by its definition alone, but may be meant: it is shown to the organiser, never hinders."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from events_service.programme.faults import FieldPath
from events_service.programme.joining import followed_online
from events_service.programme.labels import kind_name, session_named
from events_service.programme.oddities import Odd, Oddity, odd
from events_service.programme.overlaps import overlapping
from events_service.programme.records import AttendanceMode, Event, EventStatus, Project, Session, SessionKind
from events_service.programme.rooms import room_of, same_room
from events_service.programme.speakers import same_person, speakers_of
from events_service.programme.travel import transfers
from events_service.programme.visiting import outside_hours
from events_service.programme.words import in_language
from events_service.web.i18n import number, spoken

LONG_SESSION = timedelta(hours=12)
_WITHOUT_CONTENT = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.SOCIAL})


def agenda_warnings(event: Event, project: Project | None = None) -> Iterator[Odd]:
    """Find clashes and gaps in a faultless event, in the order of its agenda, then what concerns the whole event."""
    for first, second in overlapping(event.sessions):
        if event.sessions[first].held and event.sessions[second].held:
            yield from _clashes(event, event.sessions[first], event.sessions[second], ("sessions", second))
    yield from transfers(event)
    for place, session in enumerate(event.sessions):
        yield from _session_warnings(session, event, ("sessions", place))
    yield from _event_warnings(event)
    if project is not None:
        yield from _project_warnings(event, project)


def _clashes(event: Event, earlier: Session, later: Session, path: FieldPath) -> Iterator[Odd]:
    at = {"session": session_named(earlier), "time": _clock(earlier.end)}
    if earlier.place == later.place and same_room(earlier.room, later.room):
        yield odd(Oddity.ROOM_TAKEN, *path, "room", **at)
    elsewhere = speakers_of(event, earlier)
    for place, speaker in enumerate(speakers_of(event, later)):
        if any(same_person(speaker, each) for each in elsewhere):
            yield odd(Oddity.SPEAKER_ELSEWHERE, *path, "speakers", place, speaker=speaker.name, **at)


def _session_warnings(session: Session, event: Event, path: FieldPath) -> Iterator[Odd]:
    limit = _places_for(session, event)
    if session.capacity is not None and limit is not None and session.capacity > limit:
        places = {"places": number(session.capacity), "limit": number(limit)}
        yield odd(Oddity.OVER_EVENT, *path, "capacity", count=session.capacity, **places)
    room = room_of(event, session)
    if room and room.capacity is not None and session.capacity is not None and session.capacity > room.capacity:
        name = in_language(room.name, spoken())
        places = {"places": number(session.capacity), "seats": number(room.capacity)}
        yield odd(Oddity.OVER_ROOM, *path, "room", room=name, **places)
    if session.end - session.start > LONG_SESSION:
        yield odd(Oddity.LONG, *path, "end", hours=number((session.end - session.start) / timedelta(hours=1)))
    if session.attendance and session.kind in _WITHOUT_CONTENT:
        yield odd(Oddity.ATTENDANCE_WITHOUT_CONTENT, *path, "attendance", kind=kind_name(session.kind))
    if session.online and AttendanceMode.ONLINE not in event.attendance_modes:
        yield odd(Oddity.NOBODY_ONLINE, *path, "online")
    if session.in_person is False and session.online is False:
        yield odd(Oddity.HELD_NOWHERE, *path, "in_person")
    if session.joining is not None and session.online is False:
        yield odd(Oddity.JOINED_BY_NOBODY, *path, "joining")
    if session.held:
        yield from outside_hours(event, session, path)


def _places_for(session: Session, event: Event) -> int | None:
    """Give how many can have a place at the event in the ways in which a session is held; None: no limit."""
    if not event.counts_apart:
        return event.capacity
    held = {AttendanceMode.IN_PERSON: session.in_person is not False, AttendanceMode.ONLINE: followed_online(session)}
    limits = [limit for way, limit in event.capacities.items() if held[way]]
    return None if None in limits or not limits else sum(limit or 0 for limit in limits)


def _event_warnings(event: Event) -> Iterator[Odd]:
    if event.counts_apart and AttendanceMode.ONLINE not in event.attendance_modes:
        yield odd(Oddity.NOBODYS_PLACES_ONLINE, "online_capacity")
    if event.counts_apart and event.capacity is not None and AttendanceMode.IN_PERSON not in event.attendance_modes:
        yield odd(Oddity.NOBODYS_PLACES, "capacity")
    if event.joining is not None and not event.joining.public and AttendanceMode.ONLINE not in event.attendance_modes:
        yield odd(Oddity.JOINING_UNTOLD, "joining")
    closes = event.registration.closes
    if closes is not None and closes.date() > event.days[-1]:
        yield odd(Oddity.CLOSES_LATE, "registration", "closes", day=event.days[-1])
    agenda_days = {session.start.date() for session in event.sessions}
    for place, day in enumerate(event.days):
        if event.sessions and day not in agenda_days:
            yield odd(Oddity.EMPTY_DAY, "days", place, day=day)
    published = event.status is EventStatus.PUBLISHED
    if published and event.venue is None and AttendanceMode.IN_PERSON in event.attendance_modes:
        yield odd(Oddity.NO_VENUE, "venue")


def _project_warnings(event: Event, project: Project) -> Iterator[Odd]:
    for place, day in enumerate(event.days):
        if not project.starts <= day <= project.ends:
            yield odd(Oddity.OUTSIDE_PROJECT, "days", place, day=day, start=project.starts, end=project.ends)
    asked = [event.contact, project.contact, *(each.contact for each in project.partners if each.key == event.host)]
    if event.status is EventStatus.PUBLISHED and not any(asked):
        yield odd(Oddity.NO_CONTACT, "contact")
    for place, language in enumerate(event.languages):
        if language not in project.languages:
            known = ", ".join(project.languages)
            yield odd(Oddity.STRANGE_LANGUAGE, "languages", place, language=language, languages=known)


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
