"""The time zone of a participant: nobody is asked for it, so it is that of their country where most people live."""

from functools import cache
from importlib.resources import files

from events_service.programme.finding import FoundEvent

MAIN = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "XK": "Europe/Belgrade",
}
"""Where the first zone that the zone table names for a country is not the one most people live in."""


def zone_of(country: str, found: FoundEvent) -> str:
    """Give the IANA name of a country's main zone, or the event's where the zone table does not know the country."""
    return MAIN.get(country) or _first_zones().get(country) or found.event.timezone


@cache
def _first_zones() -> dict[str, str]:
    """Read tzdata's zone.tab, which names each country's zones, as a rule the most populous first."""
    zones: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, zone)
    return zones
