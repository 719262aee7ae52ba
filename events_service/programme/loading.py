"""Load definitions: what is new or changed is saved with its calendar revisions; what is the same changes nothing."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.programme import parts
from events_service.programme.parts import Part
from events_service.programme.records import Event, NoLimit, Project
from events_service.programme.revisions import Revision, revise, revise_milestones
from events_service.programme.tables import EventRow, EventVersionRow, ProjectRow, RevisionRow, SessionRow


class Change(Enum):
    """What loading a definition did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Loaded(Struct, frozen=True, kw_only=True):
    """What became of one definition."""

    kind: str
    key: str
    change: Change


async def save_all(
    session: AsyncSession, projects: Iterable[Project], events: Iterable[Event], *, actor: str, now: datetime
) -> list[Loaded]:
    """Save definitions in the caller's transaction, projects first; all must have been checked."""
    saved: list[tuple[Project | Event, Loaded]] = [(each, await _save_project(session, each, now)) for each in projects]
    saved += [(each, await _save_event(session, each, actor, now)) for each in events]
    changed = [each for each in saved if each[1].change is not Change.UNCHANGED]
    await audit.append_all(session, [_entry_of(*each, actor, now) for each in changed])
    return [loaded for _, loaded in saved]


def digest_of_definition(definition: Project | Event) -> str:
    """Give the SHA-256 of a definition as it is kept, as 64 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(definition, order="deterministic")).hexdigest()


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
    return Loaded(kind="project", key=project.key, change=change)


async def _save_event(session: AsyncSession, event: Event, actor: str, now: datetime) -> Loaded:
    """Save an event, its sessions' seats and its calendar revisions.

    Seats that are taken stay taken when a capacity is lowered; nobody is thrown out.
    """
    # The project first, as everywhere: two who load at the same time must not wait for each other.
    project = await session.get_one(ProjectRow, event.project, with_for_update=True)
    row = await session.get(EventRow, event.key, with_for_update=True)
    if row is not None and row.definition == event:
        return Loaded(kind="event", key=event.key, change=Change.UNCHANGED)
    change = Change.CREATED if row is None else Change.CHANGED
    if row is None:
        row = EventRow(key=event.key, version=0, registrations_made=0)
        row.seats_taken = row.seats_in_person = row.seats_online = 0
        session.add(row)
    elif row.project_key != event.project:
        renew(await session.get_one(ProjectRow, row.project_key, with_for_update=True), now)
    renew(project, now)
    row.project_key, row.definition, row.host = event.project, event, event.host
    row.type, row.status, row.access = event.type, event.status, event.access
    row.country = event.venue.country if event.venue else None
    row.first_day, row.last_day = min(event.days), max(event.days)
    row.capacity, row.counts_apart = event.capacity, event.counts_apart
    row.online_capacity = None if isinstance(event.online_capacity, NoLimit) else event.online_capacity
    row.version, row.changed_at = row.version + 1, now
    await session.flush()
    session.add(EventVersionRow(event_key=event.key, version=row.version, definition=event, actor=actor, saved_at=now))
    await _save_sessions(session, event)
    proposed = RevisionRow.uid == parts.uid_of(Part.EVENT, event.key, event.key)  # a date may have become the event
    kept = await _revisions(session, or_(RevisionRow.event_key == event.key, proposed))
    await _save_revisions(session, kept, revise(event, _of(kept), now), event.project, event.key)
    return Loaded(kind="event", key=event.key, change=change)


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


def _entry_of(definition: Project | Event, loaded: Loaded, actor: str, now: datetime) -> audit.Entry:
    action, subject = f"definition.{loaded.change.value}", f"{loaded.kind}:{loaded.key}"
    facts = {"digest": digest_of_definition(definition)}
    return audit.Entry(at=now, actor=actor, action=action, subject=subject, facts=facts)
