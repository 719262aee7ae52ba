"""An event's agenda as a reader sees it: day by day, in a language, with instants behind the local times."""

from datetime import date, datetime

from msgspec import Struct

from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.labels import kind_name
from events_service.programme.places import Place, place_at
from events_service.programme.records import Session, SessionKind
from events_service.programme.words import Wording, wording

PAUSES = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.REGISTRATION})
"""What only frames the content; pages draw it lighter."""
_SPEAKS_FOR_ITSELF = PAUSES | {SessionKind.TALK}


class AgendaSpeaker(Struct, frozen=True, kw_only=True):
    """Who speaks, and for whom."""

    name: str
    organisation: str | None
    role: Wording | None


class AgendaItem(Struct, frozen=True, kw_only=True):
    """A session. `kind_name` is empty where the title says enough; `seats` are set where places are limited.

    `place` is set where it is elsewhere than the event, in the language of the page being made.
    """

    key: str
    kind: SessionKind
    kind_name: str
    pause: bool
    title: Wording
    description: Wording | None
    starts: datetime
    ends: datetime
    room: Wording | None
    place: Place | None
    speakers: tuple[AgendaSpeaker, ...]
    partners_only: bool
    cancelled: bool
    online: bool
    join_url: str | None
    seats: Seats | None


class AgendaDay(Struct, frozen=True, kw_only=True):
    """A day of the event with its sessions in order; there may be none yet."""

    day: date
    items: tuple[AgendaItem, ...]


def agenda(found: FoundEvent, language: str) -> list[AgendaDay]:
    """Give the agenda of all days of an event; a session that lasts into the night stays on the day it began."""
    ordered = found.event.by_hours
    return [
        AgendaDay(
            day=day, items=tuple(_item(found, session, language) for session in ordered if session.start.date() == day)
        )
        for day in sorted(found.event.days)
    ]


def _item(found: FoundEvent, session: Session, language: str) -> AgendaItem:
    title, kind = wording(session.title, language), kind_name(session.kind, language)
    return AgendaItem(
        key=session.key,
        kind=session.kind,
        kind_name="" if session.kind in _SPEAKS_FOR_ITSELF or kind.casefold() in title.text.casefold() else kind,
        pause=session.kind in PAUSES,
        title=title,
        description=wording(session.description, language),
        starts=session.start.replace(tzinfo=found.zone),
        ends=session.end.replace(tzinfo=found.zone),
        room=wording(session.room, language),
        place=place_at(session.place),
        speakers=tuple(
            AgendaSpeaker(name=one.name, organisation=one.organisation, role=wording(one.role, language))
            for one in session.speakers
        ),
        partners_only=session.closed_to_others,
        cancelled=not session.held,
        online=bool(session.online),
        join_url=session.joining.link if session.joining and session.joining.public else None,
        seats=found.session_seats.get(session.key) if session.capacity is not None else None,
    )
