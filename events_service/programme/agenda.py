"""An event's agenda as a reader sees it: day by day, in a language, with instants behind the local times."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.labels import kind_name
from events_service.programme.places import Place, place_at
from events_service.programme.records import Event, Key, Session, SessionKind
from events_service.programme.speakers import sessions_with, shown_speakers, speakers_of
from events_service.programme.words import Wording, wording
from events_service.web.i18n import country_name

PAUSES = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.REGISTRATION})
"""What only frames the content; pages draw it lighter."""
_SPEAKS_FOR_ITSELF = PAUSES | {SessionKind.TALK}


class AgendaSpeaker(Struct, frozen=True, kw_only=True):
    """Who speaks, and for whom; `person` is their key where they stand among the event's speakers."""

    name: str
    organisation: str | None
    role: Wording | None
    person: str | None


class SpeakerCard(Struct, frozen=True, kw_only=True):
    """One of the event's speakers as readers see them, with the sessions in which they speak, by key and title."""

    key: str
    name: str
    organisation: str | None
    role: Wording | None
    country: str
    about: Wording | None
    sessions: tuple[tuple[str, Wording], ...]


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


def session_keys(days: Sequence[AgendaDay]) -> frozenset[Key]:
    """Give the keys of the sessions that an agenda shows."""
    return frozenset(item.key for day in days for item in day.items)


def speaker_cards(event: Event, language: str) -> list[SpeakerCard]:
    """Give the event's speakers whom the public may see, in their order, in a language."""
    return [
        SpeakerCard(
            key=person.key,
            name=person.name,
            organisation=person.organisation,
            role=wording(person.role, language),
            country=country_name(person.country, language),
            about=wording(person.about, language),
            sessions=tuple(
                (session.key, wording(session.title, language))
                for session in sessions_with(event, person.key)
                if session.held
            ),
        )
        for person in shown_speakers(event)
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
            AgendaSpeaker(
                name=one.name, organisation=one.organisation, role=wording(one.role, language), person=one.person
            )
            for one in speakers_of(found.event, session)
        ),
        partners_only=session.closed_to_others,
        cancelled=not session.held,
        online=bool(session.online),
        join_url=session.joining.link if session.joining and session.joining.public else None,
        seats=found.session_seats.get(session.key) if session.capacity is not None else None,
    )
