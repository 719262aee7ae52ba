"""The parts of the programme that have a place in time: events, their days and sessions, and milestones."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.records import (
    Event,
    EventStatus,
    Milestone,
    MilestoneState,
    Project,
    Registration,
    Session,
    Venue,
    Words,
)
from events_service.programme.semesters import span
from events_service.programme.speakers import with_names
from events_service.programme.words import in_language

# Drawn once: another namespace would give every entry in every subscribed calendar another UID.
_NAMESPACE = UUID("96467abe-244a-4855-8648-8f81289a654d")


class Part(Enum):
    """What a revision is the revision of."""

    EVENT = "event"
    DAY = "day"
    SESSION = "session"
    MILESTONE = "milestone"


class Standing(Enum):
    """Whether a part takes place: DRAFT is known to organisers only, POSTPONED and PLANNED have no firm time yet."""

    DRAFT = "draft"
    PLANNED = "planned"
    FIRM = "firm"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class State(Struct, frozen=True, kw_only=True):
    """What the definition last said of a part: enough to show it as cancelled after it has left the definition.

    `starts` and `ends` are wall-clock times in `zone` (IANA name), without an offset; for an all-day part they are
    midnights, and `ends` is the midnight after the last day. `agenda` stands for the times and places of the sessions
    of an event or a day: who is invited to the whole is told when a part of it moves. `kind` is the value of the
    event's, session's or milestone's kind. `fingerprint` covers everything that an entry shows, the time and the place
    included.
    """

    standing: Standing
    title: Words
    kind: str
    starts: datetime
    ends: datetime
    all_day: bool
    zone: str
    room: Words | None = None
    venue: Venue | None = None
    needs_sign_up: bool = False
    partners_only: bool = False
    agenda: str = ""
    fingerprint: str


def uid_of(part: Part, owner: str, key: str) -> str:
    """Give the UID of a part: a UUID made from its keys alone (RFC 7986 §5.3), so that nobody's data stands in it."""
    return str(uuid5(_NAMESPACE, f"{part.value}/{owner}/{key}"))


def of_event(event: Event) -> Iterator[tuple[Part, str, State]]:
    frame = msgspec.structs.replace(
        event,
        venue=_shown(event.venue),
        rooms=[],
        speakers=[],
        sessions=[],
        registration=Registration(),
        capacity=None,
        online_capacity=None,
    )
    standing = _STANDINGS[event.status]
    named = with_names(event).sessions
    held = [session for session in named if session.held]
    by_day = {day: [session for session in held if session.start.date() == day] for day in sorted(event.days)}

    def state(starts: datetime, ends: datetime, all_day: bool, sessions: list[Session], *shown: object) -> State:
        return State(
            standing=standing,
            title=event.title,
            kind=event.type.value,
            starts=starts,
            ends=ends,
            all_day=all_day,
            zone=event.timezone,
            venue=frame.venue,
            agenda=_agenda(sessions),
            fingerprint=_fingerprint(frame, *shown),
        )

    whole = _timed(by_day[min(by_day)]) if len(by_day) == 1 else None
    yield Part.EVENT, event.key, state(*(whole or _all_day(min(by_day), max(by_day))), held)
    for day, sessions in by_day.items():
        yield Part.DAY, day.isoformat(), state(*(_timed(sessions) or _all_day(day, day)), sessions, *sessions)
    for session in named:
        yield Part.SESSION, session.key, _state_of_session(frame, standing, session)


def _state_of_session(frame: Event, standing: Standing, session: Session) -> State:
    return State(
        standing=standing if session.held else Standing.CANCELLED,
        title=session.title,
        kind=session.kind.value,
        starts=session.start,
        ends=session.end,
        all_day=False,
        zone=frame.timezone,
        room=session.room,
        venue=_shown(session.place) or frame.venue,
        needs_sign_up=session.capacity is not None,
        partners_only=session.closed_to_others,
        fingerprint=_fingerprint(frame, msgspec.structs.replace(session, place=_shown(session.place))),
    )


def _shown(venue: Venue | None) -> Venue | None:
    """Give a place as calendars show it: when its house is open is the organisers' to know."""
    return venue and msgspec.structs.replace(venue, opening_hours=[])


def of_milestones(project: Project) -> Iterator[tuple[Part, str, State]]:
    for milestone in project.milestones:
        day = milestone.date or (span(project, milestone.semester)[1] if milestone.semester else None)
        if day is None:
            continue
        starts, ends, _ = _all_day(day, day)
        yield (
            Part.MILESTONE,
            milestone.key,
            State(
                standing=_standing_of_milestone(milestone),
                title=milestone.title,
                kind=milestone.kind.value,
                starts=starts,
                ends=ends,
                all_day=True,
                zone="UTC",
                fingerprint=_fingerprint(milestone),
            ),
        )


def _standing_of_milestone(milestone: Milestone) -> Standing:
    firm = milestone.date is not None or milestone.state is MilestoneState.PUBLISHED
    return Standing.FIRM if firm else Standing.PLANNED


_STANDINGS = for_each(
    EventStatus,
    {
        EventStatus.DRAFT: Standing.DRAFT,
        EventStatus.PUBLISHED: Standing.FIRM,
        EventStatus.POSTPONED: Standing.POSTPONED,
        EventStatus.CANCELLED: Standing.CANCELLED,
    },
)


def hours_of(event: Event, day: date) -> tuple[datetime, datetime] | None:
    """Give when a day's agenda begins and ends, on the event's clocks; None without one."""
    return _hours([session for session in event.sessions if session.held and session.start.date() == day])


def _hours(sessions: list[Session]) -> tuple[datetime, datetime] | None:
    return (min(one.start for one in sessions), max(one.end for one in sessions)) if sessions else None


def _timed(sessions: list[Session]) -> tuple[datetime, datetime, bool] | None:
    hours = _hours(sessions)
    return (*hours, False) if hours else None


def _all_day(first: date, last: date) -> tuple[datetime, datetime, bool]:
    return datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()), True


def _agenda(sessions: list[Session]) -> str:
    """Stand for what matters of sessions; a room that is only translated is the same room."""
    placed = sorted(
        (each.key, each.start.isoformat(), each.end.isoformat(), in_language(each.room or "", "en"), *_elsewhere(each))
        for each in sessions
    )
    return _fingerprint(*placed) if placed else ""


def _elsewhere(session: Session) -> Iterator[str | None]:
    """Give the place of a session that is elsewhere; nothing else, so that all others keep what stands for them."""
    if place := session.place:
        yield from (in_language(place.name, "en"), place.address, in_language(place.city or "", "en"), place.country)


def _fingerprint(*shown: object) -> str:
    return hashlib.sha256(msgspec.json.encode(shown, order="deterministic")).hexdigest()[:32]
