"""How people take part on each day of an event, where it asks for that, and on the whole. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct

from events_service.programme.records import AttendanceMode, Event
from events_service.registrations.records import DayModes
from events_service.web.errors import FieldFault
from events_service.web.i18n import N_

DAY_FIELD = "day_modes."
"""What the field for a day begins with, on forms and in spreadsheets."""

NOT_PER_DAY = N_("The event does not ask how people take part on each day; leave this out.")
NO_SUCH_DAY = N_("Name days of the event, such as 2024-04-16, each with in_person, online or null.")
NOT_OFFERED = N_("The event does not offer this; choose another way to attend.")
NO_DAY = N_("Choose at least one day on which you take part.")


class DayCount(Struct, frozen=True, kw_only=True):
    """How many confirmed participants a day of an event has in each way, and how many are not there on it."""

    day: date
    in_person: int
    online: int
    absent: int


class Alike(Struct, frozen=True, kw_only=True):
    """How many confirmed participants have made the same choice: for single days, and for all others."""

    attendance_mode: AttendanceMode
    day_modes: Mapping[str, AttendanceMode | None]
    people: int


def day_mode_faults(event: Event, modes: Mapping[str, AttendanceMode | None]) -> list[FieldFault]:
    """Say what is wrong with a choice for each day; no choice at all is none."""
    if not modes:
        return []
    if not event.registration.mode_per_day:
        return [FieldFault("day_modes", NOT_PER_DAY)]
    days = {day.isoformat() for day in event.days}
    if not set(modes) <= days:
        return [FieldFault("day_modes", NO_SUCH_DAY)]
    if any(mode is not None and mode not in event.attendance_modes for mode in modes.values()):
        return [FieldFault("day_modes", NOT_OFFERED)]
    if set(modes) == days and not any(modes.values()):
        return [FieldFault("day_modes", NO_DAY)]
    return []


def count_days(event: Event, chosen: Collection[Alike]) -> list[DayCount]:
    """Count on each day of an event who takes part in which way."""
    counts = []
    for day in event.days:
        modes: Counter[AttendanceMode | None] = Counter()
        for each in chosen:
            modes[each.day_modes.get(day.isoformat(), each.attendance_mode)] += each.people
        in_person, online = modes[AttendanceMode.IN_PERSON], modes[AttendanceMode.ONLINE]
        counts.append(DayCount(day=day, in_person=in_person, online=online, absent=modes[None]))
    return counts


def every_day(event: Event, modes: Mapping[str, AttendanceMode | None], otherwise: AttendanceMode) -> DayModes:
    """Give the choice for all days of the event, `otherwise` on those it leaves out; none where nothing was chosen."""
    return {day.isoformat(): modes.get(day.isoformat(), otherwise) for day in event.days} if modes else {}


def on_the_whole(modes: Mapping[str, AttendanceMode | None], otherwise: AttendanceMode) -> AttendanceMode:
    """Give how somebody takes part on the whole: in person if they come on any day."""
    chosen = {mode for mode in modes.values() if mode is not None}
    if AttendanceMode.IN_PERSON in chosen:
        return AttendanceMode.IN_PERSON
    return AttendanceMode.ONLINE if chosen else otherwise


def all_in(modes: Mapping[str, AttendanceMode | None], mode: AttendanceMode) -> DayModes:
    """Give the same days, taken part in in one way."""
    return {day: held and mode for day, held in modes.items()}
