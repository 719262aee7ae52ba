"""From the programme to what is made of its agenda: the agenda itself, signs for doors, the caterer's totals."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from events_service.printing.agenda_records import (
    Agenda,
    AgendaDay,
    AgendaEntry,
    CatererTotals,
    DoorSession,
    DoorSign,
    Meal,
)
from events_service.printing.preparing import attends, header, host_language, visibility
from events_service.printing.records import Bilingual
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode, Session, SessionKind, Words
from events_service.programme.words import in_language
from events_service.registrations.records import Registration, Status
from events_service.web.i18n import clock_time, long_day, short_day

_PAUSES = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.REGISTRATION})
_EATEN = frozenset({SessionKind.BREAK, SessionKind.MEAL})


def agenda_of(found: FoundEvent) -> Agenda:
    """Give the agenda, in English and the host's language."""
    local = host_language(found)
    days = tuple(
        AgendaDay(date=_day(day, local), entries=tuple(_entry(one, local) for one in _on(found, day)))
        for day in sorted(found.event.days)
    )
    return Agenda(header=header(found), days=days, zone=found.zone_name)


def door_signs_of(found: FoundEvent, base_url: str) -> list[DoorSign]:
    """Give a sign for each room and day on which something happens in it."""
    local, event = host_language(found), found.event
    signs: list[DoorSign] = []
    for day in sorted(event.days):
        rooms: dict[str, list[Session]] = {}
        for session in _on(found, day):
            if session.room:
                rooms.setdefault(in_language(session.room, "en"), []).append(session)
        signs += [
            DoorSign(
                visibility=visibility(found.project, "en"),
                language="en",
                event_title=in_language(event.title, "en"),
                room=_both(sessions[0].room or room, local),
                date=_day(day, local),
                sessions=tuple(_at_door(one, local, f"{base_url}/events/{event.key}") for one in sessions),
            )
            for room, sessions in rooms.items()
        ]
    return signs


def caterer_totals_of(
    found: FoundEvent, registrations: Iterable[Registration], diets: Sequence[tuple[str, int]], now: datetime
) -> CatererTotals:
    """Give how many come to each meal and break; `diets` of all stand beside what is open to all."""
    local = host_language(found)
    confirmed = [one for one in registrations if one.status is Status.CONFIRMED]
    meals = tuple(
        Meal(
            title=_both(session.title, local),
            when=f"{short_day(day, 'en')}, {clock_time(session.start, 'en')}",
            people=sum(one.mode_on(day) is AttendanceMode.IN_PERSON and attends(one, session) for one in confirmed),
            diets=tuple(diets) if session.kind is SessionKind.MEAL and session.capacity is None else (),
        )
        for day in sorted(found.event.days)
        for session in _on(found, day)
        if session.kind in _EATEN
    )
    return CatererTotals(header=header(found), meals=meals, made=short_day(now.astimezone(found.zone).date(), "en"))


def _on(found: FoundEvent, day: date) -> list[Session]:
    return sorted((one for one in found.event.sessions if one.start.date() == day), key=lambda one: one.start)


def _both(text: Words, local: str | None) -> Bilingual:
    return Bilingual(english=in_language(text, "en"), local=in_language(text, local) if local else "")


def _day(day: date, local: str | None) -> Bilingual:
    return Bilingual(english=long_day(day, "en"), local=long_day(day, local) if local else "")


def _hours(session: Session) -> str:
    return f"{clock_time(session.start, 'en')}–{clock_time(session.end, 'en')}"


def _speakers(session: Session) -> str:
    return "; ".join(", ".join(filter(None, (one.name, one.organisation))) for one in session.speakers)


def _entry(session: Session, local: str | None) -> AgendaEntry:
    return AgendaEntry(
        hours=_hours(session),
        title=_both(session.title, local),
        place=_both(session.room, local) if session.room else Bilingual(english=""),
        speakers=_speakers(session),
        pause=session.kind in _PAUSES,
    )


def _at_door(session: Session, local: str | None, address: str) -> DoorSession:
    return DoorSession(
        hours=_hours(session),
        title=_both(session.title, local),
        speakers=_speakers(session),
        # The key after "#" is where the page shows the session: as it is written, for the browser compares letters.
        payload=f"{address}#{session.key}",
    )
