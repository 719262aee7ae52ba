"""What looks odd in an event to those who prepare it: with what stands around it, and what they know by experience."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil

from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.agenda import PAUSES
from events_service.programme.agenda_warnings import agenda_warnings
from events_service.programme.faults import FieldPath
from events_service.programme.finding import FoundEvent
from events_service.programme.oddities import Odd, Oddity, odd
from events_service.programme.overlaps import overlapping
from events_service.programme.public_holidays import holiday_on
from events_service.programme.records import AttendanceMode, Event, EventType, Session, SessionKind, Words
from events_service.programme.rooms import room_of
from events_service.programme.words import in_language
from events_service.web.i18n import country_name, gettext, language_name, number, short_day, spoken

_CONTENT = frozenset(SessionKind) - PAUSES - {SessionKind.SOCIAL}
LEAST_CONTENT = for_each(
    EventType,
    {
        EventType.KICK_OFF: timedelta(hours=3),
        EventType.INTERREGIONAL_WORKSHOP: timedelta(hours=3),
        EventType.STUDY_VISIT: timedelta(hours=2),
        EventType.STAFF_EXCHANGE: timedelta(hours=4),
        EventType.PEER_REVIEW: timedelta(hours=3),
        EventType.POLICY_LEARNING: timedelta(hours=2),
        EventType.STEERING_GROUP: timedelta(hours=1),
        EventType.STAKEHOLDER_GROUP: timedelta(hours=1),
        EventType.COMMUNICATION: timedelta(minutes=30),
        EventType.FINAL_EVENT: timedelta(hours=2),
        EventType.ONLINE_MEETING: timedelta(minutes=30),
    },
)
"""Content that the documents behind a cost of each type speak of; an assumption, as its sentence says."""
PEOPLE_AT_A_DESK = 80
DESK_TIME = timedelta(minutes=15)


class Around(Struct, frozen=True, kw_only=True):
    """What stands around an event: other events of its project with their days, and who comes.

    `members`: of how many partners people have a place; None while more may still register.
    """

    others: Sequence[tuple[Words, Sequence[date]]] = ()
    members: int | None = None


NOTHING_AROUND = Around()


def desk_warnings(found: FoundEvent, around: Around = NOTHING_AROUND) -> list[Odd]:
    """Find all that looks odd, session by session, then what belongs to the whole event."""
    event = found.event
    by_session = [
        each for place, session in enumerate(event.sessions) for each in _of_session(found, session, place, around)
    ]
    warned = [*agenda_warnings(event, found.project), *_crowded(found), *by_session, *_of_event(found, around)]
    return sorted(warned, key=lambda each: _number_of_session(each, len(event.sessions)))


def _number_of_session(warned: Odd, otherwise: int) -> int:
    match warned.path:
        case ("sessions", int(number), *_):
            return number
    return otherwise


def _of_session(found: FoundEvent, session: Session, place: int, around: Around) -> Iterator[Odd]:
    path: FieldPath = ("sessions", place)
    if not session.held:
        return
    if SessionKind.STEERING_GROUP is session.kind or found.event.type is EventType.STEERING_GROUP:
        yield from _quorum(found, session, path, around)
    if languages := _missing_in(session, found.event):
        named = ", ".join(language_name(each) for each in languages)
        yield odd(Oddity.UNTRANSLATED, *path, "title", languages=named)
    if session.kind is SessionKind.REGISTRATION:
        yield from _signing(found, session, path)


def _crowded(found: FoundEvent) -> Iterator[Odd]:
    """Find rooms too small for those who signed up, or for all of an event that have nowhere else to be."""
    event = found.event
    beside_others = {
        place
        for pair in overlapping(event.sessions)
        if all(event.sessions[each].held for each in pair)
        for place in pair
    }
    for place, session in enumerate(event.sessions):
        room = room_of(event, session)
        if not session.held or room is None or room.capacity is None:
            continue
        expected = _expected(found, session, alone=place not in beside_others)
        if expected > room.capacity and (session.capacity or 0) <= room.capacity:
            places = {"places": number(expected), "seats": number(room.capacity)}
            name = in_language(room.name, spoken())
            yield odd(Oddity.OVER_ROOM, "sessions", place, "room", room=name, **places)


def _expected(found: FoundEvent, session: Session, *, alone: bool) -> int:
    """Give how many come: who signed up, or all of the event where nothing else is held, `alone`."""
    event, seats = found.event, found.session_seats.get(session.key)
    if session.capacity is not None:
        return seats.taken if seats else 0
    for_all = alone and session.kind in _CONTENT and not session.closed_to_others and _in_person(event)
    return event.capacity or 0 if for_all else 0


def _quorum(found: FoundEvent, session: Session, path: FieldPath, around: Around) -> Iterator[Odd]:
    partners = len(found.project.partners)
    group, room = found.project.steering_group, room_of(found.event, session)
    needed = group.quorum if group else partners // 2 + 1
    seats = [session.capacity, room.capacity if room else None, found.event.capacity]
    places = min((each for each in seats if each is not None), default=needed)
    said = {"partners": partners, "needed": needed}
    if places < needed:
        seats_missing = Oddity.OWN_QUORUM_HAS_NO_SEATS if group else Oddity.QUORUM_HAS_NO_SEATS
        yield odd(seats_missing, *path, "capacity", places=places, **said)
    elif around.members is not None and around.members < needed:
        people_missing = Oddity.NO_OWN_QUORUM if group else Oddity.NO_QUORUM
        yield odd(people_missing, *path, "kind", members=around.members, **said)


def _missing_in(session: Session, event: Event) -> list[str]:
    """Give the languages of the event, spoken or of its title, in which a text of a session is missing."""
    wanted = dict.fromkeys([*event.languages, *(event.title if isinstance(event.title, dict) else ())])
    room = None if room_of(event, session) else session.room
    texts = [session.title, session.description, room, session.place.name if session.place else None]
    written: list[Mapping[str, str]] = [each for each in texts if isinstance(each, dict)]
    return [language for language in wanted if any(language not in each for each in written)]


def _signing(found: FoundEvent, session: Session, path: FieldPath) -> Iterator[Odd]:
    people = max(found.event.capacity or 0, found.seats.taken)
    given, needed = session.end - session.start, ceil(people / PEOPLE_AT_A_DESK * (DESK_TIME // timedelta(minutes=1)))
    if _in_person(found.event) and given < timedelta(minutes=needed):
        minutes = given // timedelta(minutes=1)
        yield odd(Oddity.NO_TIME_TO_SIGN, *path, "end", given=minutes, needed=needed, people=number(people))


def _of_event(found: FoundEvent, around: Around) -> Iterator[Odd]:
    event, host = found.event, found.host
    for place, day in enumerate(event.days):
        if holiday := holiday_on(day, host.country, host.subdivision, spoken()):
            said = {"day": short_day(day), "country": country_name(host.country), "holiday": holiday}
            yield odd(Oddity.HOLIDAY, "days", place, **said)
        for title, days in around.others:
            if day in days:
                named = gettext("“{session}”").format(session=in_language(title, spoken()))
                yield odd(Oddity.CLASH, "days", place, event=named, day=short_day(day))
    content = sum((each.end - each.start for each in _content(event)), timedelta())
    if event.sessions and content < LEAST_CONTENT[event.type]:
        hours = {"hours": _hours(content), "least": _hours(LEAST_CONTENT[event.type])}
        yield odd(Oddity.TOO_SHORT, "sessions", **hours)


def _content(event: Event) -> list[Session]:
    return [session for session in event.held_sessions if session.kind in _CONTENT]


def _hours(length: timedelta) -> str:
    return f"{length // timedelta(hours=1)}:{length // timedelta(minutes=1) % 60:02d}"


def _in_person(event: Event) -> bool:
    return AttendanceMode.IN_PERSON in event.attendance_modes
