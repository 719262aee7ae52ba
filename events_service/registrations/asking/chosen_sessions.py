"""Which sessions go with how somebody takes part on their days, and which of them run at the same time. Pure."""

from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct

from events_service.programme.joining import fits
from events_service.programme.overlaps import overlapping
from events_service.programme.records import AttendanceMode, Event, Session
from events_service.programme.words import in_language
from events_service.registrations.records import Registration
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_, gettext, spoken

ABSENT_THEN = N_("“{session}” is on a day on which you do not take part; leave it out, or take part on that day.")
HELD_ON_SITE = N_("“{session}” is held in person only; leave it out, or come in person on that day.")
HELD_ONLINE = N_("“{session}” is held online only; leave it out, or take part online on that day.")
AT_ONE_TIME = N_("“{session}” is at the same time as “{other}”; choose one of them.")
BOTH_AT_ONE_TIME = N_("“{session}” and “{other}” are at the same time; you cannot be in both.")
THEIRS_AT_ONE_TIME = N_("They chose “{session}” and “{other}”, which are at the same time.")


class Presence(Struct, frozen=True, kw_only=True):
    """How somebody takes part on each day, by its ISO date (None: not at all); `otherwise` on those left out."""

    days: Mapping[str, AttendanceMode | None]
    otherwise: AttendanceMode

    def on(self, day: date) -> AttendanceMode | None:
        """Give how they take part on a day; None: not on that day."""
        return self.days.get(day.isoformat(), self.otherwise)


def misfit(session: Session, mode: AttendanceMode | None) -> str | None:
    """Give the sentence that says why nobody can choose a session who takes part so on its day; None: they can."""
    if fits(session, mode):
        return None
    if mode is None:
        return ABSENT_THEN
    return HELD_ON_SITE if mode is AttendanceMode.ONLINE else HELD_ONLINE


def own_sessions(event: Event, registration: Registration) -> tuple[Session, ...]:
    """Give the sessions that somebody attends, in their order.

    Cancelled ones are among them: whoever counted on one is shown that it does not take place.
    """
    return tuple(each for each in event.by_hours if registration.attends(each))


def presence_faults(event: Event, presence: Presence, sessions: Collection[str]) -> list[FieldFault]:
    """Say which of the chosen sessions do not go with how somebody takes part on their days."""
    return [
        session_fault(message, each)
        for each in event.by_hours
        if each.key in sessions and (message := misfit(each, presence.on(each.start.date())))
    ]


def sessions_after(
    event: Event, presence: Presence, held: Collection[str], asked: Collection[str], *, moved: bool
) -> frozenset[str]:
    """Give the sessions that somebody has who holds some and asks for those that are to be theirs from now on.

    What they hold and can join no more, since they `moved` to other days or ways of taking part, is given back. What
    they had all along stays, whatever the agenda says by now. Raises FaultyFields where something new does not fit.
    """
    new = set(asked) - set(held)
    if faults := presence_faults(event, presence, new) + clash_faults(event, asked, held):
        raise FaultyFields(faults)
    lost = {
        each.key
        for each in event.sessions
        if moved and each.key in held and misfit(each, presence.on(each.start.date()))
    }
    return frozenset(asked) - lost


def clashes(event: Event, sessions: Collection[str]) -> list[tuple[Session, Session]]:
    """Give each two of the chosen sessions that run at the same time, in the order of the agenda."""
    chosen = [each for each in event.held_sessions if each.key in sessions]
    return [(chosen[first], chosen[second]) for first, second in overlapping(chosen)]


def clash_faults(event: Event, sessions: Collection[str], held: Collection[str] = ()) -> list[FieldFault]:
    """Say which sessions cannot be chosen together, where the event allows one at a time; those `held` may stay."""
    if not event.registration.one_session_at_a_time:
        return []
    return [
        FieldFault("sessions", _clash(AT_ONE_TIME, second, first))
        for first, second in clashes(event, sessions)
        if not {first.key, second.key} <= set(held)
    ]


def clash_warnings(event: Event, sessions: Collection[str], *, of_others: bool = False) -> list[str]:
    """Say which of the reader's sessions run at the same time, or of somebody else's, in the language being spoken."""
    message = THEIRS_AT_ONE_TIME if of_others else BOTH_AT_ONE_TIME
    return [_clash(message, first, second) for first, second in clashes(event, sessions)]


def _clash(message: str, session: Session, other: Session) -> str:
    language = spoken()
    names = {"session": in_language(session.title, language), "other": in_language(other.title, language)}
    return gettext(message).format(**names)


def session_fault(message: str, session: Session) -> FieldFault:
    """Say what is wrong with one of the chosen sessions, by its title in the language being spoken."""
    return FieldFault("sessions", named(message, session))


def named(message: str, session: Session) -> str:
    """Write a sentence about a session with its title, in the language being spoken."""
    return gettext(message).format(session=in_language(session.title, spoken()))
