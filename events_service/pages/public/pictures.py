"""Addresses of the pictures that an event shows, in widths of screens; whoever sees the event sees them."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from events_service.access.records import Account
from events_service.database import Database
from events_service.files.pictures import form_of, picture_in
from events_service.files.store import store_of
from events_service.pages.shown_pictures import FOR_GOOD
from events_service.programme.file_uses import shown_picture
from events_service.programme.finding import get_event, shown_to_all
from events_service.programme.organising import organises, with_working_version
from events_service.programme.speakers import shown_speakers
from events_service.settings import Settings
from events_service.speakers.finding import with_consents
from events_service.web.errors import NotFound


@get("/events/{event:str}/pictures/{digest:str}/{name:str}")
async def event_picture_in_width(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    digest: FromPath[str],
    name: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Send a picture that the event shows, such as 960.webp; of what is worked on to its organisers alone.

    Raises UnknownEvent, NotFound.
    """
    form, account = form_of(name), request.user
    async with database.reading() as session:
        found = await with_consents(session, await get_event(session, event, account))
        shown = shown_picture(replace(found.event, speakers=shown_speakers(found.event)), digest)
        if not shown and account is not None and organises(account, found.event):
            shown = shown_picture((await with_working_version(session, found)).event, digest)
            found_by = "private"
        else:
            found_by = "public" if shown_to_all(found.event) else "private"
    if not shown:
        raise NotFound
    octets = await picture_in(store_of(settings), digest, form)
    headers = {"Cache-Control": f"{found_by}, {FOR_GOOD}"}
    return Response(octets, media_type=form.kind.media_type, headers=headers)


ROUTES = [event_picture_in_width]
