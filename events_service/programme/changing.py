"""Change an event on pages: what somebody changed is merged with what was saved since they began, checked, and saved.

The pages that change an event, each in its own part, all go through `change`; `create` is its beginning.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.faults import FieldPath, Problem
from events_service.programme.finding import projects_by_key
from events_service.programme.loading import save_event
from events_service.programme.merging import Conflict, merge
from events_service.programme.organising import get_organised_event
from events_service.programme.record_checks import key_taken, may_define, read_record
from events_service.programme.records import Event, Project
from events_service.programme.releasing import keep, latest
from events_service.programme.tables import EventRow, ProjectRow
from events_service.programme.versions import get_version


class Changed(Struct, frozen=True, kw_only=True):
    """What became of a change: it is saved, or `problems` or `conflicts` hinder it and nothing is.

    The problems' paths lead into `event`: what was given, or what came of it with what others saved meanwhile, and
    with what was given where both changed a field. `meanwhile` names the fields that they alone changed. `version` is
    the one that is saved now, None for a new event that was not saved.
    """

    event: Event
    version: int | None
    saved: bool
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    meanwhile: tuple[FieldPath, ...] = ()


class Decided(Struct, frozen=True, kw_only=True):
    """What is to be saved, unless `problems` or `conflicts` hinder it."""

    event: Event
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    meanwhile: tuple[FieldPath, ...] = ()

    @property
    def hindered(self) -> bool:
        """Whether it may not be saved."""
        return bool(self.problems or self.conflicts)


def decide_new(event: Event, projects: Mapping[str, Project], account: Account, key: str | None = None) -> Decided:
    """Decide whether an account may save an event as it is; `key` is that of one that exists."""
    read = read_record(event, projects)
    if read.problems or read.event is None:
        return Decided(event=event, problems=read.problems)
    return Decided(event=read.event, problems=tuple(may_define(read.event, account, key)))


def decide_change(
    began: Event, saved: Event, changed: Event, projects: Mapping[str, Project], account: Account
) -> Decided:
    """Decide what becomes of an event that somebody changed who `began` from a version that may not be the latest."""
    ours = decide_new(changed, projects, account, saved.key)
    if ours.hindered:
        return ours
    merged = merge(began, saved, ours.event)
    if merged.conflicts:
        return Decided(event=merged.record, conflicts=merged.conflicts, meanwhile=merged.meanwhile)
    # Two changes that are right by themselves may be wrong together: a session on a day that was taken out.
    both = decide_new(merged.record, projects, account, saved.key)
    return Decided(event=both.event, problems=both.problems, meanwhile=merged.meanwhile)


async def change(
    database: Database, key: str, account: Account, *, version: int, changed: Event, now: datetime
) -> Changed:
    """Save an event as it was changed by somebody who began from `version`, with what others saved meanwhile.

    It waits for its release where others than organisers know the event.

    Raises UnknownEvent, NotAllowed, and NotFound for a version that never was.
    """
    async with database.transaction() as session:
        before = (await get_organised_event(session, key, account)).event
        # The projects first, as everywhere: whoever saves another event of them at this instant is waited for here.
        for project in sorted({before.project, changed.project}):
            await session.get(ProjectRow, project, with_for_update=True)
        row = await session.get_one(EventRow, key, with_for_update=True)
        saved = await latest(session, row)
        began = saved.definition if version == saved.version else await get_version(session, key, version)
        decided = decide_change(began, saved.definition, changed, await projects_by_key(session), account)
        if decided.hindered:
            return _changed(decided, saved.version)
        return _changed(decided, await keep(session, decided.event, actor=account.actor, now=now))


async def undo(database: Database, key: str, number: int, account: Account, *, now: datetime) -> Changed:
    """Take back what one version changed; what came after it stays, and whether the event takes place.

    What was changed again since is a conflict. Raises UnknownEvent, NotAllowed, and NotFound where there is no such
    version, or none before it.
    """
    async with database.reading() as session:
        before, after = await get_version(session, key, number - 1), await get_version(session, key, number)
    changed = replace(before, status=after.status, reason=after.reason)
    return await change(database, key, account, version=number, changed=changed, now=now)


async def create(database: Database, event: Event, account: Account, *, now: datetime) -> Changed:
    """Save a new event, or say what hinders it."""
    try:
        return await _create(database, event, account, now)
    except IntegrityError:
        # Two new events with one key at the same instant: the second finds the key taken after all.
        return await _create(database, event, account, now)


async def _create(database: Database, event: Event, account: Account, now: datetime) -> Changed:
    async with database.transaction() as session:
        decided = decide_new(event, await projects_by_key(session), account)
        if decided.hindered:
            return _changed(decided, None)
        await session.get(ProjectRow, decided.event.project, with_for_update=True)
        if await session.get(EventRow, decided.event.key) is not None:
            return _changed(Decided(event=decided.event, problems=(key_taken(decided.event.key),)), None)
        await save_event(session, decided.event, actor=account.actor, now=now)
        return _changed(decided, 1)


def _changed(decided: Decided, version: int | None) -> Changed:
    return Changed(
        event=decided.event,
        version=version,
        saved=not decided.hindered,
        problems=decided.problems,
        conflicts=decided.conflicts,
        meanwhile=decided.meanwhile,
    )
