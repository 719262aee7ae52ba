"""Feeds gathered from the database: the public programme, one event, or all that somebody works for."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.calendars.entries import Grain, Reader, of_event, of_options, of_project
from events_service.calendars.records import Entry, Feed
from events_service.database import table_of
from events_service.programme.choices import whose_milestones
from events_service.programme.finding import (
    Filter,
    FoundEvent,
    list_events_of,
    list_projects,
    list_public_events,
)
from events_service.programme.joining import color_of
from events_service.programme.labels import kind_name
from events_service.programme.parts import Part
from events_service.programme.records import EventType, Project
from events_service.programme.revisions import Revision
from events_service.programme.tables import RevisionRow
from events_service.programme.words import in_language
from events_service.web.i18n import N_, country_name, gettext

PUBLIC_FEED = N_("Events of interregional projects")
TEAM_FEED = N_("Events that I prepare")


_ROWS = table_of(RevisionRow).c
_REVISIONS = select(_ROWS.event_key, _ROWS.revision).where(_ROWS.event_key.in_(bindparam("keys", expanding=True)))
_MOST_KEYS = 10_000
"""PostgreSQL takes at most 32,767 values with a statement, SQLite 32,766."""


async def revisions_of(session: AsyncSession, event_keys: Iterable[str]) -> dict[str, list[Revision]]:
    """Give the calendar revisions of events, by event key."""
    keys = list(event_keys)
    found: dict[str, list[Revision]] = {key: [] for key in keys}
    await session.flush()
    for start in range(0, len(keys), _MOST_KEYS):
        for key, revision in await session.execute(_REVISIONS, {"keys": keys[start : start + _MOST_KEYS]}):
            found[key].append(revision)
    return found


async def public_feed(
    session: AsyncSession,
    reader: Reader,
    grain: Grain,
    url: str,
    narrowed: Filter = Filter(),
) -> Feed:
    """Give the feed of all public events and their projects' milestones, or of those that a filter leaves."""
    projects = await list_projects(session)
    entries = await _entries(session, await list_public_events(session, narrowed), reader, grain)
    entries += await _milestones(session, whose_milestones(projects, narrowed), reader)
    return Feed(
        name=_name(projects, narrowed, reader.language),
        language=reader.language,
        url=url,
        color=next((project.color for project in projects if project.key == narrowed.project), None),
        entries=tuple(entries),
    )


async def event_feed(session: AsyncSession, found: FoundEvent, reader: Reader, grain: Grain, url: str) -> Feed:
    """Give the feed of one event, which clients find at `url`. Its entries never tell for whom it was made."""
    return Feed(
        name=in_language(found.event.title, reader.language),
        language=reader.language,
        url=url,
        color=color_of(found.event, found.project),
        entries=tuple(await _entries(session, [found], reader, grain)),
    )


async def team_feed(session: AsyncSession, account: Account, reader: Reader, grain: Grain, url: str) -> Feed:
    """Give the feed of all events that somebody works for, with drafts, dates that are proposed, and milestones."""
    projects = [project for project in await list_projects(session) if account.sees(project.key)]
    entries = await _entries(session, await list_events_of(session, account), reader, grain)
    entries += await _milestones(session, projects, reader)
    name = gettext(TEAM_FEED, reader.language)
    # What stands at `url` is a page, and SOURCE is where a calendar is fetched again (RFC 7986 §5.8).
    return Feed(name=name, language=reader.language, url=url, entries=tuple(entries), personal=True)


async def _entries(session: AsyncSession, found: Sequence[FoundEvent], reader: Reader, grain: Grain) -> list[Entry]:
    revisions = await revisions_of(session, (one.event.key for one in found))
    entries: list[Entry] = []
    for one in found:
        entries += of_event(one.event, revisions[one.event.key], answering(reader, one), grain)
    return entries


async def _milestones(session: AsyncSession, projects: Sequence[Project], reader: Reader) -> list[Entry]:
    revisions: dict[str, list[Revision]] = {project.key: [] for project in projects}
    rows = select(RevisionRow).where(RevisionRow.project_key.in_(revisions), RevisionRow.event_key.is_(None))
    for row in await session.scalars(rows):
        revisions[row.project_key].append(row.revision)
    entries = [entry for project in projects for entry in of_project(project, revisions[project.key], reader)]
    if reader.drafts:
        proposed = [each for found in revisions.values() for each in found if each.part is Part.EVENT]
        entries += of_options(proposed, reader)
    return entries


def answering(reader: Reader, found: FoundEvent) -> Reader:
    """Add what a project says for its events: who answers where an event names nobody, and the colour.

    Who sees drafts prepares events, and knows how all of them are joined.
    """
    online = frozenset(found.event.days) if reader.drafts else reader.online
    contact, color = found.project.contact or reader.contact, color_of(found.event, found.project)
    return replace(reader, contact=contact, color=color, online=online)


def _name(projects: Sequence[Project], narrowed: Filter, language: str) -> str:
    """Name a feed by what it is narrowed to, so that two of them can be told apart in a list of calendars."""
    acronyms = [project.acronym for project in projects if project.key == narrowed.project]
    kinds = [kind_name(kind, language) for kind in EventType if kind.value == narrowed.type]
    countries = [country_name(narrowed.country, language)] if narrowed.country else []
    return " · ".join(acronyms + kinds + countries) or gettext(PUBLIC_FEED, language)
