"""Begin an event: from a template of its type, or as a copy of another one on new days."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import select

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.changing import create
from events_service.programme.codes import countries
from events_service.programme.country_zones import zone_of_country
from events_service.programme.event_templates import BEGINNINGS, Template, sessions_of
from events_service.programme.faults import Problem
from events_service.programme.finding import UnknownEvent, get_any_event, projects_by_key
from events_service.programme.keys import free_key
from events_service.programme.moving import moved, window_moved
from events_service.programme.record_checks import read_record
from events_service.programme.records import Event, EventStatus, Partner, Project, Registration
from events_service.programme.tables import EventRow
from events_service.web.i18n import gettext

MOST_DAYS = 31
ASKED_BEFORE = timedelta(days=7)
"""How long before its first day registration for an event from a template closes."""
TRIES = 3
"""How often a key is made anew where somebody takes it at the same instant."""


class Asked(Struct, frozen=True, kw_only=True):
    """What an organiser says of a new event, as they typed it; `language` is that of the texts.

    It begins from `template`, or as a copy of the event with the key `copy`.
    """

    project: str
    host: str
    language: str
    title: str
    first_day: str
    last_day: str
    place: str
    city: str
    country: str
    template: Template | None = None
    copy: str | None = None


class Begun(Struct, frozen=True, kw_only=True):
    """The key of the draft that was saved, or what hinders it, by the fields of an event."""

    key: str | None
    problems: tuple[Problem, ...] = ()


async def begin(database: Database, asked: Asked, account: Account, *, now: datetime) -> Begun:
    """Save a new draft. Raises UnknownEvent where the event to copy is none of the account's projects."""
    problems: tuple[Problem, ...] = ()
    for _ in range(TRIES):
        async with database.reading() as session:
            projects = await projects_by_key(session)
            taken = set(await session.scalars(select(EventRow.key)))
            source = (await get_any_event(session, asked.copy)).event if asked.copy else None
        if source is not None and not account.sees_event(source.project, source.key):
            raise UnknownEvent
        read = read_record(draft_of(asked, projects, source, taken), projects)
        problems = (*_too_many(asked), *read.problems)
        if problems or read.event is None:
            return Begun(key=None, problems=problems)
        made = await create(database, read.event, account, now=now)
        if made.saved:
            return Begun(key=made.event.key)
        problems = made.problems
        if [problem.path for problem in problems] != [("key",)]:
            break
    return Begun(key=None, problems=problems)


def draft_of(
    asked: Asked, projects: Mapping[str, Project], source: Event | None, taken: Container[str]
) -> dict[str, Any]:
    """Give the fields of a new draft, to be read as those of a definition."""
    project = projects.get(asked.project)
    host = next((each for each in project.partners if each.key == asked.host), None) if project else None
    days = days_of(asked.first_day, asked.last_day)
    country = asked.country or (host.country if host else "")
    fields: dict[str, Any] = {
        "project": asked.project,
        "host": asked.host,
        "title": {asked.language: asked.title},
        "days": days or [asked.first_day, asked.last_day or asked.first_day],
        "timezone": _zone(country, host),
    }
    place = {
        "name": {asked.language: asked.place},
        "city": {asked.language: asked.city} if asked.city else None,
        "country": country or None,
    }
    if source is not None:
        fields = _as_copy(source, days) | fields
        if asked.place or asked.city or source.host != asked.host:
            fields["venue"] = place
    elif asked.template is not None:
        beginning = BEGINNINGS[asked.template]
        languages = project.languages if project else [asked.language]
        fields |= {
            "type": beginning.type,
            "attendance_modes": list(beginning.ways),
            "venue": place if beginning.in_person or asked.place else None,
            "registration": _registration(days),
            "sessions": sessions_of(asked.template, days, languages),
        }
    year = str(days[0].year) if days else ""
    named = asked.title if year in asked.title else f"{asked.title} {year}"
    return {**fields, "key": free_key(named, taken, "event")}


def days_of(first: str, last: str) -> list[date]:
    """Give the days from the first to the last, both as ISO 8601 writes them; none where they name no such days."""
    try:
        begins = date.fromisoformat(first)
        ends = date.fromisoformat(last or first)
    except ValueError:
        return []
    return [begins + timedelta(days=number) for number in range((ends - begins).days + 1)][: MOST_DAYS + 1]


def _too_many(asked: Asked) -> Iterator[Problem]:
    if len(days_of(asked.first_day, asked.last_day)) > MOST_DAYS:
        message = gettext("an event has at most {days} days; look at the month and the year")
        yield Problem(path=("days", 1), message=message.format(days=MOST_DAYS))


def _as_copy(source: Event, days: list[date]) -> dict[str, Any]:
    """Give what a copy takes over: no session that is cancelled, no link to what was, nothing that people did."""
    held = replace(source, sessions=source.held_sessions)
    copy = moved(held, days) if days else held
    by = days[0] - min(source.days) if days else timedelta()
    return asdict(
        replace(
            copy,
            status=EventStatus.DRAFT,
            reason=None,
            registration=window_moved(source.registration, by),
            joining=None,
            materials=[],
            speakers=[replace(speaker, agreed=False) for speaker in copy.speakers],
            sessions=[replace(session, joining=None, materials=[]) for session in copy.sessions],
        )
    )


def _registration(days: list[date]) -> Registration:
    closes = datetime.combine(days[0] - ASKED_BEFORE, time(23, 59)) if days else None
    return Registration(closes=closes)


def _zone(country: str, host: Partner | None) -> str:
    """Give the time zone of a country, else that of the host's; what is no country is told as such elsewhere."""
    near = [country] if country in countries() else []
    near += [host.country] if host else []
    return next((zone for each in near if (zone := zone_of_country(each))), "Europe/Brussels")
