"""The time zone of a country: that where most people live, or where its capital lies."""

from functools import cache
from importlib.resources import files

_MAIN = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "PS": "Asia/Hebron",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}
"""Where the first zone that the zone table names for a country is another one, or the table has none."""


def zone_of_country(country: str) -> str | None:
    """Give the IANA name of a country's main zone, or None where nobody lives there and no clock tells the time."""
    return _MAIN.get(country) or _first_zones().get(country)


@cache
def _first_zones() -> dict[str, str]:
    """Read tzdata's zone.tab, which names each country's zones, as a rule the most populous first."""
    zones: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, zone)
    return zones
