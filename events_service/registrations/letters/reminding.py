"""The reminder that participants may want in their calendar: before each session, or once on the day before."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from events_service.calendars.records import Entry, Status

DAY = 24 * 60
CHOICES = (10, 30, 60, DAY)
"""Minutes before the start that can be chosen."""

# Whole days begin at midnight, when nobody wants to be woken: nine o'clock on the day before.
_BEFORE_A_WHOLE_DAY = timedelta(hours=15)


def remind(entries: Iterable[Entry], minutes: int | None) -> list[Entry]:
    """Give the entries with the chosen reminder, None for none.

    One of a day is for what comes first alone: who sets out for a journey needs no reminder of each talk. What does not
    take place, or only frames the sessions, reminds nobody.
    """
    listed = list(entries)
    if minutes is None:
        return listed
    meant = [entry for entry in listed if entry.status is not Status.CANCELLED]
    timed = [entry for entry in meant if isinstance(entry.starts, datetime) and not entry.transparent]
    if minutes == DAY or not timed:
        timed = sorted(timed or meant, key=lambda entry: entry.starts.isoformat())[:1]
    reminding = {entry.uid for entry in timed}
    return [replace(entry, alarm=_ahead(entry, minutes)) if entry.uid in reminding else entry for entry in listed]


def _ahead(entry: Entry, minutes: int) -> timedelta:
    return timedelta(minutes=minutes) if isinstance(entry.starts, datetime) else _BEFORE_A_WHOLE_DAY
