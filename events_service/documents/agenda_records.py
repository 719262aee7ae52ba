"""What goes into the agenda, the signs on doors and the caterer's totals: plain frozen structs, as in records."""

from msgspec import Struct

from events_service.documents.records import Bilingual, SheetHeader
from events_service.typesetting.records import Visibility


class AgendaEntry(Struct, frozen=True, kw_only=True):
    """A line of the agenda; `hours` such as "09:15–09:45"; a `pause` (break, meal, transfer) is set back."""

    hours: str
    title: Bilingual
    place: Bilingual = Bilingual(english="")
    speakers: str = ""
    pause: bool = False


class AgendaDay(Struct, frozen=True, kw_only=True):
    """A day of the agenda."""

    date: Bilingual
    entries: tuple[AgendaEntry, ...]


class Agenda(Struct, frozen=True, kw_only=True):
    """The agenda of an event; `zone` names the time zone of its hours."""

    header: SheetHeader
    days: tuple[AgendaDay, ...]
    zone: str = ""


class DoorSession(Struct, frozen=True, kw_only=True):
    """A session in a room; `payload` is the address that its code opens."""

    hours: str
    title: Bilingual
    speakers: str = ""
    payload: str


class DoorSign(Struct, frozen=True, kw_only=True):
    """What hangs at a room's door on a day: the room, and what happens in it."""

    visibility: Visibility
    language: str
    event_title: str
    room: Bilingual
    date: Bilingual
    sessions: tuple[DoorSession, ...]


class Meal(Struct, frozen=True, kw_only=True):
    """A meal or break: when, for how many, and how many of them eat what ("vegetarian", 12)."""

    title: Bilingual
    when: str
    people: int
    diets: tuple[tuple[str, int], ...] = ()


class CatererTotals(Struct, frozen=True, kw_only=True):
    """What a caterer gets: totals, and nobody's name."""

    header: SheetHeader
    meals: tuple[Meal, ...]
    made: str = ""
