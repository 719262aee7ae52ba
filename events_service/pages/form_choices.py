"""What there is to choose on the forms about a registration, in the words of the reader's language."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import AttendanceMode, Session
from events_service.programme.words import in_language
from events_service.registrations.asking.chosen_sessions import clashes, misfit
from events_service.registrations.asking.sent_form import asked_days
from events_service.registrations.labels import category_name, mode_name
from events_service.registrations.places.seats import HOLDING
from events_service.registrations.records import (
    Category,
    Registration,
)
from events_service.web.i18n import (
    N_,
    countries,
    gettext,
    long_day,
    ngettext,
    number,
    spoken,
)

IN_PERSON_ONLY = N_("in person only")
ONLINE_ONLY = N_("online only")
FULL_WAITING = N_("full, with a waiting list")
FULL = N_("no places left")
ALL_OPEN = N_("Everything else on the agenda is open to you without sign-up.")
OPEN_SAVE_FOR_PARTNERS = N_(
    "Everything else on the agenda is open to you without sign-up, save what is for the project's partners only:"
    " {sessions}."
)
AS_YOU_TAKE_PART = N_("On each day this means what is held in the way in which you take part.")


class Choice(Struct, frozen=True, kw_only=True):
    """A value to choose, its name, and what else is to be known of it."""

    value: str
    name: str
    note: str = ""


class SessionChoice(Struct, frozen=True, kw_only=True):
    """A session with limited places. `free` None: no limit; `open_to_all` False: for partners only.

    `beside` are the titles of the others that run at the same time, `held` says how it is held where not in both ways.
    """

    key: str
    title: str
    session: Session
    free: int | None
    takes_waiting: bool
    open_to_all: bool
    beside: Sequence[str]
    held: str


def mode_days(found: FoundEvent) -> list[Choice]:
    """Give the days for which an event asks how people take part, to choose a mode for each."""
    return [Choice(value=day.isoformat(), name=long_day(day)) for day in asked_days(found)]


def country_choices(found: FoundEvent) -> tuple[list[Choice], list[Choice]]:
    """Give the partners' countries, then all others, each in the order of the reader's alphabet."""
    partners = {partner.country for partner in found.project.partners}
    listed = [Choice(value=code, name=name) for code, name in countries(spoken())]
    return [each for each in listed if each.value in partners], [each for each in listed if each.value not in partners]


def category_choices() -> list[Choice]:
    """Give in what capacities people take part."""
    return [Choice(value=each.value, name=category_name(each)) for each in Category]


def mode_choices(found: FoundEvent) -> list[Choice]:
    """Give the ways to attend that an event offers."""
    return [
        Choice(value=mode.value, name=mode_name(mode), note=_places_left(found, mode))
        for mode in found.event.attendance_modes
    ]


def _places_left(found: FoundEvent, way: AttendanceMode) -> str:
    """Say how many places are left in a way, where they are counted apart and it has a number."""
    left = found.seats_by_way[way].open if way in found.seats_by_way else None
    if left is None:
        return ""
    if left:
        return ngettext("%(num)s place left", "%(num)s places left", left) % {"num": number(left)}
    return gettext(FULL_WAITING) if found.event.registration.waiting_list else gettext(FULL)


def may_wait_for_way(found: FoundEvent, registration: Registration) -> bool:
    """Tell whether somebody who has a place may have to wait for one in another way that they choose."""
    others = [seats for way, seats in found.seats_by_way.items() if way not in registration.ways]
    waits = found.event.registration.waiting_list and registration.status in HOLDING
    return waits and (registration.wanted_ways is not None or any(seats.open == 0 for seats in others))


def session_choices(found: FoundEvent, chosen: Collection[str] = ()) -> list[SessionChoice]:
    """Give the sessions that need sign-up, in the order of the agenda; a cancelled one only where it was chosen."""
    limited = [
        planned
        for planned in found.event.by_hours
        if planned.capacity is not None and (planned.held or planned.key in chosen)
    ]
    beside: dict[str, list[str]] = {planned.key: [] for planned in limited}
    for first, second in clashes(found.event, beside):
        beside[first.key].append(in_language(second.title, spoken()))
        beside[second.key].append(in_language(first.title, spoken()))
    return [
        SessionChoice(
            key=planned.key,
            title=in_language(planned.title, spoken()),
            session=planned,
            free=found.session_seats.get(planned.key, Seats(capacity=planned.capacity, taken=0)).free,
            takes_waiting=found.event.registration.waiting_list,
            open_to_all=not planned.closed_to_others,
            beside=beside[planned.key],
            held=_held(found, planned),
        )
        for planned in limited
    ]


def _held(found: FoundEvent, planned: Session) -> str:
    """Say how a session is held, where people take part in both ways and it is not held in both."""
    if len(found.event.attendance_modes) < 2:
        return ""
    if misfit(planned, AttendanceMode.ONLINE):
        return gettext(IN_PERSON_ONLY)
    return gettext(ONLINE_ONLY) if misfit(planned, AttendanceMode.IN_PERSON) else ""


def everything_else(found: FoundEvent, reader: Registration | None = None) -> str:
    """Say what of the agenda needs no sign-up, to a `reader` or to somebody of whom nothing is known yet."""
    free = [planned for planned in found.event.held_sessions if planned.capacity is None]
    closed = [
        gettext("“{session}”").format(session=in_language(planned.title, spoken()))
        for planned in free
        if planned.closed_to_others
    ]
    said = gettext(ALL_OPEN)
    if closed and not (reader and reader.is_partner):
        said = gettext(OPEN_SAVE_FOR_PARTNERS).format(sessions=", ".join(closed))
    if any(misfit(planned, way) for planned in free for way in _ways(found, planned, reader)):
        said = f"{said} {gettext(AS_YOU_TAKE_PART)}"
    return said


def _ways(found: FoundEvent, planned: Session, reader: Registration | None) -> list[AttendanceMode | None]:
    """Give in which ways somebody may take part on a session's day; None stands for not at all."""
    if reader is not None:
        return [reader.mode_on(planned.start.date())]
    return [*found.event.attendance_modes, *([None] if asked_days(found) else [])]
