"""The sessions of an entry that is repeated by day or week, as agendas made elsewhere repeat a coffee break."""

from collections.abc import Container, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

import icalendar
from dateutil.rrule import rrulestr

LONGEST = timedelta(days=366)
"""An event's agenda is shorter; who repeats for longer keeps an office calendar."""

MOST_TIMES = 200
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_READ = frozenset({"FREQ", "COUNT", "UNTIL", "INTERVAL", "BYDAY", "WKST"})


class UnreadRule(ValueError):
    """An entry is repeated without an end or never, or by a rule that no agenda needs."""


def starts_of(entry: icalendar.Event, start: datetime, moved: Container[datetime | date]) -> list[datetime]:
    """Give each start of an entry whose first one is `start`; `moved` are those that have an entry of their own.

    Only rules by day and by week are read, and only ones that end soon: others can be made to run for hours. Raises
    UnreadRule.
    """
    if "RDATE" in entry:
        raise UnreadRule
    if "RRULE" not in entry:
        return [start]
    rule = entry["RRULE"]
    if not isinstance(rule, icalendar.vRecur) or not set(rule) <= _READ or not {"COUNT", "UNTIL"} & set(rule):
        raise UnreadRule
    if rule.get("FREQ") not in (["DAILY"], ["WEEKLY"]) or _goes_nowhere(rule, start):
        raise UnreadRule
    try:
        written = rule.to_ical().decode()  # type: ignore[no-untyped-call]  # icalendar's
        found = list(islice(rrulestr(written, dtstart=start), MOST_TIMES + 1))
    except (ValueError, TypeError, OverflowError) as error:
        raise UnreadRule from error
    if not found or len(found) > MOST_TIMES or found[-1] - start > LONGEST:
        raise UnreadRule
    left_out = set(_left_out(entry))
    return [one for one in found if one not in left_out and one not in moved]


def _goes_nowhere(rule: icalendar.vRecur, start: datetime) -> bool:
    """Tell whether a rule stands still, or steps by whole weeks from another weekday than those it asks for.

    Nothing ever matches it, and dateutil would look for a match until the year 9999.
    """
    steps = [step for step in rule.get("INTERVAL", [1]) if isinstance(step, int)]
    if len(steps) != 1 or steps[0] < 1:
        return True
    days = {str(day).upper()[-2:] for day in rule.get("BYDAY", [])}
    by_whole_weeks = rule["FREQ"] == ["DAILY"] and steps[0] % len(_WEEKDAYS) == 0
    return by_whole_weeks and bool(days) and _WEEKDAYS[start.weekday()] not in days


def _left_out(entry: icalendar.Event) -> Iterator[datetime | date]:
    listed = entry.get("EXDATE", [])
    for property_ in listed if isinstance(listed, list) else [listed]:
        yield from (each.dt for each in getattr(property_, "dts", []))
