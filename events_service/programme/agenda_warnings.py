"""What looks odd in an event, but may be meant: it is shown to the organiser and never hinders."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from events_service.programme.faults import FieldPath, Problem, quoted
from events_service.programme.joining import followed_online
from events_service.programme.overlaps import overlapping
from events_service.programme.records import AttendanceMode, Event, EventStatus, Project, Session, SessionKind, Words
from events_service.web.i18n import gettext, ngettext, number

LONG_SESSION = timedelta(hours=12)
_WITHOUT_CONTENT = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.SOCIAL})


def agenda_warnings(event: Event, project: Project | None = None) -> Iterator[Problem]:
    """Find clashes and gaps in a faultless event, in the order of its agenda, then what concerns the whole event."""
    for first, second in overlapping(event.sessions):
        if event.sessions[first].held and event.sessions[second].held:
            yield from _clashes(event.sessions[first], event.sessions[second], ("sessions", second))
    for place, session in enumerate(event.sessions):
        yield from _session_warnings(session, event, ("sessions", place))
    yield from _event_warnings(event)
    if project is not None:
        yield from _project_warnings(event, project)


def _clashes(earlier: Session, later: Session, path: FieldPath) -> Iterator[Problem]:
    if earlier.room is not None and _same(earlier.room, later.room):
        message = gettext("the room is taken by {session} until {time}")
        message = message.format(session=quoted(earlier.key), time=_clock(earlier.end))
        yield Problem(path=(*path, "room"), message=message)
    elsewhere = {(speaker.name.casefold(), speaker.organisation) for speaker in earlier.speakers}
    for place, speaker in enumerate(later.speakers):
        if (speaker.name.casefold(), speaker.organisation) in elsewhere:
            message = gettext("{speaker} speaks in {session} until {time}")
            message = message.format(speaker=speaker.name, session=quoted(earlier.key), time=_clock(earlier.end))
            yield Problem(path=(*path, "speakers", place), message=message)


def _same(one: Words, other: Words | None) -> bool:
    """Say whether two rooms bear the same name in any language."""
    if other is None:
        return False
    names, others = ({*words.values()} if isinstance(words, dict) else {words} for words in (one, other))
    return not {name.casefold().strip() for name in names}.isdisjoint(name.casefold().strip() for name in others)


def _session_warnings(session: Session, event: Event, path: FieldPath) -> Iterator[Problem]:
    limit = _places_for(session, event)
    if session.capacity is not None and limit is not None and session.capacity > limit:
        message = ngettext(
            "the session has {places} place, but the event only {limit}",
            "the session has {places} places, but the event only {limit}",
            session.capacity,
        )
        message = message.format(places=number(session.capacity), limit=number(limit))
        yield Problem(path=(*path, "capacity"), message=message)
    if session.end - session.start > LONG_SESSION:
        message = gettext("the session lasts {hours} hours")
        message = message.format(hours=number((session.end - session.start) / timedelta(hours=1)))
        yield Problem(path=(*path, "end"), message=message)
    if session.attendance and session.kind in _WITHOUT_CONTENT:
        message = gettext("attendance is taken at a session of the kind {kind}").format(kind=session.kind.value)
        yield Problem(path=(*path, "attendance"), message=message)
    if session.online and AttendanceMode.ONLINE not in event.attendance_modes:
        message = gettext("the session is online, but nobody can register for online attendance")
        yield Problem(path=(*path, "online"), message=message)
    if session.in_person is False and session.online is False:
        message = gettext("the session is held neither in person nor online, so nobody can choose it")
        yield Problem(path=(*path, "in_person"), message=message)
    if session.joining is not None and session.online is False:
        message = gettext("the session says how to join it online, but also that nobody online can follow it")
        yield Problem(path=(*path, "joining"), message=message)


def _places_for(session: Session, event: Event) -> int | None:
    """Give how many can have a place at the event in the ways in which a session is held; None: no limit."""
    if not event.counts_apart:
        return event.capacity
    held = {AttendanceMode.IN_PERSON: session.in_person is not False, AttendanceMode.ONLINE: followed_online(session)}
    limits = [limit for way, limit in event.capacities.items() if held[way]]
    return None if None in limits or not limits else sum(limit or 0 for limit in limits)


def _event_warnings(event: Event) -> Iterator[Problem]:
    if event.counts_apart and AttendanceMode.ONLINE not in event.attendance_modes:
        message = gettext("these places are nobody's: nobody can register for online attendance")
        yield Problem(path=("online_capacity",), message=message)
    if event.counts_apart and event.capacity is not None and AttendanceMode.IN_PERSON not in event.attendance_modes:
        message = gettext("with online_capacity these places are in person, and nobody can register for that")
        yield Problem(path=("capacity",), message=message)
    if event.joining is not None and not event.joining.public and AttendanceMode.ONLINE not in event.attendance_modes:
        message = gettext("nobody is told how to join: nobody can register for online attendance, and it is not public")
        yield Problem(path=("joining",), message=message)
    closes = event.registration.closes
    if closes is not None and closes.date() > event.days[-1]:
        message = gettext("registration closes after the event's last day, {day}").format(day=event.days[-1])
        yield Problem(path=("registration", "closes"), message=message)
    agenda_days = {session.start.date() for session in event.sessions}
    for place, day in enumerate(event.days):
        if event.sessions and day not in agenda_days:
            message = gettext("the agenda has no session on {day}").format(day=day)
            yield Problem(path=("days", place), message=message)
    if event.status is EventStatus.PUBLISHED:
        if event.venue is None and AttendanceMode.IN_PERSON in event.attendance_modes:
            yield Problem(path=("venue",), message=gettext("participants are told no venue"))
        if event.contact is None:
            yield Problem(path=("contact",), message=gettext("participants are told nobody to ask"))


def _project_warnings(event: Event, project: Project) -> Iterator[Problem]:
    for place, day in enumerate(event.days):
        if not project.starts <= day <= project.ends:
            message = gettext("{day} is outside the project, which runs from {start} to {end}")
            message = message.format(day=day, start=project.starts, end=project.ends)
            yield Problem(path=("days", place), message=message)
    for place, language in enumerate(event.languages):
        if language not in project.languages:
            message = gettext("{language} is none of the project's languages ({languages})")
            message = message.format(language=language, languages=", ".join(project.languages))
            yield Problem(path=("languages", place), message=message)


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
