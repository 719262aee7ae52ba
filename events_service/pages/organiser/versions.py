"""Addresses where organisers see the versions of an event's definition and put one back."""

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
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.define import put_back
from events_service.programme.export import export
from events_service.programme.faults import Fault
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event, read_working_event
from events_service.programme.versions import Version, get_version, list_versions
from events_service.web.i18n import gettext
from events_service.web.pages import page


class VersionsPage(Struct, frozen=True, kw_only=True):
    """The versions of a definition, the latest first. `overtaken`: somebody saved another; `faults` hinder one."""

    found: FoundEvent
    versions: list[Version]
    overtaken: bool = False
    faults: tuple[Fault, ...] = ()


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
        await get_working_event(session, event, request.user)
        earlier = await get_version(session, event, number)
    return as_file(f"{event}-version-{number}", export(earlier))


@post("/organise/events/{event:str}/definition/undo", guards=[organisers_only])
async def put_version_back(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Put back the version `to`, else the one before the last change, unless somebody has changed it since."""
    found = await read_working_event(database, event, request.user)
    form = await request.form()
    to, version = number_sent(form, "to"), number_sent(form, "version")
    number = found.version - 1 if to is None else to
    put = await put_back(database, event, number, request.user, version=version, now=clock.now())
    if put.saved:
        return Redirect(f"/organise/events/{event}/definition?saved=1", status_code=303)
    return await _show(request, event, database, overtaken=put.overtaken, faults=put.examined.faults)


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
    faults: tuple[Fault, ...] = (),
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        versions = await list_versions(session, event)
    context = VersionsPage(found=found, versions=versions, overtaken=overtaken, faults=faults)
    status = 422 if overtaken or faults else 200
    return page(
        request, "pages/organiser/versions.html", context, title=titled(gettext("Versions"), found), status_code=status
    )


ROUTES = [versions_page, earlier_definition_file, put_version_back]
