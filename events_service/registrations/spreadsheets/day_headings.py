"""Days as people and spreadsheet programs write them above a column, in any language: 2024-04-16, 16.04., 16 Apr."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton

from events_service.registrations.spreadsheets.country_names import folded
from events_service.web.i18n import LANGUAGES, locale_of

_PATTERNS = (
    *("d/M/y", "dd/MM/y", "d/M/yy", "dd/MM/yy", "M/d/y", "M/d/yy", "y/M/d", "y/MM/dd", "d/M", "dd/MM", "M/d"),
    *("d MMM", "d MMM y", "d MMM yy", "d MMMM", "d MMMM y", "MMM d", "MMM d y", "MMMM d", "MMMM d y"),
    *("EEE d/M", "EEE d MMM", "EEE d MMMM", "EEEE d/M", "EEEE d MMM", "EEEE d MMMM"),
)
_SKELETONS = ("yMMMd", "yMMMEd", "MMMd", "MMMEd", "MMMMd", "MMMMEd", "Md", "MEd")
_LENGTHS = ("short", "medium", "long", "full")
_FIRST_OF_EXCEL = date(1899, 12, 30)


def day_of(header: str, days: Iterable[date]) -> date | None:
    """Give the day of an event that a header names, in whatever order and language; None where it names none or two."""
    listed = tuple(days)
    wanted = folded(header)
    if not any(sign.isdigit() for sign in wanted):
        return None
    found = {day for day in listed if wanted in _writings(day)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=128)
def _writings(day: date) -> frozenset[str]:
    written = {day.isoformat(), f"{day.isoformat()} 00:00:00", str((day - _FIRST_OF_EXCEL) // timedelta(days=1))}
    for language in LANGUAGES:
        locale = locale_of(language)
        written |= {format_date(day, length, locale) for length in _LENGTHS}
        written |= {format_date(day, pattern, locale) for pattern in _PATTERNS}
        written |= {_by_skeleton(day, skeleton, locale) for skeleton in _SKELETONS}
    return frozenset(folded(each) for each in written)


def _by_skeleton(day: date, skeleton: str, locale: Locale) -> str:
    return (
        format_skeleton(skeleton, datetime.combine(day, time()), locale=locale)
        if skeleton in locale.datetime_skeletons
        else ""
    )
