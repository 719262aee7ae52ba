"""What somebody can go to instead of a session of theirs that does not take place. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from events_service.programme.joining import fits
from events_service.programme.records import Event, Session
from events_service.registrations.records import Registration


class Instead(Struct, frozen=True, kw_only=True):
    """A cancelled session, and what else is held at its hours: those to sign up for, and those that are simply open."""

    cancelled: Session
    choices: Sequence[Session]
    others: Sequence[Session]


def instead_of(event: Event, registration: Registration) -> list[Instead]:
    """Give, for each cancelled session that somebody chose and has not given up, what they can go to at its hours."""
    chosen = registration.living_sessions
    found = []
    for cancelled in event.by_hours:
        if cancelled.held or cancelled.key not in chosen:
            continue
        beside = [each for each in event.by_hours if _beside(cancelled, each) and _may_join(registration, each)]
        found.append(
            Instead(
                cancelled=cancelled,
                choices=[each for each in beside if each.capacity is not None and each.key not in chosen],
                others=[each for each in beside if each.capacity is None],
            )
        )
    return found


def _beside(cancelled: Session, other: Session) -> bool:
    return other.held and other.start < cancelled.end and cancelled.start < other.end


def _may_join(registration: Registration, session: Session) -> bool:
    welcome = registration.is_partner or not session.closed_to_others
    return welcome and fits(session, registration.mode_on(session.start.date()))
