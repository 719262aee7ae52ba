"""An agenda as its time grid draws it: each session by the minutes of its day."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from msgspec import Struct

from events_service.programme.agenda import PAUSES
from events_service.programme.records import Event, Key, Room
from events_service.programme.room_choice import known_rooms, room_among
from events_service.programme.rooms import where_of
from events_service.programme.words import in_language
from events_service.web.i18n import ngettext, spoken


class GridSession(Struct, frozen=True, kw_only=True):
    """A session on the grid: `start` and `end` are minutes from midnight of its day, so the end may lie beyond it.

    `column` is the name of its room at the venue, empty without one; `odd` counts what looks odd in it.
    """

    key: str
    title: str
    room: str
    day: str
    start: int
    end: int
    column: str
    elsewhere: bool
    odd: int
    pause: bool
    off: bool


class RoomLine(Struct, frozen=True, kw_only=True):
    """A room of an event; `about` says in a line how many fit in and what is there."""

    key: str
    name: str
    about: str


def room_line(room: Room) -> RoomLine:
    """Give a room in the words of the page being made."""
    seats = ngettext("%(num)s seat", "%(num)s seats", room.capacity) % {"num": room.capacity} if room.capacity else ""
    about = ", ".join(part for part in (seats, room.equipment) if part)
    return RoomLine(key=room.key, name=in_language(room.name, spoken()), about=about)


def columns(event: Event) -> list[RoomLine]:
    """Give the rooms that stand side by side on each day; none where there is nothing to choose between."""
    known, lines = known_rooms(event), [room_line(room) for room in event.rooms]
    if not lines and len(known) < 2:
        return []
    others = [in_language(words, spoken()) for words in known[len(lines) :]]
    return [*lines, *(RoomLine(key="", name=name, about="") for name in others)]


def on_grid(event: Event, language: str, odd: Mapping[Key, int] = {}) -> list[GridSession]:
    """Give the sessions of an event in the order of their hours, in a language; `odd` counts by session."""
    known = known_rooms(event)
    return [
        GridSession(
            key=session.key,
            title=in_language(session.title, language),
            room=where_of(session, language),
            day=f"{session.start:%Y-%m-%d}",
            start=_minute(session.start, session.start),
            end=_minute(session.end, session.start),
            column=in_language(room_among(known, session) or "", language),
            elsewhere=session.place is not None,
            odd=odd.get(session.key, 0),
            pause=session.kind in PAUSES,
            off=not session.held,
        )
        for session in sorted(event.sessions, key=lambda each: (each.start, each.end))
    ]


def _minute(moment: datetime, of: datetime) -> int:
    return (moment - datetime.combine(of.date(), time())) // timedelta(minutes=1)
