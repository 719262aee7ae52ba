"""The rows of a place on a form: the rooms of an event's, and the hours when any is open."""

from typing import Any

from msgspec.structs import replace

from events_service.pages.organiser.edit_parts import Typed, rows_in, shown_words, typed_words, without_empty_rows
from events_service.programme.keys import free_key
from events_service.programme.records import Event, Project, Room, Session, Venue
from events_service.programme.rooms import with_rooms

ROOMS = "rooms"
HOURS = "venue.opening_hours"


def rows_tidied(typed: Typed) -> dict[str, str]:
    """Give the sent form of a place without the rows that were left empty."""
    return hours_tidied(without_empty_rows(typed, ROOMS, {"key"}), HOURS)


def typed_rows(event: Event, project: Project) -> dict[str, str]:
    """Give what stands in the rows of an event."""
    typed: dict[str, str] = {}
    for number, room in enumerate(event.rooms):
        typed |= {
            f"{ROOMS}.{number}.key": room.key,
            f"{ROOMS}.{number}.name": shown_words(room.name, project),
            f"{ROOMS}.{number}.capacity": "" if room.capacity is None else str(room.capacity),
            f"{ROOMS}.{number}.equipment": room.equipment or "",
        }
    return typed | (typed_hours(event.venue, HOURS) if event.venue else {})


def typed_hours(place: Venue, at: str) -> dict[str, str]:
    """Give what stands in the rows of hours below a field."""
    typed: dict[str, str] = {}
    for number, hours in enumerate(place.opening_hours):
        typed |= {
            f"{at}.{number}.day": f"{hours.day}" if hours.day else "",
            f"{at}.{number}.opens": f"{hours.opens:%H:%M}",
            f"{at}.{number}.closes": f"{hours.closes:%H:%M}",
        }
    return typed


def hours_tidied(typed: Typed, at: str) -> dict[str, str]:
    """Give a sent form without the rows of hours that were left empty."""
    return without_empty_rows(typed, at, {"day"})


def read_rooms(event: Event, project: Project, typed: Typed) -> tuple[list[dict[str, Any]], list[Session]]:
    """Give the rooms of a sent form, and the event's sessions, which go along with a room that has a new name."""
    before = {room.key: room for room in event.rooms}
    taken = {typed.get(f"{ROOMS}.{number}.key", "") for number in range(rows_in(typed, ROOMS))}
    rooms: list[dict[str, Any]] = []
    named: list[Room] = []
    for number in range(rows_in(typed, ROOMS)):
        at = f"{ROOMS}.{number}"
        text, capacity, equipment = (typed.get(f"{at}.{each}") or None for each in ("name", "capacity", "equipment"))
        key = typed.get(f"{at}.key") or free_key(text or "", taken, "room")
        taken.add(key)
        known = before.get(key)
        name = typed_words(known.name if known else None, project, text or "", required=True)
        named += [replace(known, name=name)] if known and text and name else []
        rooms.append({"key": key, "name": name, "capacity": capacity, "equipment": equipment})
    return rooms, with_rooms(event, named).sessions


def read_hours(typed: Typed, at: str) -> list[dict[str, Any]]:
    """Give the hours of a sent form below a field, each to be read as a definition's."""
    return [
        {name: typed.get(f"{at}.{number}.{name}") or None for name in ("day", "opens", "closes")}
        for number in range(rows_in(typed, at))
    ]
