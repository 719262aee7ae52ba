"""One zone for each country, for participants and for imported agendas alike."""

from collections import defaultdict
from importlib.resources import files

import pytest

from events_service.programme.codes import countries, timezones
from events_service.programme.country_zones import zone_of_country

# Decided by us, for each country that has several: where most people live, else where the capital lies.
SEVERAL = {
    "AQ": "Antarctica/McMurdo",
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Chuuk",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Midway",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
UNINHABITED = {"BV", "HM"}


def _published() -> dict[str, list[str]]:
    zones: dict[str, list[str]] = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            zones[line.split("\t")[0]].append(line.split("\t")[2])
    return zones


@pytest.mark.parametrize("country", sorted({*countries()} - {"XK"}))
def test_each_country_has_the_zone_of_most_of_its_people(country: str) -> None:
    zones = _published()[country]
    if country in UNINHABITED:
        assert zone_of_country(country) is None
    elif len(zones) == 1:
        assert zone_of_country(country) == zones[0]
    else:
        assert zone_of_country(country) == SEVERAL[country]
        assert SEVERAL[country] in zones


def test_kosovo_has_a_zone_although_no_list_has_a_code_for_it() -> None:
    assert zone_of_country("XK") == "Europe/Belgrade"


def test_a_definition_may_name_each_countrys_zone() -> None:
    assert {zone_of_country(country) for country in countries()} <= timezones() | {None}


def test_what_is_no_country_has_no_zone() -> None:
    assert zone_of_country("ZZ") is None
    assert zone_of_country("") is None
