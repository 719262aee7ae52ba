"""What must hold between the speakers of an event and the sessions that name them, as `checks` says it for the rest."""

from collections.abc import Iterator

from events_service.programme.checks import twice
from events_service.programme.faults import FieldPath, Problem, choose, quoted
from events_service.programme.picture_checks import description_problems
from events_service.programme.readable import known, readable
from events_service.programme.records import Event, Speaker
from events_service.web.i18n import gettext


def speaker_problems(event: Event) -> Iterator[Problem]:
    """Find keys that two speakers share, and speakers of sessions who are nobody, two at once or there twice."""
    yield from twice(("speakers",), event.speakers)
    for place, person in readable(event.speakers):
        if person.picture is not None and known(person.picture):
            yield from description_problems(("speakers", place, "picture"), person.picture)
    for place, session in readable(event.sessions):
        first: dict[str, int] = {}
        for number, speaker in readable(session.speakers):
            path: FieldPath = ("sessions", place, "speakers", number)
            yield from _of_session(path, speaker, event)
            if known(speaker.person) and speaker.person and first.setdefault(speaker.person, number) != number:
                message = gettext("{key} speaks in this session already; keep one")
                yield Problem(path=(*path, "person"), message=message.format(key=quoted(speaker.person)))


def _of_session(path: FieldPath, speaker: Speaker, event: Event) -> Iterator[Problem]:
    if not known(speaker.person, speaker.name, speaker.organisation):
        return
    if speaker.person is None:
        if speaker.name is None:
            message = gettext("nobody is named; write a name, or person: with the key of one of the event's speakers")
            yield Problem(path=(*path, "name"), message=message)
        return
    for field in ("name", "organisation"):
        if getattr(speaker, field) is not None:
            message = gettext("this stands among the event's speakers, under {key}; write it there, or remove person")
            yield Problem(path=(*path, field), message=message.format(key=quoted(speaker.person)))
    keys = _keys(event)
    if keys is not None and speaker.person not in keys:
        message = gettext("the event has no speaker with the key {key}; {advice}")
        message = message.format(key=quoted(speaker.person), advice=choose(speaker.person, keys))
        yield Problem(path=(*path, "person"), message=message)


def _keys(event: Event) -> list[str] | None:
    """Give the keys of the event's speakers; None where one of these could not be read."""
    if not known(event.speakers) or not known(*event.speakers):
        return None
    keys = [person.key for person in event.speakers]
    return keys if known(*keys) else None
