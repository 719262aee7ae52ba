"""What matters to a participant of an event: the facts that they are told, and told again when one changes. Pure."""

from datetime import date, datetime

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.parts import hours_of
from events_service.programme.records import AttendanceMode, Event, EventStatus, Words
from events_service.programme.rooms import where_of
from events_service.programme.words import in_language
from events_service.registrations.letters.joining import join_lines
from events_service.registrations.records import Registration


class DayFact(Struct, frozen=True, kw_only=True):
    """A day on which somebody takes part, and how; `begins` and `ends` as its clocks show them, None without agenda."""

    day: date
    way: AttendanceMode
    begins: datetime | None = None
    ends: datetime | None = None


class SessionFact(Struct, frozen=True, kw_only=True):
    """A session that concerns somebody, on the clocks of the event; `room` with the place if that is not the event's.

    `own`: they have signed up for it.
    """

    starts: datetime
    ends: datetime
    room: str = ""
    own: bool = False
    held: bool = True


class Facts(Struct, frozen=True, kw_only=True):
    """What holds for one participant. Names are those in English: a place that is only translated is the same place.

    `zone` is an IANA name. `joining` are the addresses to join at that the reader may know; `sessions` those that
    they signed up for or that they can join without, by key, on the days on which they take part.
    """

    standing: EventStatus
    zone: str
    days: tuple[DayFact, ...]
    place: tuple[str, ...]
    joining: tuple[str, ...]
    sessions: dict[str, SessionFact]


def facts_of(found: FoundEvent, registration: Registration) -> Facts:
    """Give what holds for a participant by a definition of the event."""
    event, own = found.event, registration.living_sessions
    return Facts(
        standing=event.status,
        zone=event.timezone,
        days=tuple(_days(event, registration)),
        place=_place(event),
        joining=tuple(line.link for line in join_lines(registration, found, "en")),
        sessions={
            each.key: SessionFact(
                starts=each.start, ends=each.end, room=where_of(each, "en"), own=each.key in own, held=each.held
            )
            for each in event.by_hours
            if registration.mode_on(each.start.date()) and (each.key in own or registration.attends(each))
        },
    )


def _days(event: Event, registration: Registration) -> list[DayFact]:
    listed = []
    for day, way in registration.ways_at(event).items():
        begins, ends = hours_of(event, day) or (None, None)
        listed.append(DayFact(day=day, way=way, begins=begins, ends=ends))
    return listed


def _place(event: Event) -> tuple[str, ...]:
    venue = event.venue
    return () if venue is None else (_plain(venue.name), venue.address or "", _plain(venue.city), venue.country or "")


def _plain(words: Words | None) -> str:
    return in_language(words, "en") if words else ""
