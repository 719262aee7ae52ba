"""Public holidays, by the package `holidays`: those of a country, and of a region of it where that is known."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from events_service.programme.records import Country

if TYPE_CHECKING:
    from holidays import HolidayBase


def holiday_on(day: date, country: Country, subdivision: str | None, language: str) -> str | None:
    """Give the name of the public holiday that a day is, in a language where it has one, else in English or its own.

    `subdivision` is an ISO 3166-2 code such as ES-EX; one that has no holidays of its own counts for nothing.
    """
    return _holidays(country, (subdivision or "").partition("-")[2], day.year, language).get(day)


@lru_cache(maxsize=256)
def _holidays(country: Country, region: str, year: int, language: str) -> "HolidayBase | dict[date, str]":
    import holidays  # noqa: PLC0415  (a quarter of a second)

    if country not in holidays.list_supported_countries():
        return {}
    known = holidays.country_holidays(country)
    spoken = [each for each in known.supported_languages if each.partition("_")[0] == language]
    english = [each for each in known.supported_languages if each.startswith("en")]
    return holidays.country_holidays(
        country,
        subdiv=region if region in known.subdivisions else None,
        years=year,
        language=next(iter([*spoken, *english]), None),
    )
