"""Change who speaks at an event: its list of people, and the sessions that name them. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events_service.programme.keys import free_key
from events_service.programme.records import Event, EventSpeaker, Key, Session, Speaker
from events_service.web.errors import NotFound
from events_service.web.i18n import N_

NEW = "new"
"""Stands for a speaker that there is not yet, in the organisers' addresses."""


class NoSuchSpeaker(NotFound):
    """The event has no speaker of this key, or has them no longer."""

    slug = "no-such-speaker"
    message = N_("This person is not among the event's speakers. Somebody may have taken them out.")


class Who(Struct, frozen=True, kw_only=True):
    """Somebody whom sessions name themselves."""

    name: str
    organisation: str | None = None


class NamedInSessions(Struct, frozen=True, kw_only=True):
    """Somebody whom sessions name themselves, with these in the order of the agenda."""

    who: Who
    sessions: tuple[Session, ...]


def get_speaker(event: Event, key: Key) -> EventSpeaker:
    """Give one of the event's speakers. Raises NoSuchSpeaker."""
    for person in event.speakers:
        if person.key == key:
            return person
    raise NoSuchSpeaker


def put_speaker(event: Event, person: EventSpeaker) -> Event:
    """Put a speaker in the place of the one with their key, or add them at the end under a key of their own."""
    if any(each.key == person.key for each in event.speakers):
        return replace(event, speakers=[person if each.key == person.key else each for each in event.speakers])
    return replace(event, speakers=[*event.speakers, replace(person, key=new_key(event, person.name))])


def new_key(event: Event, name: str) -> Key:
    """Give a new speaker a key, made of their name."""
    return free_key(name, {NEW, *(each.key for each in event.speakers)}, "speaker")


def without_speaker(event: Event, key: Key) -> Event:
    """Take a speaker out of the list and out of all sessions. Raises NoSuchSpeaker."""
    gone = get_speaker(event, key)
    sessions = [
        replace(session, speakers=[each for each in session.speakers if each.person != key])
        for session in event.sessions
    ]
    return replace(event, speakers=[each for each in event.speakers if each is not gone], sessions=sessions)


def moved_speaker(event: Event, key: Key, by: int) -> Event:
    """Let a speaker stand some places further down, or up, as far as there are any. Raises NoSuchSpeaker."""
    listed = list(event.speakers)
    person = get_speaker(event, key)
    place = listed.index(person)
    listed.remove(person)
    listed.insert(max(0, place + by), person)
    return replace(event, speakers=listed)


def named_in_sessions(event: Event) -> list[NamedInSessions]:
    """Give whom sessions name themselves, once for each name with its organisation."""
    found: dict[Who, list[Session]] = {}
    for session in event.by_hours:
        for who in _inline(session):
            found.setdefault(who, []).append(session)
    return [NamedInSessions(who=who, sessions=tuple(sessions)) for who, sessions in found.items()]


def kept_as_people(event: Event, several: Iterable[Who]) -> Event:
    """Make speakers of the event of those whom sessions name so; whoever is listed already is not added twice.

    A role that somebody has in all sessions becomes that at the event.
    """
    for who in several:
        event = _kept(event, who)
    return event


def _kept(event: Event, who: Who) -> Event:
    named = [each for session in event.sessions for each in session.speakers if _is(each, who)]
    if not named:
        return event
    same = (each for each in event.speakers if (each.name, each.organisation) == (who.name, who.organisation))
    known = next(same, None)
    role = named[0].role if all(each.role == named[0].role for each in named) else None
    person = known or EventSpeaker(
        key=new_key(event, who.name), name=who.name, organisation=who.organisation, role=role
    )
    listed = event.speakers if known else [*event.speakers, person]
    sessions = [replace(each, speakers=_by_key(each.speakers, who, person)) for each in event.sessions]
    return replace(event, speakers=listed, sessions=sessions)


def _by_key(speakers: Sequence[Speaker], who: Who, person: EventSpeaker) -> list[Speaker]:
    """Name somebody by key wherever they are named so; a session that names them twice does so once."""
    there = any(each.person == person.key for each in speakers)
    named: list[Speaker] = []
    for each in speakers:
        if not _is(each, who):
            named.append(each)
        elif not there:
            named.append(Speaker(person=person.key, role=each.role if each.role != person.role else None))
            there = True
    return named


def _inline(session: Session) -> Iterator[Who]:
    seen = {Who(name=each.name, organisation=each.organisation): None for each in session.speakers if each.name}
    yield from seen


def _is(speaker: Speaker, who: Who) -> bool:
    return speaker.person is None and (speaker.name, speaker.organisation) == (who.name, who.organisation)
