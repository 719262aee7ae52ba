"""Change of ways: somebody takes part otherwise than before, at once or as soon as there is a place for them.

Where places are counted apart, whoever has one keeps it until there is one in the other way: they are told that none
is free, and wait only if they say that they want to.
"""

from collections.abc import Collection, Mapping

from msgspec import UNSET

from events_service.programme.records import AttendanceMode, Event
from events_service.registrations.asking.day_modes import (
    NOT_OFFERED,
    all_in,
    day_mode_faults,
    every_day,
    on_the_whole,
)
from events_service.registrations.holding import Held
from events_service.registrations.labels import mode_name
from events_service.registrations.places import seats
from events_service.registrations.places.in_line import open_places
from events_service.registrations.places.line import Pool
from events_service.registrations.records import Changes, WantedWays, Ways
from events_service.registrations.tables import RegistrationRow
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_, gettext

NONE_FREE = N_("“{way}” has no place left, so nothing is changed. Choose as before, or say that you want to wait.")
NONE_FREE_NO_WAITING = N_("“{way}” has no place left, so nothing is changed. Choose as before.")


async def change_ways(held: Held, row: RegistrationRow, changes: Changes) -> list[str]:
    """Change how somebody takes part, or let them wait for it; give the names of the fields that differ now.

    Raises FaultyFields where there is no place for them in a way that they ask for, and they do not say to wait.
    """
    own = WantedWays(attendance_mode=row.attendance_mode, day_modes=row.day_modes or {})
    before = row.wanted_ways or own
    wanted = wanted_ways(held.found.event, before, changes)
    if wanted == before:
        return []
    if row.status in seats.HOLDING:
        free = await open_places(held.session, held.event) if held.event.counts_apart else {}
        if lacking := without_place(free, own.ways, wanted.ways):
            _require_waiting(held.found.event, lacking, changes)
            await seats.want(held.session, held.event, row, wanted)
            return ["wanted_ways"]
    await seats.move(held.session, held.event, row, wanted)
    differing = {
        "attendance_mode": wanted.attendance_mode is not own.attendance_mode,
        "day_modes": wanted.day_modes != own.day_modes,
        "wanted_ways": before is not own,
    }
    return [name for name, differs in differing.items() if differs]


def wanted_ways(event: Event, before: WantedWays, changes: Changes) -> WantedWays:
    """Give how somebody is to take part, on each day and on the whole; only the latter given, it holds for all days.

    Raises FaultyFields.
    """
    if changes.attendance_mode is UNSET and changes.day_modes is UNSET:
        return before
    days, mode = before.day_modes, before.attendance_mode
    if changes.attendance_mode is not UNSET and changes.attendance_mode is not mode:
        mode = changes.attendance_mode
        if mode not in event.attendance_modes:
            raise FaultyFields([FieldFault("attendance_mode", NOT_OFFERED)])
    if changes.day_modes is not UNSET:
        asked = every_day(event, {**days, **changes.day_modes}, mode)
        if faults := day_mode_faults(event, {**changes.day_modes, **asked} if changes.day_modes else {}):
            raise FaultyFields(faults)
        days = asked
    elif changes.attendance_mode is not UNSET and on_the_whole(days, mode) is not mode:
        days = all_in(days, mode)
    return WantedWays(attendance_mode=on_the_whole(days, mode), day_modes=days)


def without_place(free: Mapping[Pool, int | None], held: Ways, wanted: Ways) -> list[AttendanceMode]:
    """Give the ways that somebody would gain by a change and that have no `free` place; a single pool knows no ways."""
    return [way for way in AttendanceMode if way in wanted - held and free.get(way) == 0]


def _require_waiting(event: Event, lacking: Collection[AttendanceMode], changes: Changes) -> None:
    if changes.wait and event.registration.waiting_list:
        return
    field = "attendance_mode" if changes.day_modes is UNSET else "day_modes"
    message = NONE_FREE if event.registration.waiting_list else NONE_FREE_NO_WAITING
    names = "”, “".join(mode_name(way) for way in lacking)
    raise FaultyFields([FieldFault(field, gettext(message).format(way=names))])
