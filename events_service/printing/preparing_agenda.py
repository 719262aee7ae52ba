"""From the programme to what is made of its agenda: the agenda itself, signs for doors, the caterer's totals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from events_service.documents.agenda_records import (
    Agenda,
    AgendaDay,
    AgendaEntry,
    CatererTotals,
    DoorSession,
    DoorSign,
    Meal,
)
from events_service.documents.records import Bilingual
from events_service.printing.languages import Languages, languages_of
from events_service.printing.preparing import header, visibility
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode, Session, SessionKind
from events_service.programme.rooms import where_of
from events_service.programme.speakers import with_names
from events_service.programme.words import in_language
from events_service.registrations.records import Registration, Status
from events_service.web.i18n import clock_time, long_day, pgettext, short_day

_PAUSES = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.REGISTRATION})
_EATEN = frozenset({SessionKind.BREAK, SessionKind.MEAL})


def agenda_of(found: FoundEvent, languages: Languages | None = None) -> Agenda:
    """Give the agenda, by default in English and the host's language."""
    shown = languages or languages_of(found)
    days = tuple(
        AgendaDay(date=_day(day, shown), entries=tuple(_entry(one, shown) for one in _on(found, day)))
        for day in sorted(found.event.days)
    )
    return Agenda(header=header(found, languages=shown), days=days, zone=found.zone_name)


def door_signs_of(found: FoundEvent, base_url: str, languages: Languages | None = None) -> list[DoorSign]:
    """Give a sign for each room and day on which something happens in it."""
    shown, event = languages or languages_of(found), found.event
    signs: list[DoorSign] = []
    for day in sorted(event.days):
        rooms: dict[str, list[Session]] = {}
        for session in _on(found, day):
            if session.room:
                rooms.setdefault(in_language(session.room, shown.first), []).append(session)
        signs += [
            DoorSign(
                visibility=visibility(found.project, shown.first),
                language=shown.first,
                event_title=in_language(event.title, shown.first),
                room=shown.both(sessions[0].room or room),
                date=_day(day, shown),
                sessions=tuple(_at_door(one, shown, f"{base_url}/events/{event.key}") for one in sessions),
            )
            for room, sessions in rooms.items()
        ]
    return signs


def caterer_totals_of(
    found: FoundEvent,
    registrations: Iterable[Registration],
    diets: Mapping[date, Sequence[tuple[str, int]]],
    now: datetime,
    languages: Languages | None = None,
) -> CatererTotals:
    """Give how many come to each meal and break; a day's `diets` stand beside what is open to all."""
    shown = languages or languages_of(found)
    confirmed = [one for one in registrations if one.status is Status.CONFIRMED]
    meals = tuple(
        Meal(
            title=shown.both(session.title),
            when=f"{short_day(day, shown.first)}, {clock_time(session.start, 'en')}",
            people=sum(one.mode_on(day) is AttendanceMode.IN_PERSON and one.attends(session) for one in confirmed),
            diets=tuple(diets.get(day, ())) if session.kind is SessionKind.MEAL and session.capacity is None else (),
        )
        for day in sorted(found.event.days)
        for session in _on(found, day)
        if session.held and session.kind in _EATEN
    )
    made = short_day(now.astimezone(found.zone).date(), shown.first)
    return CatererTotals(header=header(found, languages=shown), meals=meals, made=made)


def _on(found: FoundEvent, day: date) -> list[Session]:
    return [one for one in with_names(found.event).by_hours if one.start.date() == day]


def _day(day: date, shown: Languages) -> Bilingual:
    return Bilingual(english=long_day(day, shown.first), local=long_day(day, shown.second) if shown.second else "")


def _title(session: Session, shown: Languages) -> Bilingual:
    """Give a session's title; before that of a cancelled one stands that it is, for paper strikes nothing through."""
    title = shown.both(session.title)
    if session.held:
        return title
    return Bilingual(
        english=_cancelled(title.english, shown.first),
        local=_cancelled(title.local, shown.second) if shown.second and title.local else "",
    )


def _cancelled(title: str, language: str) -> str:
    return f"{pgettext('session', 'Cancelled', language)}: {title}"


def _hours(session: Session) -> str:
    return f"{clock_time(session.start, 'en')}–{clock_time(session.end, 'en')}"


def _speakers(session: Session) -> str:
    return "; ".join(", ".join(filter(None, (one.name, one.organisation))) for one in session.speakers)


def _entry(session: Session, shown: Languages) -> AgendaEntry:
    return AgendaEntry(
        hours=_hours(session),
        title=_title(session, shown),
        place=_where(session, shown) if session.held else Bilingual(english=""),
        speakers=_speakers(session) if session.held else "",
        pause=session.kind in _PAUSES,
    )


def _where(session: Session, shown: Languages) -> Bilingual:
    return Bilingual(
        english=where_of(session, shown.first), local=where_of(session, shown.second) if shown.second else ""
    )


def _at_door(session: Session, shown: Languages, address: str) -> DoorSession:
    return DoorSession(
        hours=_hours(session),
        title=shown.both(session.title),
        speakers=_speakers(session),
        # The key after "#" is where the page shows the session: as it is written, for the browser compares letters.
        payload=f"{address}#{session.key}",
    )
