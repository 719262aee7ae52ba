"""Change an agenda: an event and what is wanted in, the changed event out, or a refusal that says what to do. Pure.

What holds between the days, the hours and the zone of an event is checked where it is saved, whoever changed it.
"""

from collections.abc import Callable, Container
from datetime import datetime, timedelta

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from events_service.programme.keys import free_key
from events_service.programme.records import Event, EventStatus, Key, Session, SessionStatus, Words
from events_service.programme.words import in_language
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_, spoken


class NoSuchSession(NotFound):
    """The agenda has no session of this key, or has it no longer."""

    slug = "no-such-session"
    message = N_("This session is not in the agenda. Somebody may have taken it out: look at the agenda as it is now.")


class AgendaRefusal(Refusal):
    """The agenda stays as it is."""

    status = 422
    slug = "agenda-stays"
    message = N_("The agenda cannot be changed in this way, and stays as it was.")


class OnAnotherDay(AgendaRefusal):
    """A session would begin on another day than now."""

    slug = "on-another-day"
    message = N_("{session} would begin on another day. Shift by fewer minutes, or give it the other day.")


class EndsBeforeItBegins(AgendaRefusal):
    """A session would have no length."""

    slug = "ends-before-it-begins"
    message = N_("{session} would end before it begins. Let it last five minutes at least.")


class StaysOnTheAgenda(AgendaRefusal):
    """A session that readers know is taken out."""

    slug = "stays-on-the-agenda"
    message = N_(
        "Readers know {session} already. Cancel it: it stays on the agenda, struck through, and may come back."
    )


def get_session(event: Event, key: Key) -> Session:
    """Give a session of the agenda. Raises NoSuchSession."""
    for session in event.sessions:
        if session.key == key:
            return session
    raise NoSuchSession


def add(event: Event, session: Session) -> Event:
    """Add a session, under a key of its own made from its title, behind those that begin before it or with it."""
    added = replace(session, key=free_key(session.title, {each.key for each in event.sessions}))
    earlier = [place for place, each in enumerate(event.sessions) if each.start <= added.start]
    behind = earlier[-1] + 1 if earlier else 0
    return replace(event, sessions=[*event.sessions[:behind], added, *event.sessions[behind:]])


def double(event: Event, key: Key) -> Event:
    """Add a copy of a session right after it, or at its time where that would be another day. Raises NoSuchSession."""
    session = get_session(event, key)
    same_day = session.end.date() == session.start.date()
    start, end = (session.end, session.end + _length(session)) if same_day else (session.start, session.end)
    copy = replace(session, key="", start=start, end=end, status=SessionStatus.PLANNED)
    return add(event, copy)


def move(event: Event, key: Key, start: datetime, room: Words | UnsetType | None = UNSET) -> Event:
    """Let a session begin at another time of any day, as long as before, and in another room where one is named."""

    def moved(session: Session) -> Session:
        where = session.room if isinstance(room, UnsetType) else room
        return replace(session, start=start, end=start + _length(session), room=where)

    return _with(event, key, moved)


def shift(event: Event, key: Key, minutes: int) -> Event:
    """Let a session begin some minutes later, or earlier, on its day. Raises NoSuchSession, OnAnotherDay."""
    return _with(event, key, lambda session: _shifted(session, minutes))


def shift_from(event: Event, key: Key, minutes: int) -> Event:
    """Shift a session and all of its day that begin with it or after it; what is cancelled stays where it was.

    Raises NoSuchSession; OnAnotherDay where any of them would leave the day: then none is shifted.
    """
    first = get_session(event, key)
    sessions = [
        _shifted(each, minutes)
        if each.key == key or (each.held and each.start.date() == first.start.date() and each.start >= first.start)
        else each
        for each in event.sessions
    ]
    return replace(event, sessions=sessions)


def stretch(event: Event, key: Key, minutes: int) -> Event:
    """Let a session end later, or earlier. Raises NoSuchSession, EndsBeforeItBegins."""

    def stretched(session: Session) -> Session:
        if _length(session) + timedelta(minutes=minutes) <= timedelta():
            raise EndsBeforeItBegins(session=_named(session))
        return replace(session, end=session.end + timedelta(minutes=minutes))

    return _with(event, key, stretched)


def told_sessions(released: Event) -> frozenset[Key]:
    """Give the keys of the sessions that others than organisers know, of the event as everybody sees it."""
    return frozenset() if released.status is EventStatus.DRAFT else frozenset(each.key for each in released.sessions)


def remove(event: Event, key: Key, told: Container[Key]) -> Event:
    """Take out a session that is none of those `told`. Raises NoSuchSession, StaysOnTheAgenda."""
    gone = get_session(event, key)
    if key in told:
        raise StaysOnTheAgenda(session=_named(gone))
    return replace(event, sessions=[each for each in event.sessions if each is not gone])


def cancel(event: Event, key: Key) -> Event:
    """Call a session off: it stays on the agenda, struck through. Raises NoSuchSession."""
    return _with(event, key, lambda session: replace(session, status=SessionStatus.CANCELLED))


def bring_back(event: Event, key: Key) -> Event:
    """Let a session that was called off take place after all. Raises NoSuchSession."""
    return _with(event, key, lambda session: replace(session, status=SessionStatus.PLANNED))


def put(event: Event, session: Session) -> Event:
    """Put a session in the place of the one that has its key. Raises NoSuchSession."""
    return _with(event, session.key, lambda _: session)


def _with(event: Event, key: Key, changed: Callable[[Session], Session]) -> Event:
    before = get_session(event, key)
    after = changed(before)
    return replace(event, sessions=[after if each is before else each for each in event.sessions])


def _shifted(session: Session, minutes: int) -> Session:
    by = timedelta(minutes=minutes)
    if (session.start + by).date() != session.start.date():
        raise OnAnotherDay(session=_named(session))
    return replace(session, start=session.start + by, end=session.end + by)


def _length(session: Session) -> timedelta:
    return session.end - session.start


def _named(session: Session) -> str:
    return in_language(session.title, spoken())
