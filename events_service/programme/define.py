"""Define an event: what an organiser wrote is checked as a whole, and saved in one transaction or not at all."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.changing_project import left_hosts
from events_service.programme.definitions import check_contents
from events_service.programme.export import export
from events_service.programme.faults import Fault, Problem, quoted
from events_service.programme.finding import get_any_event, projects_by_key
from events_service.programme.loading import newest_version, save_all, save_event
from events_service.programme.record_checks import key_stays, key_taken, may_define
from events_service.programme.records import Event, EventStatus, Project, Words
from events_service.programme.releasing import keep
from events_service.programme.tables import EventRow, ProjectRow
from events_service.programme.versions import get_version
from events_service.web.i18n import gettext

FILE = "definition"


class Examined(Struct, frozen=True, kw_only=True):
    """What was found in a definition; `event` is set when nothing is wrong with it."""

    event: Event | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


class Defined(Struct, frozen=True, kw_only=True):
    """What became of a definition: `saved`, or what hinders it. `overtaken`: somebody else saved another meanwhile."""

    examined: Examined
    saved: bool
    overtaken: bool = False


class WantedStatus(Struct, frozen=True, kw_only=True):
    """The status that an event shall have; `reason` is what participants read of why it does not take place."""

    status: EventStatus
    reason: Words | None = None


def proposed_host(project: Project, account: Account) -> str:
    """Give the host that a new event of an account has at first: its own partner, while the project has it."""
    keys = [partner.key for partner in project.partners]
    return account.partner if account.partner in keys else keys[0]


def examine(content: bytes, projects: Mapping[str, Project], account: Account, key: str | None) -> Examined:
    """Check a definition and whether the account may prepare such an event; `key` is set for one that exists."""
    checked = check_contents({FILE: content}, projects)
    event = checked.events[0] if checked.events else None
    faults = list(checked.faults)
    if checked.projects:
        message = gettext("this defines a project; only an event can be saved here")
        faults.append(fault_at(content, "programme", message))
    if event is not None:
        faults += [fault_at(content, str(one.path[0]), one.message) for one in may_define(event, account, key)]
    return Examined(event=None if faults else event, faults=tuple(faults), warnings=checked.warnings)


async def define(
    database: Database, content: bytes, account: Account, *, key: str | None, version: int | None, now: datetime
) -> Defined:
    """Save the definition of a new event (`key` None), or of one whose `version` the organiser has seen."""
    try:
        async with database.transaction() as session:
            return await _define(session, content, account, _Began(key=key, version=version), now)
    except IntegrityError:
        # Two new events with one key at the same instant: the second finds the key taken after all.
        async with database.transaction() as session:
            return await _define(session, content, account, _Began(key=key, version=version), now)


class _Began(Struct, frozen=True, kw_only=True):
    """What a definition began from: `key` None for a new event; `at_once`: everybody sees it without a release."""

    key: str | None
    version: int | None
    at_once: bool = False


async def _define(session: AsyncSession, content: bytes, account: Account, began: _Began, now: datetime) -> Defined:
    projects, key = await projects_by_key(session), began.key
    examined = examine(content, projects, account, key)
    if examined.event is None:
        return Defined(examined=examined, saved=False)
    # The project first, as everywhere: whoever saves another event of it at this instant is waited for here.
    await session.get(ProjectRow, examined.event.project, with_for_update=True)
    row = await session.get(EventRow, examined.event.key, with_for_update=True)
    if key is None and row is not None:
        taken = fault_at(content, "key", key_taken(row.key).message)
        return Defined(examined=Examined(event=None, faults=(taken,), warnings=examined.warnings), saved=False)
    if row is not None and (row.version if began.at_once else newest_version(row)) != began.version:
        return Defined(examined=examined, saved=False, overtaken=True)
    await (save_event if began.at_once else keep)(session, examined.event, actor=account.actor, now=now)
    return Defined(examined=examined, saved=True)


class DefinedProject(Struct, frozen=True, kw_only=True):
    """What became of a project's definition: `saved`, or what hinders it. `overtaken`: another was saved meanwhile."""

    faults: tuple[Fault, ...] = ()
    saved: bool = False
    overtaken: bool = False


async def define_project(
    database: Database, content: bytes, account: Account, *, key: str | None, version: int | None, now: datetime
) -> DefinedProject:
    """Save the definition of a new project (`key` None), or of one whose `version` its lead partner has seen."""
    async with database.transaction() as session:
        checked = check_contents({FILE: content}, await projects_by_key(session))
        if checked.faults:
            return DefinedProject(faults=checked.faults)
        if not checked.projects:
            message = gettext("this defines an event; a project comes first")
            return DefinedProject(faults=(fault_at(content, "type", message),))
        (project,) = checked.projects
        row = await session.get(ProjectRow, project.key, with_for_update=True)
        faults = tuple(
            fault_at(content, str(problem.path[0]), problem.message)
            for problem in [*_project_key_problems(project, row, account, key), *await left_hosts(session, project)]
        )
        overtaken = row is not None and key is not None and row.version != version
        if not faults and not overtaken:
            await save_all(session, [project], [], actor=account.actor, now=now)
    return DefinedProject(faults=faults, saved=not faults and not overtaken, overtaken=overtaken and not faults)


def _project_key_problems(
    project: Project, row: ProjectRow | None, account: Account, key: str | None
) -> Iterator[Problem]:
    """Find that a key is not to be had: another project's, another than before, or that of somebody else's project."""
    if key is None and row is not None:
        message = gettext("the key {key} is taken by another project; give this one its own")
        yield Problem(path=("key",), message=message.format(key=quoted(project.key)))
    elif key is not None and project.key != key:
        yield key_stays(key)
    elif not account.reviews(project.key):
        yield Problem(path=("key",), message=gettext("your account is the lead partner of another project"))


async def put_back(
    database: Database, key: str, number: int, account: Account, *, version: int | None, now: datetime
) -> Defined:
    """Put back the definition as it was in a version, if `version` is still the latest. Raises NotFound.

    It becomes the latest itself, so that the one before it can be put back in turn. Whether the event takes place stays
    as it is: that is decided for itself, and told at once.
    """
    async with database.transaction() as session:
        now_held = (await get_any_event(session, key)).event
        earlier = replace(await get_version(session, key, number), status=now_held.status, reason=now_held.reason)
        return await _define(session, export(earlier).encode(), account, _Began(key=key, version=version), now)


async def change_status(
    database: Database, key: str, wanted: WantedStatus, account: Account, *, version: int | None, now: datetime
) -> Defined:
    """Publish, postpone, cancel or reopen an event, at once, if `version` is still the released one.

    Raises UnknownEvent.
    """
    async with database.transaction() as session:
        found = await get_any_event(session, key)
        changed = replace(found.event, status=wanted.status, reason=wanted.reason)
        return await _define(
            session, export(changed).encode(), account, _Began(key=key, version=version, at_once=True), now
        )


def fault_at(content: bytes, field: str, message: str) -> Fault:
    """Place a fault on the line of a field at the top of the definition."""
    found = re.search(rb"^%s\s*:" % field.encode(), content, re.MULTILINE)
    line = content.count(b"\n", 0, found.start()) + 1 if found else 1
    return Fault(file=FILE, line=line, field=field, message=message)
