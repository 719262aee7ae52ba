"""Feeds without a database or a network: a cold one, and the next one after one change among a thousand entries."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar
from msgspec.structs import replace

from events_service.calendars import entries as making
from events_service.calendars.entries import Reader, of_event
from events_service.calendars.feed import write, write_entry
from events_service.calendars.records import Entry, Feed
from events_service.programme.records import Event
from events_service.programme.revisions import Revision, revise
from tests.benchmarks.measuring import Figure, best_of
from tests.world.events import HARGHITA, WELCOME
from tests.world.revisions import by_uid
from tests.world.times import LOADED_AT, NOW

_READER = Reader(language="bg", base_url="https://events.example.org")
_DESCRIPTION = {
    "en": "The bus leaves from the hall; bring boots.\n" * 5,
    "bg": "Автобусът тръгва от залата, моля.\n" * 5,
}


def run(part: float = 1) -> Iterator[Figure]:
    """Measure with one event of a thousand sessions, or a part of it, in Bulgarian: letters have two octets there."""
    event = _event(round(1000 * part))
    revisions = revise(event, {}, LOADED_AT)
    cold_entries = tuple(of_event(event, revisions, _READER))
    cold = best_of(5, lambda: write(_feed(cold_entries)), before=_forget)
    floor = best_of(2, lambda: _written_by_icalendar(cold_entries))
    yield Figure(
        name=f"cold feed of {len(event.sessions):,} entries",
        measured=cold,
        floor=floor,
        floor_name="the icalendar package writing the same entries",
        most=1.2,
    )
    yield _after_one_change(event, revisions)


def _after_one_change(event: Event, revisions: list[Revision]) -> Figure:
    whole = best_of(20, lambda: _written(event, revisions), before=_forget)
    sessions = [replace(event.sessions[0], title="Renamed"), *event.sessions[1:]]
    later = replace(event, sessions=sessions)
    changed = revise(later, by_uid(revisions), NOW)

    def prepare() -> None:
        _forget()
        _written(event, revisions)

    return Figure(
        name=f"feed after one change among {len(event.sessions):,}",
        measured=best_of(20, lambda: _written(later, changed), before=prepare),
        floor=whole,
        floor_name="the same feed made from the programme when nothing is kept",
        most=0.1,
    )


def _event(count: int) -> Event:
    sessions = [
        replace(
            WELCOME,
            key=f"session-{number}",
            title={"en": f"Session {number}", "bg": f"Сесия {number}: добре дошли"},
            description=_DESCRIPTION,
            start=WELCOME.start + timedelta(minutes=number),
            end=WELCOME.end + timedelta(minutes=number),
        )
        for number in range(count)
    ]
    return replace(HARGHITA, sessions=sessions)


def _forget() -> None:
    making.forget()
    write_entry.cache_clear()


def _feed(entries: tuple[Entry, ...]) -> Feed:
    url = "https://events.example.org/events/harghita-2024/calendar.ics"
    return Feed(name="Harghita", language="bg", url=url, entries=entries)


def _written(event: Event, revisions: list[Revision]) -> bytes:
    return write(_feed(tuple(of_event(event, revisions, _READER))))


def _written_by_icalendar(entries: tuple[Entry, ...]) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//benchmark//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.changed_at)
        event.add("created", entry.created_at)
        event.add("last-modified", entry.changed_at)
        event.add("sequence", entry.sequence)
        event.add("status", entry.status.value)
        for name, moment in (("dtstart", entry.starts), ("dtend", entry.ends)):
            event.add(name, moment.astimezone(ZoneInfo(entry.zone)) if hasattr(moment, "astimezone") else moment)
        event.add("summary", entry.summary, {"LANGUAGE": entry.summary_language})
        event.add("description", entry.description)
        event.add("x-alt-desc", entry.html or "", {"FMTTYPE": "text/html"})
        event.add("location", entry.location)
        event.add("geo", entry.position)
        event.add("url", entry.url)
        event.add("categories", list(entry.categories))
        if entry.organizer:
            organizer = icalendar.vCalAddress(f"mailto:{entry.organizer.email}")
            event.add("organizer", organizer, {"CN": entry.organizer.name})
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
