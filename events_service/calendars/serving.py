"""Feeds from the database: which entries a feed holds, and the content version that its ETag stands for."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from importlib.metadata import version as package_version

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Grain, Reader, of_event, of_project
from events_service.calendars.feed import write
from events_service.calendars.records import Entry, Feed
from events_service.programme.finding import FoundEvent, get_project, list_projects, list_public_events
from events_service.programme.records import Project
from events_service.programme.revisions import Revision
from events_service.programme.tables import EventRow, ProjectRow, RevisionRow
from events_service.programme.words import in_language
from events_service.web.i18n import N_, gettext

PUBLIC_FEED = N_("Events of interregional projects")


class Calendar(Struct, frozen=True, kw_only=True):
    """A calendar as it is sent: its iCalendar bytes and their strong ETag (RFC 9110 §8.8.3)."""

    octets: bytes
    etag: str


async def revisions_of(session: AsyncSession, event_keys: Iterable[str]) -> dict[str, list[Revision]]:
    """Give the calendar revisions of events, by event key."""
    keys = list(event_keys)
    found: dict[str, list[Revision]] = {key: [] for key in keys}
    for row in await session.scalars(select(RevisionRow).where(RevisionRow.event_key.in_(keys))):
        if row.event_key is not None:
            found[row.event_key].append(row.revision)
    return found


async def public_version(session: AsyncSession) -> str:
    """Give a text that changes with every change of any project or event."""
    totals = []
    for table in (ProjectRow, EventRow):
        count, versions = (await session.execute(select(func.count(), func.sum(table.version)))).one()
        totals.append(f"{count}.{versions or 0}")
    return "-".join(totals)


async def event_version(session: AsyncSession, key: str) -> str:
    """Give a text that changes with every change of an event or its project; empty when there is no such event."""
    query = (
        select(EventRow.version, ProjectRow.version)
        .join(ProjectRow, ProjectRow.key == EventRow.project_key)
        .where(EventRow.key == key)
    )
    row = (await session.execute(query)).one_or_none()
    return f"{key}.{row[0]}.{row[1]}" if row else ""


def etag_of(*parts: str) -> str:
    """Give a strong ETag for content that these parts determine, together with the code that writes it."""
    text = "\n".join((package_version("events-service"), *parts))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


async def public_feed(session: AsyncSession, reader: Reader, grain: Grain) -> Feed:
    """Give the feed of all public events and their projects' milestones."""
    found = await list_public_events(session)
    revisions = await revisions_of(session, (one.event.key for one in found))
    entries: list[Entry] = []
    for one in found:
        entries += of_event(one.event, revisions[one.event.key], _answering(reader, one.project), grain)
    for project in await list_projects(session):
        entries += await milestone_entries(session, project, reader)
    return Feed(
        name=gettext(PUBLIC_FEED, reader.language),
        language=reader.language,
        url=f"{reader.base_url}/calendar.ics",
        entries=tuple(entries),
    )


async def milestone_entries(session: AsyncSession, project: Project, reader: Reader) -> list[Entry]:
    """Give the entries of a project's milestones."""
    rows = await session.scalars(
        select(RevisionRow).where(RevisionRow.project_key == project.key, RevisionRow.event_key.is_(None))
    )
    return of_project(project, [row.revision for row in rows], reader)


async def event_feed(session: AsyncSession, found: FoundEvent, reader: Reader, grain: Grain) -> Feed:
    """Give the feed of one event. Its address and entries never tell for whom it was made."""
    revisions = await revisions_of(session, [found.event.key])
    project = await get_project(session, found.event.project)
    answering = _answering(reader, project)
    return Feed(
        name=in_language(found.event.title, reader.language),
        language=reader.language,
        url=f"{reader.base_url}/events/{found.event.key}/calendar.ics",
        entries=tuple(of_event(found.event, revisions[found.event.key], answering, grain)),
    )


def _answering(reader: Reader, project: Project) -> Reader:
    """Name the project's contact as the one who answers where an event names nobody."""
    return Reader(
        language=reader.language,
        base_url=reader.base_url,
        contact=project.contact or reader.contact,
        drafts=reader.drafts,
        chosen=reader.chosen,
    )


_KEPT: OrderedDict[str, bytes] = OrderedDict()
_MOST_KEPT = 256


async def written(etag: str, feed: Callable[[], Awaitable[Feed]]) -> Calendar:
    """Write a feed, or take the bytes that this process wrote for the same ETag before."""
    octets = _KEPT.get(etag)
    if octets is None:
        octets = _KEPT[etag] = write(await feed())
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return Calendar(octets=octets, etag=etag)
