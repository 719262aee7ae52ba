"""The place of a session that is elsewhere than its event, as fields of the session's form."""

from collections.abc import Mapping
from typing import Any

from events_service.pages.organiser.edit_place import coordinates, map_fault
from events_service.pages.organiser.edit_rooms import read_hours, typed_hours
from events_service.programme.faults import FieldPath
from events_service.programme.records import Venue, Words

HOURS = "place.opening_hours"
PLAIN = ("address", "country", "latitude", "longitude")
TEXTS = ("name", "city")
"""What stands in the form in the main language; other languages are written where all texts are."""


def typed_of_place(place: Venue | None, texts: Mapping[str, str]) -> dict[str, str]:
    """Give what stands in the fields of a place; `texts` are those that a language belongs to, by their fields."""
    if place is None:
        return {}
    plain = {f"place.{name}": getattr(place, name) for name in PLAIN}
    given = {name: str(value) for name, value in plain.items() if value is not None}
    return given | dict(texts) | typed_hours(place, HOURS)


def read_place(
    typed: Mapping[str, str], texts: Mapping[str, Words | None], faults: dict[str, str]
) -> dict[str, Any] | None:
    """Read the fields of a place; None where nothing but a country is chosen. `texts` are its name and city as read."""
    faults |= map_fault(typed)
    latitude, longitude = coordinates(typed, "place")
    fields: dict[str, Any] = {
        **texts,
        "address": typed.get("place.address", "").strip() or None,
        "latitude": latitude,
        "longitude": longitude,
        "opening_hours": read_hours(typed, HOURS) or None,
    }
    if all(value is None for value in fields.values()) and not typed.get("map"):
        return None
    given = fields | {"country": typed.get("place.country") or None}
    return {name: value for name, value in given.items() if value is not None}


def field_of_place(path: FieldPath, main: str) -> str:
    """Give the field that a path within a place leads to; what is missing is its name."""
    name = ".".join(map(str, path)) or "name"
    return f"place.{name}.{main}" if name in TEXTS else f"place.{name}"
