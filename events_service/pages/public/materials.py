"""Addresses of files among the materials: for everybody, and for participants and partners by their personal link."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.participant.own import read_own
from events_service.pages.shown_materials import readers_of, send_material
from events_service.programme.finding import get_event, shown_to_all
from events_service.programme.materials import file_for
from events_service.programme.records import MaterialReaders
from events_service.settings import Settings


@get("/events/{event:str}/materials/{digest:str}")
async def material_for_everybody(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    digest: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes] | Stream:
    """Send a file that is for everybody who sees the event. Raises UnknownEvent, NotFound."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    material = file_for(found.event, digest, (MaterialReaders.EVERYBODY,))
    return await send_material(database, settings, material, public=shown_to_all(found.event))


@get("/my/{token:str}/materials/{digest:str}")
async def material_for_participants(
    token: FromPath[str],
    digest: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes] | Stream:
    """Send a file that is for the participant whom the link belongs to. Raises UnknownRegistration, NotFound."""
    found, registration = await read_own(database, token)
    material = file_for(found.event, digest, readers_of(registration))
    return await send_material(database, settings, material, public=False)


ROUTES = [material_for_everybody, material_for_participants]
