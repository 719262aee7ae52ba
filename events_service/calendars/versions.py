"""Content versions: what a feed's validators stand for, asked of the database once for all who ask meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime
from weakref import WeakKeyDictionary, WeakValueDictionary

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.kept import Kept
from events_service.programme.finding import UnknownEvent
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow, ProjectRow

MOST_KNOWN = 4096


class Version(Struct, frozen=True, kw_only=True):
    """A text that changes with each change of what a feed shows, and the instant of the last one.

    The instant is part of the text: after a restored backup, numbers alone would come again for other content.
    `project` is set where only those who work for that project may see the feed: a draft's.
    """

    text: str
    changed_at: datetime | None
    project: str | None = None


Asking = Callable[[AsyncSession], Awaitable[Version]]


class Versions:
    """The versions that one process knows; each is as true as if it had just been asked for.

    Where the database tells that nothing was committed since (SQLite), a version is not asked for again. Else those who
    ask for the same version while a query is under way share the next one: it begins after all of them came.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark: int | None = None
        self._known: Kept[Hashable, Version] = Kept(MOST_KNOWN)
        self._next: dict[Hashable, asyncio.Task[Version]] = {}
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def get(self, key: Hashable, ask: Asking) -> Version:
        """Give the version that `ask` finds, and that `key` names. Raises what `ask` raises."""
        mark = self._database.mark()
        if mark is None:
            return await self._shared(key, ask)
        if mark != self._mark:
            self._mark = mark
            self._known.clear()
        known = self._known.get(key)
        if known is None:
            known = await self._shared(key, ask)
            # What was committed meanwhile may or may not be in it: then it is not kept.
            if self._database.mark() == mark == self._mark:
                self._known.keep(key, known)
        return known

    async def _shared(self, key: Hashable, ask: Asking) -> Version:
        waiting = self._next.get(key)
        if waiting is None:
            waiting = self._next[key] = asyncio.create_task(self._in_turn(key, ask))
        return await asyncio.shield(waiting)

    async def _in_turn(self, key: Hashable, ask: Asking) -> Version:
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            del self._next[key]
            async with self._database.reading() as session:
                return await ask(session)


_VERSIONS: WeakKeyDictionary[Database, Versions] = WeakKeyDictionary()


def versions_of(database: Database) -> Versions:
    """Give the versions that this process knows of a database."""
    found = _VERSIONS.get(database)
    if found is None:
        found = _VERSIONS[database] = Versions(database)
    return found


def ask_programme(project: str | None = None) -> Asking:
    """Ask for the version of all projects with their events and milestones, or of one project."""

    async def ask(session: AsyncSession) -> Version:
        table = ProjectRow
        query = select(func.count(), func.sum(table.content_version), func.max(table.content_changed_at))
        row = (await session.execute(query if project is None else query.where(table.key == project))).one()
        return Version(text=f"{row[0]}.{row[1] or 0}.{row[2]}", changed_at=row[2])

    return ask


def ask_event(key: str) -> Asking:
    """Ask for the version of an event together with its project's. Raises UnknownEvent."""

    async def ask(session: AsyncSession) -> Version:
        columns = (
            EventRow.version,
            EventRow.changed_at,
            EventRow.status,
            ProjectRow.key,
            ProjectRow.version,
            ProjectRow.changed_at,
        )
        query = select(*columns).join(ProjectRow, ProjectRow.key == EventRow.project_key).where(EventRow.key == key)
        row = (await session.execute(query)).one_or_none()
        if row is None:
            raise UnknownEvent
        draft = row[2] == EventStatus.DRAFT
        return Version(
            text=f"{key}.{row[0]}.{row[1]}.{row[3]}.{row[4]}.{row[5]}",
            changed_at=max(row[1], row[5]),
            project=row[3] if draft else None,
        )

    return ask
