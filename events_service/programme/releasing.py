"""What organisers change waits until they release it: then everybody sees it, at one moment and everywhere.

An event that only its organisers know needs no such wait; each change of it counts at once.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.faults import Problem
from events_service.programme.file_uses import note_event
from events_service.programme.finding import projects_by_key
from events_service.programme.loading import entry_of, newest_version, publish, save_event, work_on
from events_service.programme.organising import get_organised_event, with_working_version
from events_service.programme.record_checks import may_define, read_record
from events_service.programme.records import Event, EventStatus, Project
from events_service.programme.release_records import Wish
from events_service.programme.tables import EventRow, EventVersionRow, ProjectRow


async def latest(session: AsyncSession, row: EventRow) -> EventVersionRow | EventRow:
    """Give the definition and the number of what organisers work on, else of what is released."""
    if row.working_version is None:
        return row
    return await session.get_one(EventVersionRow, (row.key, row.working_version))


async def keep(session: AsyncSession, event: Event, *, actor: str, now: datetime) -> int:
    """Save a change of an event, for its organisers alone where others know it already; give the version's number.

    The project's row and the event's are held by the caller.
    """
    row = await session.get(EventRow, event.key, with_for_update=True)
    if row is None or (row.status is EventStatus.DRAFT and row.working_version is None):
        await save_event(session, event, actor=actor, now=now)
        return (await session.get_one(EventRow, event.key)).version
    if event == (await latest(session, row)).definition:
        return newest_version(row)
    version = work_on(session, row, event, actor=actor, now=now)
    await session.flush()
    await note_event(session, row, now)
    await audit.append_all(session, [entry_of(event, "definition.drafted", actor=actor, now=now)])
    return version


class Released(Struct, frozen=True, kw_only=True):
    """What became of a release: nothing where `overtaken`, by who saved meanwhile, or where `problems` hinder it.

    The problems' paths lead into `event`.
    """

    event: Event
    overtaken: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everybody sees it now."""
        return not self.overtaken and not self.problems


def decide_release(working: Event, projects: Mapping[str, Project], account: Account) -> Released:
    """Decide whether what organisers worked on may be seen: what was right when it was saved may be so no longer."""
    read = read_record(working, projects)
    problems = read.problems or tuple(may_define(working, account, working.key))
    return Released(event=working if read.event is None else read.event, problems=problems)


async def release(
    database: Database, key: str, account: Account, *, version: int, wish: Wish, now: datetime
) -> Released:
    """Let everybody see what organisers worked on, if `version` is still the one that was saved last.

    Its mails go as soon as the background looks. Raises UnknownEvent, NotAllowed.
    """
    async with database.transaction() as session:
        found = await get_organised_event(session, key, account)
        released, working = found.event, (await with_working_version(session, found)).event
        # The projects first, as everywhere.
        for project in sorted({released.project, working.project}):
            await session.get(ProjectRow, project, with_for_update=True)
        row = await session.get_one(EventRow, key, with_for_update=True, populate_existing=True)
        if row.working_version is None or row.working_version != version:
            return Released(event=working, overtaken=True)
        kept = await session.get_one(EventVersionRow, (key, version))
        decided = decide_release(kept.definition, await projects_by_key(session), account)
        if decided.done:
            row.version, row.working_version, row.waiting = version, None, 0
            kept.released_at, kept.reach, kept.note = now, wish.reach, wish.note
            kept.name = wish.name or kept.name
            await publish(session, row, kept.definition, now)
            await note_event(session, row, now)
            await audit.append_all(
                session, [entry_of(kept.definition, "definition.changed", actor=account.actor, now=now)]
            )
        return decided
