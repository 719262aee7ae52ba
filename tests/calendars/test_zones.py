"""VTIMEZONE: just the years that are used, and right to the second."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import icalendar
import pytest

from events_service.calendars.zones import vtimezone

ZONES = [
    "Europe/Athens",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Riga",
    "Europe/Sofia",
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]


def test_one_year_of_sofia_is_written_as_calendars_know_it() -> None:
    assert vtimezone("Europe/Sofia", 2023, 2023).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Sofia",
        "BEGIN:STANDARD",
        "DTSTART:20221030T040000",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200",
        "TZNAME:EET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20231231T235959Z",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20230326T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300",
        "TZNAME:EEST",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "",
    ]


def test_a_zone_that_never_changes_has_one_observance() -> None:
    assert vtimezone("Asia/Kathmandu", 2024, 2026).decode().count("BEGIN:STANDARD") == 1


def test_only_the_years_that_are_used_are_written() -> None:
    written = vtimezone("Europe/Madrid", 2024, 2025).decode()
    assert "1970" not in written
    assert "2026" not in written


def read_back(octets: bytes) -> tzinfo:
    component = icalendar.Timezone.from_ical(octets)
    assert isinstance(component, icalendar.Timezone)
    return component.to_tz(lookup_tzid=False)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("first", "last"), [(2015, 2017), (2024, 2025)])
def test_the_definition_tells_the_times_of_the_zone(zone: str, first: int, last: int) -> None:
    """Another library reads it without looking the name up: every day, each hour where clocks change."""
    defined, known = read_back(vtimezone(zone, first, last)), ZoneInfo(zone)
    day = datetime(first, 1, 1, tzinfo=known).astimezone(UTC)
    end = datetime(last + 1, 1, 1, tzinfo=known).astimezone(UTC)
    while day < end:
        changes = day.astimezone(known).utcoffset() != (day + timedelta(hours=30)).astimezone(known).utcoffset()
        for hour in range(30 if changes else 1):
            instant = min(day + timedelta(hours=hour), end - timedelta(seconds=1))
            assert instant.astimezone(defined).replace(tzinfo=None) == instant.astimezone(known).replace(tzinfo=None)
        day += timedelta(hours=30 if changes else 24)
