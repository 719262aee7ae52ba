"""Where an event takes place: for a page with the links that open a map there, and in one line."""

from urllib.parse import urlencode

from msgspec import Struct

from events_service.programme.records import Event, Venue
from events_service.programme.words import Wording, in_language, wording
from events_service.web.i18n import country_name, spoken


class Place(Struct, frozen=True, kw_only=True):
    """A venue for the page being made. `geo` is a geo URI (RFC 5870), which opens a phone's own map."""

    name: Wording
    address: str | None
    city: Wording | None
    country: str
    map_link: str
    geo: str | None


def place_of(event: Event) -> Place | None:
    """Give the place of an event that has one."""
    return place_at(event.venue)


def place_at(venue: Venue | None) -> Place | None:
    """Give a place for the page being made."""
    if venue is None:
        return None
    name, city = wording(venue.name, spoken()), wording(venue.city, spoken())
    return Place(
        name=name,
        address=venue.address,
        city=city,
        country=country_name(venue.country),
        map_link=_map_link(venue, str(name), str(city or "")),
        geo=None if venue.latitude is None else f"geo:{venue.latitude},{venue.longitude}",
    )


def address_line(event: Event, language: str) -> str:
    """Give venue, address and city in one line, or an empty text for an event without a venue."""
    venue = event.venue
    if venue is None:
        return ""
    parts = [in_language(venue.name, language), venue.address, venue.city and in_language(venue.city, language)]
    return ", ".join(part for part in parts if part)


def city_line(venue: Venue | None, language: str) -> str:
    """Give city and country in one line, or an empty text without a place."""
    if venue is None:
        return ""
    parts = (in_language(venue.city or "", language), country_name(venue.country, language))
    return ", ".join(part for part in parts if part)


def _map_link(venue: Venue, name: str, city: str) -> str:
    """Point at the coordinates where the definition has them, else search for the address."""
    if venue.latitude is not None and venue.longitude is not None:
        marker = urlencode({"mlat": venue.latitude, "mlon": venue.longitude})
        return f"https://www.openstreetmap.org/?{marker}#map=16/{venue.latitude}/{venue.longitude}"
    sought = ", ".join(part for part in (venue.address or name, city, country_name(venue.country, "en")) if part)
    return "https://www.openstreetmap.org/search?" + urlencode({"query": sought})
