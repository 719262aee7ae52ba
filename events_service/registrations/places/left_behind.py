"""What somebody gives up stays in their own calendar, as cancelled: before it goes, it is kept that they had it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from events_service.programme.records import Event
from events_service.registrations.asking.chosen_sessions import Presence, misfit
from events_service.registrations.tables import RegistrationRow


@contextmanager
def leaving(event: Event, row: RegistrationRow) -> Iterator[None]:
    """Keep which days, and which sessions that need no sign-up, a change takes out of somebody's calendar."""
    before = _open_to(event, row)
    yield
    keep_left(row, before - _open_to(event, row))


def keep_left(row: RegistrationRow, parts: Iterable[str]) -> None:
    """Keep that days, by their ISO dates, or sessions, by their keys, were in somebody's calendar and are no more."""
    if left := {*parts}.difference(row.left_parts or ()):
        row.left_parts = sorted({*left, *(row.left_parts or ())})


def _open_to(event: Event, row: RegistrationRow) -> frozenset[str]:
    presence = Presence(days=row.day_modes or {}, otherwise=row.attendance_mode)
    sessions = {
        each.key
        for each in event.sessions
        if each.capacity is None
        and (row.is_partner or not each.closed_to_others)
        and misfit(each, presence.on(each.start.date())) is None
    }
    return frozenset(sessions.union(day.isoformat() for day in event.days if presence.on(day) is not None))
