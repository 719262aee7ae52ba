"""Change an agenda on its pages, one step at a time: each is decided on the version that was looked at, and saved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from events_service.access.records import Account
from events_service.complete import for_each
from events_service.database import Database
from events_service.programme import editing
from events_service.programme.changing import Changed, change
from events_service.programme.organising import get_organised_event, with_working_version
from events_service.programme.records import Event, Key, LocalTime, Session
from events_service.programme.room_choice import in_room
from events_service.programme.rooms import with_names_of_rooms
from events_service.programme.speaker_steps import Who, kept_as_people
from events_service.programme.versions import get_begun

Minutes = Annotated[int, Meta(ge=-1440, le=1440)]


class Deed(Enum):
    """What is done with a session."""

    PLACE = "place"
    SHIFT = "shift"
    SHIFT_FROM = "shift_from"
    DOUBLE = "double"
    REMOVE = "remove"
    CANCEL = "cancel"
    BRING_BACK = "bring_back"


class Step(Struct, frozen=True, kw_only=True):
    """A deed on a session: `minutes` are those of a shift, `start` and `end` those where it is placed.

    `room` is the name of the room that it is placed in, an empty one for none; None: it stays in its room.
    """

    do: Deed
    session: Key
    minutes: Minutes = 0
    start: LocalTime | None = None
    end: LocalTime | None = None
    room: str | None = None


class Planned(Struct, frozen=True, kw_only=True):
    """A session as it was written; those of its speakers whom to `keep` are among the event's from then on."""

    session: Session
    keep: tuple[Who, ...] = ()


def decide(event: Event, step: Step, told: frozenset[Key]) -> Event:
    """Give the event after a step; the sessions `told` are known to readers. Raises NoSuchSession, AgendaRefusal."""
    return _DEEDS[step.do](event, step, told)


def _placed(event: Event, step: Step) -> Event:
    planned = editing.get_session(event, step.session)
    moved = replace(planned, start=step.start or planned.start, end=step.end or planned.end)
    return editing.put(event, moved if step.room is None else in_room(event, moved, step.room))


_DEEDS: Mapping[Deed, Callable[[Event, Step, frozenset[Key]], Event]] = for_each(
    Deed,
    {
        Deed.PLACE: lambda event, step, _: _placed(event, step),
        Deed.SHIFT: lambda event, step, _: editing.shift(event, step.session, step.minutes),
        Deed.SHIFT_FROM: lambda event, step, _: editing.shift_from(event, step.session, step.minutes),
        Deed.DOUBLE: lambda event, step, _: editing.double(event, step.session),
        Deed.REMOVE: lambda event, step, told: editing.remove(event, step.session, told),
        Deed.CANCEL: lambda event, step, _: editing.cancel(event, step.session),
        Deed.BRING_BACK: lambda event, step, _: editing.bring_back(event, step.session),
    },
)


async def take(database: Database, key: str, account: Account, *, version: int, step: Step, now: datetime) -> Changed:
    """Take a step in the agenda of `version`, and save it with what others saved meanwhile.

    Raises UnknownEvent, NotAllowed, NotFound, NoSuchSession, AgendaRefusal.
    """
    # A copy gets its key among those that are there now: two at once would get the same one.
    begun = await _begun(database, key, account, None if step.do is Deed.DOUBLE else version)
    changed = decide(begun.event, step, begun.told)
    return await change(database, key, account, version=begun.version, changed=changed, now=now)


async def save_session(
    database: Database, key: str, account: Account, *, version: int, planned: Planned, now: datetime
) -> Changed:
    """Save a session of the agenda of `version` as it was written anew, like `take`."""
    begun = await _begun(database, key, account, version)
    session = with_names_of_rooms(begun.event, planned.session)
    changed = kept_as_people(editing.put(begun.event, session), planned.keep)
    return await change(database, key, account, version=begun.version, changed=changed, now=now)


async def add_session(database: Database, key: str, account: Account, *, planned: Planned, now: datetime) -> Changed:
    """Add a session to the agenda as it is now, under a key of its own. Raises UnknownEvent, NotAllowed."""
    begun = await _begun(database, key, account, None)
    session = with_names_of_rooms(begun.event, planned.session)
    changed = kept_as_people(editing.add(begun.event, session), planned.keep)
    return await change(database, key, account, version=begun.version, changed=changed, now=now)


class _Begun(Struct, frozen=True, kw_only=True):
    """The event as somebody began from it, in which version, and the sessions that readers know by now."""

    event: Event
    version: int
    told: frozenset[Key]


async def _begun(database: Database, key: str, account: Account, version: int | None) -> _Begun:
    """Give the version that somebody begins from, the latest where none is named. Raises NotFound, NotAllowed."""
    async with database.reading() as session:
        released = await get_organised_event(session, key, account)
        saved = await with_working_version(session, released)
        number = saved.version if version is None else version
        event = await get_begun(session, saved, number)
    return _Begun(event=event, version=number, told=editing.told_sessions(released.event))
