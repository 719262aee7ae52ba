"""Addresses where organisers see the versions of an event's definition and put one back."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.sent import number_sent, text_sent
from events_service.pages.titles import titled
from events_service.programme.agenda_changes import WrittenChange, field_by_field
from events_service.programme.changing import undo
from events_service.programme.define import put_back
from events_service.programme.export import export
from events_service.programme.faults import written
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import (
    get_organised_event,
    get_working_event,
    read_working_event,
    with_working_version,
)
from events_service.programme.version_changes import changes_between
from events_service.programme.versions import Version, get_version, list_versions, name_version
from events_service.web.i18n import gettext
from events_service.web.pages import page


class VersionsPage(Struct, frozen=True, kw_only=True):
    """The versions of a definition, the latest first; `released` is the number of the one that everybody sees.

    `overtaken`: somebody saved another; `faults` hinder one; `changed_since` names what an undo would have to pass.
    """

    found: FoundEvent
    released: int
    versions: list[Version]
    overtaken: bool = False
    faults: Sequence[str] = ()
    changed_since: Sequence[str] = ()


class ComparePage(Struct, frozen=True, kw_only=True):
    """What two versions differ in; `undoes`: one follows the other, so that this change can be taken back."""

    found: FoundEvent
    versions: list[Version]
    earlier: int
    later: int
    lines: Sequence[WrittenChange]
    undoes: bool


@get("/organise/events/{event:str}/definition/versions", guards=[organisers_only])
async def versions_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the versions of an event's definition."""
    return await _show(request, event, database)


@get("/organise/events/{event:str}/definition/versions/{number:int}", guards=[organisers_only])
async def earlier_definition_file(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Send an event's definition as it was in a version, as a file. Raises NotFound."""
    async with database.reading() as session:
        await get_organised_event(session, event, request.user)
        earlier = await get_version(session, event, number)
    return as_file(f"{event}-version-{number}", export(earlier))


@get("/organise/events/{event:str}/definition/compare", guards=[organisers_only])
async def compare_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what two versions differ in, else what the latest one changed. Raises NotFound."""
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        chosen = number_sent(request.query_params, "to") or found.version
        other = number_sent(request.query_params, "from") or max(chosen - 1, 1)
        earlier, later = sorted((chosen, other))
        before, after = await get_version(session, event, earlier), await get_version(session, event, later)
        versions = await list_versions(session, event)
    lines = [line for each in changes_between(before, after) for line in field_by_field(each, before, after)]
    undoes = later == earlier + 1
    context = ComparePage(
        found=found, versions=versions, earlier=earlier, later=later, lines=lines, undoes=undoes and bool(lines)
    )
    return page(request, "pages/organiser/compare.html", context, title=titled(gettext("Compare versions"), found))


@post("/organise/events/{event:str}/definition/undo", guards=[organisers_only])
async def put_version_back(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Put back the version `to`, else the one before the last change, unless somebody has changed it since.

    With `change`, take back what that version alone changed.
    """
    found = await read_working_event(database, event, request.user)
    form = await request.form()
    if (one := number_sent(form, "change")) is not None:
        return await _undo(request, event, database, one)
    to, version = number_sent(form, "to"), number_sent(form, "version")
    number = found.version - 1 if to is None else to
    put = await put_back(database, event, number, request.user, version=version, now=clock.now())
    if put.saved:
        return Redirect(f"/organise/events/{event}/definition?done=back", status_code=303)
    faults = [f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in put.examined.faults]
    return await _show(request, event, database, overtaken=put.overtaken, faults=faults)


@post("/organise/events/{event:str}/definition/versions/{number:int}/name", guards=[organisers_only])
async def name_version_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
) -> Redirect:
    """Give a version a name, or take it away. Raises NotFound."""
    name = text_sent(await request.form(), "name")
    await name_version(database, event, number, request.user, name)
    return Redirect(f"/organise/events/{event}/definition/versions?done=named", status_code=303)


async def _undo(request: Request[Account, Any, Any], event: str, database: Database, number: int) -> Response[Any]:
    changed = await undo(database, event, number, request.user, now=clock.now())
    if changed.saved:
        return Redirect(f"/organise/events/{event}/definition/versions?done=undone", status_code=303)
    faults = [f"{written(problem.path)}: {problem.message}" for problem in changed.problems]
    since = [written(conflict.path) for conflict in changed.conflicts]
    return await _show(request, event, database, faults=faults, changed_since=since)


def as_file(name: str, text: str) -> Response[bytes]:
    """Send a definition as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"', "Cache-Control": "private, no-cache"}
    return Response(text.encode(), media_type="application/yaml", headers=headers)


async def _show(
    request: Request[Account, Any, Any],
    event: str,
    database: Database,
    *,
    overtaken: bool = False,
    faults: Sequence[str] = (),
    changed_since: Sequence[str] = (),
) -> Response[bytes]:
    async with database.reading() as session:
        released = await get_organised_event(session, event, request.user)
        found = await with_working_version(session, released)
        versions = await list_versions(session, event)
    context = VersionsPage(
        found=found,
        released=released.version,
        versions=versions,
        overtaken=overtaken,
        faults=faults,
        changed_since=changed_since,
    )
    status = 422 if overtaken or faults or changed_since else 200
    return page(
        request, "pages/organiser/versions.html", context, title=titled(gettext("Versions"), found), status_code=status
    )


ROUTES = [versions_page, earlier_definition_file, compare_page, put_version_back, name_version_by_form]
