"""The rooms of an event, and which of them a session is in: it names its room in any of the room's languages. Pure."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from events_service.programme.records import Event, Room, Session, Words
from events_service.programme.words import in_language


def names_of(words: Words | None) -> frozenset[str]:
    """Give a name in all its languages, so that two can be compared."""
    written = words.values() if isinstance(words, dict) else [words] if words else []
    return frozenset(name.casefold().strip() for name in written)


def same_room(one: Words | None, other: Words | None) -> bool:
    """Say whether two rooms bear the same name in any language."""
    return not names_of(one).isdisjoint(names_of(other))


def room_of(event: Event, session: Session) -> Room | None:
    """Give the room of the event's venue that a session is in; None where it names another, or is elsewhere."""
    if session.place is not None:
        return None
    return next((room for room in event.rooms if same_room(room.name, session.room)), None)


def with_names_of_rooms(event: Event, session: Session) -> Session:
    """Give a session whose room, named in one language, has the name of the event's room in all of them."""
    room = room_of(event, session)
    return session if room is None else replace(session, room=room.name)


def with_rooms(event: Event, rooms: Sequence[Room]) -> Event:
    """Give an event with other rooms; sessions go along with a room that bears another name now."""
    before: Mapping[str, Words] = {room.key: room.name for room in event.rooms}
    renamed = [(before[room.key], room.name) for room in rooms if room.key in before]
    sessions = [
        replace(session, room=next((new for old, new in renamed if same_room(old, session.room)), session.room))
        if session.place is None
        else session
        for session in event.sessions
    ]
    return replace(event, rooms=list(rooms), sessions=sessions)


def where_of(session: Session, language: str) -> str:
    """Give in one line where a session is: its room, and the place with its city if that is not the event's."""
    place = session.place
    parts = [session.room, place.name if place else None, place.city if place else None]
    return ", ".join(in_language(part, language) for part in parts if part)
