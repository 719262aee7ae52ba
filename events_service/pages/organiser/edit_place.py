"""The form of an event's place: where people come to, with its coordinates, and how those online join."""

from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed, shown_words, typed_words
from events_service.pages.organiser.edit_rooms import HOURS, read_hours, read_rooms, rows_tidied, typed_rows
from events_service.programme.map_links import coordinates_in
from events_service.programme.records import Event, Project, Venue
from events_service.web.i18n import N_, gettext


def _place_typed(event: Event, project: Project) -> dict[str, str]:
    venue = event.venue
    joining = typed_rows(event, project)
    if event.joining:
        joining["joining.link"] = event.joining.link
        joining["joining.note"] = shown_words(event.joining.note, project)
    if event.joining and event.joining.public:
        joining["joining.public"] = "yes"
    if venue is None:
        return joining
    return {
        "venue.name": shown_words(venue.name, project),
        "venue.address": venue.address or "",
        "venue.city": shown_words(venue.city, project),
        "venue.country": venue.country or "",
        "venue.latitude": "" if venue.latitude is None else str(venue.latitude),
        "venue.longitude": "" if venue.longitude is None else str(venue.longitude),
        **joining,
    }


def _place_fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    before = event.venue
    given = {name: value for name, value in typed.items() if name.startswith(("venue.", "map")) and value}
    link = typed.get("joining.link", "")
    note = typed_words(event.joining.note if event.joining else None, project, typed.get("joining.note", ""))
    rooms, sessions = read_rooms(event, project, typed)
    return {
        **asdict(event),
        "venue": _venue(before, project, typed) if given else None,
        "rooms": rooms,
        "sessions": sessions,
        "joining": {"link": link, "note": note, "public": "joining.public" in typed} if link or note else None,
    }


def _venue(before: Venue | None, project: Project, typed: Typed) -> dict[str, Any]:
    latitude, longitude = coordinates(typed, "venue")
    name = typed_words(before.name if before else None, project, typed.get("venue.name", ""), required=True)
    return {
        "name": name,
        "address": typed.get("venue.address") or None,
        "city": typed_words(before.city if before else None, project, typed.get("venue.city", "")),
        "country": typed.get("venue.country") or None,
        "latitude": latitude,
        "longitude": longitude,
        "opening_hours": read_hours(typed, HOURS),
    }


def coordinates(typed: Typed, place: str) -> tuple[float | str | None, float | str | None]:
    """Give the latitude and the longitude of a place: those in the link of a map, else those in its own fields."""
    in_link = coordinates_in(typed.get("map", ""))
    return in_link or (_degrees(typed, f"{place}.latitude"), _degrees(typed, f"{place}.longitude"))


def _degrees(typed: Typed, name: str) -> float | str | None:
    """Give degrees as they were typed, with a point or a comma."""
    text = typed.get(name, "").replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return text or None


def map_fault(typed: Typed) -> dict[str, str]:
    """Say that a map link holds no coordinates."""
    if typed.get("map") and coordinates_in(typed["map"]) is None:
        return {"map": gettext("This link holds no coordinates. Open it, then copy the long address of the map.")}
    return {}


PLACE = Part(
    key="place",
    title=N_("Place"),
    about=N_("Where people come to, its rooms and hours, and how those online join."),
    labels={
        "venue.name": N_("Name of the place"),
        "venue.address": N_("Street and number"),
        "venue.city": N_("City"),
        "venue.country": N_("Country"),
        "map": N_("Link of a map"),
        "venue.latitude": N_("Latitude"),
        "venue.longitude": N_("Longitude"),
        "rooms": N_("Rooms"),
        "venue.opening_hours": N_("Opening hours"),
        "joining": N_("Link to join online"),
    },
    typed=_place_typed,
    fields=_place_fields,
    tidied=rows_tidied,
)
