"""Who is told how to join an event online, and which of its sessions can be followed."""

from collections.abc import Collection
from datetime import date

from events_service.programme.records import AttendanceMode, Event, Joining, Project, Session, SessionKind

# What nobody follows on a screen, unless its definition says so.
_ON_SITE = frozenset(
    {
        SessionKind.BREAK,
        SessionKind.MEAL,
        SessionKind.REGISTRATION,
        SessionKind.SOCIAL,
        SessionKind.STUDY_VISIT,
        SessionKind.TRANSFER,
    }
)

Days = Collection[date]
"""The days on which somebody takes part online and may know how to join."""


def joining_event(event: Event, online: Days) -> Joining | None:
    """Give how an event is joined, to those who may know it."""
    return _told(event.joining, bool(online))


def joining_session(event: Event, session: Session, online: Days) -> Joining | None:
    """Give how a session is joined, if it can be, to those who may know it on its day."""
    own = session.joining or (event.joining if followed_online(session) else None)
    return _told(own, session.start.date() in online)


def followed_online(session: Session) -> bool:
    """Tell whether those who are online can follow a session: as it says, else as others of its kind."""
    if session.online is not None:
        return session.online
    return session.in_person is False or session.kind not in _ON_SITE


def fits(session: Session, mode: AttendanceMode | None) -> bool:
    """Tell whether a session can be joined by who takes part so on its day; None: not on that day."""
    if mode is AttendanceMode.ONLINE:
        return followed_online(session)
    return mode is AttendanceMode.IN_PERSON and session.in_person is not False


def _told(joining: Joining | None, may_know: bool) -> Joining | None:
    return joining if joining is not None and (joining.public or may_know) else None


def color_of(event: Event, project: Project) -> str | None:
    """Give the colour of an event in calendars: its own, its type's, or its project's."""
    return event.color or project.colors.get(event.type) or project.color
