"""The time zone of a participant: nobody is asked for it, so it is that of their country."""

from events_service.programme.country_zones import zone_of_country
from events_service.programme.finding import FoundEvent


def zone_of(country: str, found: FoundEvent) -> str:
    """Give the IANA name of a country's zone, or the event's where the country has none."""
    return zone_of_country(country) or found.event.timezone
