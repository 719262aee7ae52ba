"""Load definitions: what is new or changed is saved with its calendar revisions; what is the same changes nothing."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.programme import parts
from events_service.programme.file_uses import count_missing_files, note_event, note_project
from events_service.programme.merging import merge
from events_service.programme.parts import Part
from events_service.programme.records import Event, NoLimit, Project
from events_service.programme.revisions import Revision, revise, revise_milestones
from events_service.programme.tables import EventRow, EventVersionRow, ProjectRow, RevisionRow, SessionRow
from events_service.programme.version_changes import changes_between


class Change(Enum):
    """What loading a definition did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Loaded(Struct, frozen=True, kw_only=True):
    """What became of one definition; in `waiting` changes an event's organisers work on another one.

    `missing` counts the files that it names and that this service does not keep.
    """

    kind: str
    key: str
    change: Change
    waiting: int = 0
    missing: int = 0


async def save_all(
    session: AsyncSession, projects: Iterable[Project], events: Iterable[Event], *, actor: str, now: datetime
) -> list[Loaded]:
    """Save definitions in the caller's transaction, projects first; all must have been checked."""
    saved: list[tuple[Project | Event, Loaded]] = [(each, await _save_project(session, each, now)) for each in projects]
    saved += [(each, await _save_event(session, each, actor, now)) for each in events]
    changed = [(each, loaded) for each, loaded in saved if loaded.change is not Change.UNCHANGED]
    entries = [entry_of(each, f"definition.{loaded.change.value}", actor=actor, now=now) for each, loaded in changed]
    await audit.append_all(session, entries)
    return [replace(loaded, missing=await count_missing_files(session, each)) for each, loaded in saved]


def digest_of_definition(definition: Project | Event) -> str:
    """Give the SHA-256 of a definition as it is kept, as 64 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(definition, order="deterministic")).hexdigest()


def entry_of(definition: Project | Event, action: str, *, actor: str, now: datetime) -> audit.Entry:
    """Give the entry of the audit log on what was done with a definition; its digest stands for what it says."""
    kind = "project" if isinstance(definition, Project) else "event"
    return audit.Entry(
        at=now,
        actor=actor,
        action=action,
        subject=f"{kind}:{definition.key}",
        facts={"digest": digest_of_definition(definition)},
    )


async def save_event(session: AsyncSession, event: Event, *, actor: str, now: datetime) -> Loaded:
    """Save one event of a project that is there."""
    (loaded,) = await save_all(session, [], [event], actor=actor, now=now)
    return loaded


async def _save_project(session: AsyncSession, project: Project, now: datetime) -> Loaded:
    row = await session.get(ProjectRow, project.key, with_for_update=True)
    if row is not None and row.definition == project:
        return Loaded(kind="project", key=project.key, change=Change.UNCHANGED)
    change = Change.CREATED if row is None else Change.CHANGED
    if row is None:
        row = ProjectRow(
            key=project.key, definition=project, version=1, changed_at=now, content_version=0, content_changed_at=now
        )
        session.add(row)
    else:
        row.definition, row.version, row.changed_at = project, row.version + 1, now
    renew(row, now)
    await session.flush()
    kept = await _revisions(session, RevisionRow.project_key == project.key, RevisionRow.event_key.is_(None))
    await _save_revisions(session, kept, revise_milestones(project, _of(kept), now), project.key, None)
    await note_project(session, project, now)
    return Loaded(kind="project", key=project.key, change=change)


async def _save_event(session: AsyncSession, event: Event, actor: str, now: datetime) -> Loaded:
    """Save an event so that everybody sees it at once, and carry the changes into what its organisers work on."""
    # The project first, as everywhere: two who load at the same time must not wait for each other.
    await session.get_one(ProjectRow, event.project, with_for_update=True)
    row = await session.get(EventRow, event.key, with_for_update=True)
    if row is not None and row.definition == event:
        return Loaded(kind="event", key=event.key, change=Change.UNCHANGED, waiting=row.waiting)
    change = Change.CREATED if row is None else Change.CHANGED
    if row is None:
        row = EventRow(key=event.key, project_key=event.project, version=0, registrations_made=0)
        row.seats_taken = row.seats_in_person = row.seats_online = 0
    before, row.version = row.definition, newest_version(row) + 1
    await publish(session, row, event, now)
    session.add(
        EventVersionRow(
            event_key=event.key, version=row.version, definition=event, actor=actor, saved_at=now, released_at=now
        )
    )
    if row.working_version is not None:
        await _carry_over(session, row, row.working_version, before, actor, now)
    await note_event(session, row, now)
    return Loaded(kind="event", key=event.key, change=change, waiting=row.waiting)


def newest_version(row: EventRow) -> int:
    """Give the number of the version that was saved last, released or not."""
    return max(row.version, row.working_version or 0)


async def publish(session: AsyncSession, row: EventRow, event: Event, now: datetime) -> None:
    """Let everybody see an event of a row that is held or new, as the version that the row has now.

    Its sessions' seats and its calendar revisions follow. Seats that are taken stay taken when a capacity is lowered;
    nobody is thrown out.
    """
    for project in sorted({row.project_key, event.project}):
        renew(await session.get_one(ProjectRow, project, with_for_update=True), now)
    row.project_key, row.definition, row.host = event.project, event, event.host
    row.type, row.status, row.access = event.type, event.status, event.access
    row.country = event.venue.country if event.venue else None
    row.first_day, row.last_day = min(event.days), max(event.days)
    row.capacity, row.counts_apart = event.capacity, event.counts_apart
    row.online_capacity = None if isinstance(event.online_capacity, NoLimit) else event.online_capacity
    row.changed_at = now
    session.add(row)
    await session.flush()
    await _save_sessions(session, event)
    proposed = RevisionRow.uid == parts.uid_of(Part.EVENT, event.key, event.key)  # a date may have become the event
    kept = await _revisions(session, or_(RevisionRow.event_key == event.key, proposed))
    await _save_revisions(session, kept, revise(event, _of(kept), now), event.project, event.key)


async def _carry_over(
    session: AsyncSession, row: EventRow, working_version: int, before: Event, actor: str, now: datetime
) -> None:
    """Merge what was released past a working version into it.

    Where both changed a field, what the organisers wrote stays: it is looked at once more before its release.
    """
    working = await session.get_one(EventVersionRow, (row.key, working_version))
    merged = merge(before, row.definition, working.definition).record
    if merged == row.definition:
        row.working_version, row.waiting = None, 0
    else:
        work_on(session, row, merged, actor=actor, now=now)
    await session.flush()


def work_on(session: AsyncSession, row: EventRow, event: Event, *, actor: str, now: datetime) -> int:
    """Let the organisers of an event work on it as it is given, until they release it; give the version's number."""
    row.working_version = version = newest_version(row) + 1
    row.waiting = len(changes_between(row.definition, event))
    session.add(EventVersionRow(event_key=row.key, version=version, definition=event, actor=actor, saved_at=now))
    return version


def renew(project: ProjectRow, now: datetime) -> None:
    """Say that something in the calendars of a project has changed."""
    project.content_version, project.content_changed_at = project.content_version + 1, now


async def _save_sessions(session: AsyncSession, event: Event) -> None:
    """Keep a row for each session that is or was; one that is cancelled or left the definition has no free places."""
    rows = {row.key: row for row in await session.scalars(select(SessionRow).where(SessionRow.event_key == event.key))}
    for planned in event.sessions:
        capacity = planned.capacity if planned.held else 0
        if planned.key in rows:
            rows[planned.key].capacity = capacity
        else:
            session.add(SessionRow(event_key=event.key, key=planned.key, capacity=capacity, seats_taken=0))
    await session.flush()


async def _revisions(session: AsyncSession, *conditions: ColumnElement[bool]) -> dict[str, RevisionRow]:
    return {row.uid: row for row in await session.scalars(select(RevisionRow).where(*conditions))}


def _of(kept: dict[str, RevisionRow]) -> dict[str, Revision]:
    return {uid: row.revision for uid, row in kept.items()}


async def _save_revisions(
    session: AsyncSession, kept: dict[str, RevisionRow], revised: list[Revision], project: str, event: str | None
) -> None:
    """Write what is new and what changed; a part has its event's key in its UID, so that no other event has it."""
    for revision in revised:
        if revision.uid not in kept:
            session.add(RevisionRow(uid=revision.uid, project_key=project, event_key=event, revision=revision))
        elif (row := kept[revision.uid]).revision != revision:
            row.project_key, row.event_key, row.revision = project, event, revision
    await session.flush()
