"""Put a session into one of the rooms that its event knows. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from events_service.programme.editing import AgendaRefusal
from events_service.programme.records import Event, Session, Words
from events_service.programme.rooms import names_of, same_room
from events_service.programme.words import in_language
from events_service.web.i18n import N_, spoken


class NoSuchRoom(AgendaRefusal):
    """Neither the event nor a session of it has a room of this name."""

    slug = "no-such-room"
    message = N_("There is no room {room} any more. Choose another one, or write it in the session.")


class IsElsewhere(AgendaRefusal):
    """A session elsewhere is to be in a room of the venue."""

    slug = "is-elsewhere"
    message = N_("{session} is elsewhere than the event. Take its place out first.")


def known_rooms(event: Event) -> list[Words]:
    """Give the rooms of an event, then those that only its sessions name, in the order of their hours."""
    known = [room.name for room in event.rooms]
    for session in event.by_hours:
        if session.place is None and session.room and room_among(known, session) is None:
            known.append(session.room)
    return known


def room_among(known: Sequence[Words], session: Session) -> Words | None:
    """Give which of the rooms at the venue a session is in; None where it names none of them, or is elsewhere."""
    if session.place is not None:
        return None
    return next((room for room in known if same_room(room, session.room)), None)


def in_room(event: Event, session: Session, named: str) -> Session:
    """Put a session into the room of this name, or into none by an empty one. Raises NoSuchRoom, IsElsewhere."""
    if session.place is not None:
        raise IsElsewhere(session=in_language(session.title, spoken()))
    if not named:
        return replace(session, room=None)
    room = next((each for each in known_rooms(event) if names_of(named) <= names_of(each)), None)
    if room is None:
        raise NoSuchRoom(room=named)
    return replace(session, room=room)
