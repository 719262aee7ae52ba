"""Change a project on a page: what somebody changed is merged with what was saved since they began, and saved."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.checks import left_host, project_problems
from events_service.programme.faults import FieldPath, Problem
from events_service.programme.finding import UnknownProject
from events_service.programme.loading import save_all
from events_service.programme.merging import Conflict, merge
from events_service.programme.records import Project
from events_service.programme.tables import EventRow, ProjectRow
from events_service.uniqueness import refusing
from events_service.web.errors import NotAllowed, Refusal
from events_service.web.i18n import N_

ONE_FOR_EACH_KEY = "pk_projects"


class KeyTaken(Refusal):
    """Somebody else saved a project under the same key at the same time."""

    status = 409
    slug = "project-exists"
    message = N_("Another project was saved under the same short name just now; save once more.")


class ChangedProject(Struct, frozen=True, kw_only=True):
    """What became of a change: it is saved, or `problems` or `conflicts` hinder it and nothing is.

    `project` is what came of it with what others saved meanwhile, whose fields `meanwhile` names; `before` is what is
    saved without it.
    """

    project: Project
    before: Project
    saved: bool
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    meanwhile: tuple[FieldPath, ...] = ()


async def get_led_project(session: AsyncSession, key: str, account: Account, *, hold: bool = False) -> ProjectRow:
    """Give a project that the account leads; who would change it, `hold`s it. Raises UnknownProject, NotAllowed."""
    row = await session.get(ProjectRow, key, with_for_update=hold)
    if row is None:
        raise UnknownProject(project=key)
    if not account.reviews(key):
        raise NotAllowed
    return row


async def create_project(database: Database, project: Project, account: Account, *, now: datetime) -> None:
    """Save a new project that has been checked. Raises NotAllowed, KeyTaken."""
    if not account.reviews(project.key):
        raise NotAllowed
    with refusing(ONE_FOR_EACH_KEY, KeyTaken()):
        async with database.transaction() as session:
            if await session.get(ProjectRow, project.key) is not None:
                raise KeyTaken
            await save_all(session, [project], [], actor=account.actor, now=now)


async def change_project(
    database: Database, account: Account, *, began: Project, changed: Project, now: datetime
) -> ChangedProject:
    """Save a project as it was changed by somebody who `began` from an earlier one, with what others saved meanwhile.

    Raises UnknownProject, NotAllowed.
    """
    async with database.transaction() as session:
        row = await get_led_project(session, changed.key, account, hold=True)
        before = row.definition
        merged = merge(began, before, changed)
        problems = [*project_problems(merged.record), *await left_hosts(session, merged.record)]
        saved = not merged.conflicts and not problems
        if saved:
            await save_all(session, [merged.record], [], actor=account.actor, now=now)
    return ChangedProject(
        project=merged.record,
        before=before,
        saved=saved,
        problems=tuple(problems),
        conflicts=merged.conflicts,
        meanwhile=merged.meanwhile,
    )


async def left_hosts(session: AsyncSession, project: Project) -> list[Problem]:
    """Find hosts of events that are none of the project's partners any more."""
    keys = [partner.key for partner in project.partners]
    hosted = select(EventRow.host, EventRow.key).where(EventRow.project_key == project.key, EventRow.host.not_in(keys))
    events: dict[str, list[str]] = {}
    for host, event in await session.execute(hosted.order_by(EventRow.host)):
        events.setdefault(host, []).append(event)
    return [left_host(host, keys) for host, keys in events.items()]
