"""The check-in desk as an app on a phone's home screen: its manifest for each event."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.public.sharing import app_look
from events_service.programme.organising import get_organised_event
from events_service.programme.words import in_language
from events_service.web.i18n import gettext, spoken


@get("/organise/events/{event:str}/check-in.webmanifest", guards=[organisers_only])
async def desk_manifest(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Say how the desk of an event stands on a home screen (W3C Web Application Manifest)."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    address = f"/organise/events/{event}/check-in"
    said = app_look() | {
        "id": address,
        "name": f"{gettext('Check-in')}: {in_language(found.event.title, spoken())}",
        "short_name": gettext("Check-in"),
        "lang": spoken(),
        "dir": "ltr",
        "start_url": address,
        "scope": address,
        "display": "standalone",
    }
    headers = {"Cache-Control": "private, no-cache"}
    return Response(msgspec.json.encode(said), media_type="application/manifest+json", headers=headers)


ROUTES = [desk_manifest]
