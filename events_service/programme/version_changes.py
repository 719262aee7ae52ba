"""What two versions of an event differ in, change by change: the one count and the one list that all pages go by. Pure.

Sessions are told apart by their keys; of the event itself each field is a change, that of its venue and of its
registration by itself.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from msgspec import Struct

from events_service.programme.records import Event, Key, Registration, Session, Venue
from events_service.programme.speakers import with_names


class ChangeKind(Enum):
    """What became of a session, or that the event's own field is another."""

    NEW = "new"
    GONE = "gone"
    CANCELLED = "cancelled"
    BACK = "back"
    MOVED = "moved"
    ROOM = "room"
    OTHER = "other"
    EVENT = "event"


class VersionChange(Struct, frozen=True, kw_only=True):
    """One change. `session` is the key of the one it is about; `fields` name what else of it, or of the event, is new.

    Fields of the event are dotted where they lie deeper: venue.address.
    """

    kind: ChangeKind
    session: Key | None = None
    fields: tuple[str, ...] = ()


_TIMES = frozenset({"start", "end"})
_WHERE = frozenset({"room", "place"})
_BY_FIELD = (Venue, Registration)


def changes_between(before: Event, after: Event) -> list[VersionChange]:
    """Give all changes from one version to another, those of the event first, then by the hours of the sessions."""
    if before == after:
        return []
    changes = [*_of_event(before, after), *_of_sessions(with_names(before), with_names(after))]
    # Nothing but the order in which a file names the sessions: a version of its own all the same.
    return changes or [VersionChange(kind=ChangeKind.EVENT, fields=("sessions",))]


def _of_event(before: Event, after: Event) -> Iterator[VersionChange]:
    for name in Event.__struct_fields__:
        if name != "sessions":
            for field in _differing(name, getattr(before, name), getattr(after, name)):
                yield VersionChange(kind=ChangeKind.EVENT, fields=(field,))


def _differing(name: str, before: Any, after: Any) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, _BY_FIELD) and isinstance(after, _BY_FIELD):
        inner = before.__struct_fields__
        yield from (f"{name}.{field}" for field in inner if getattr(before, field) != getattr(after, field))
    else:
        yield name


def _of_sessions(before: Event, after: Event) -> Iterator[VersionChange]:
    then, now = ({session.key: session for session in event.sessions} for event in (before, after))
    for session in sorted((then | now).values(), key=lambda each: (each.start, each.end, each.key)):
        yield from _of_session(session.key, then.get(session.key), now.get(session.key))


def _of_session(key: Key, before: Session | None, after: Session | None) -> Iterator[VersionChange]:
    if before is None or after is None:
        yield VersionChange(kind=ChangeKind.GONE if after is None else ChangeKind.NEW, session=key)
        return
    changed = {name for name in Session.__struct_fields__ if getattr(before, name) != getattr(after, name)}
    if "status" in changed:
        yield VersionChange(kind=ChangeKind.BACK if after.held else ChangeKind.CANCELLED, session=key)
    if changed & _TIMES:
        yield VersionChange(kind=ChangeKind.MOVED, session=key)
    if changed & _WHERE:
        yield VersionChange(kind=ChangeKind.ROOM, session=key)
    others = tuple(name for name in Session.__struct_fields__ if name in changed - _TIMES - _WHERE - {"status"})
    if others:
        yield VersionChange(kind=ChangeKind.OTHER, session=key, fields=others)
