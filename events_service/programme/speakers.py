"""Who speaks in the sessions of an event: people that it lists, named by key, and those named in a session. Pure."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from events_service.programme.records import Country, Event, EventSpeaker, Key, Line, Session, Speaker, Words


class NamedSpeaker(Struct, frozen=True, kw_only=True):
    """Who speaks in a session; `person` is their key among the event's speakers, None where the session names them."""

    person: Key | None
    name: Line
    organisation: Line | None
    role: Words | None
    country: Country | None = None


def speakers_of(event: Event, session: Session) -> list[NamedSpeaker]:
    """Give who speaks in a session, in its order; in a role of its own, else in the one they have at the event."""
    people = {person.key: person for person in event.speakers}
    return [_named(speaker, people.get(speaker.person or "")) for speaker in session.speakers]


def speakers_at(event: Event) -> Iterator[NamedSpeaker]:
    """Give who speaks in the sessions that take place, by their hours; who speaks in several stands there as often."""
    for session in event.held_sessions:
        yield from speakers_of(event, session)


def sessions_with(event: Event, key: Key) -> list[Session]:
    """Give the sessions in which one of the event's speakers speaks, by their hours, with those that are cancelled."""
    return [session for session in event.by_hours if any(each.person == key for each in session.speakers)]


def shown_speakers(event: Event) -> list[EventSpeaker]:
    """Give whom the public may see: who speaks in what takes place, with text and picture of those who agree."""
    speaking = {speaker.person for speaker in speakers_at(event)}
    return [
        person if person.agreed else replace(person, about=None, picture=None)
        for person in event.speakers
        if person.key in speaking
    ]


def with_names(event: Event) -> Event:
    """Give an event whose sessions name all their speakers themselves: as readers see them, whichever way was taken."""
    if not event.speakers:
        return event
    return replace(event, sessions=[_spelled_out(event, session) for session in event.sessions])


def same_person(one: NamedSpeaker, other: NamedSpeaker) -> bool:
    """Tell whether two speakers are one person: by their keys, and by name and organisation where one has none."""
    if one.person and other.person:
        return one.person == other.person
    return (one.name.casefold(), one.organisation) == (other.name.casefold(), other.organisation)


def _named(speaker: Speaker, person: EventSpeaker | None) -> NamedSpeaker:
    if person is None:
        return NamedSpeaker(person=None, name=speaker.name or "", organisation=speaker.organisation, role=speaker.role)
    return NamedSpeaker(
        person=person.key,
        name=person.name,
        organisation=person.organisation,
        role=speaker.role or person.role,
        country=person.country,
    )


def _spelled_out(event: Event, session: Session) -> Session:
    named = [
        Speaker(name=each.name, organisation=each.organisation, role=each.role) for each in speakers_of(event, session)
    ]
    return replace(session, speakers=named)
