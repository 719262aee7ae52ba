"""The address where an organiser gives a draft another key."""

from collections.abc import Mapping
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
from events_service.pages.organiser.sent import text_sent
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.renaming import AddressInUse, AddressStays, rename
from events_service.settings import Settings
from events_service.web.errors import NotAllowed
from events_service.web.i18n import gettext
from events_service.web.pages import page


class KeyPage(Struct, frozen=True, kw_only=True):
    """The form that gives a draft another key; `base_url` is what its addresses begin with."""

    found: FoundEvent
    base_url: str
    typed: Mapping[str, str]
    faults: Mapping[str, str]


@get("/organise/events/{event:str}/key", guards=[organisers_only])
async def key_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show an event's key, and ask for another. Raises UnknownEvent, NotAllowed."""
    return await _show(request, database, settings, event, event, None)


@post("/organise/events/{event:str}/key", guards=[organisers_only])
async def give_key(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Give a draft another key, or show the form again with what hinders that."""
    to = text_sent(await request.form(), "key")
    try:
        problems = await rename(database, event, request.user, to=to, now=clock.now())
    except (AddressStays, AddressInUse) as refusal:
        return await _show(request, database, settings, event, to, refusal.sentence())
    if problems:
        return await _show(request, database, settings, event, to, problems[0].message)
    return Redirect(f"/organise/events/{to}/edit?done=renamed", status_code=303)


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    settings: Settings,
    event: str,
    typed: str,
    fault: str | None,
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    if not request.user.hosts(found.event.project, found.event.host):
        raise NotAllowed
    context = KeyPage(
        found=found, base_url=settings.base_url, typed={"key": typed}, faults={"key": fault} if fault else {}
    )
    title = titled(gettext("Address of the event"), found)
    return page(request, "pages/organiser/edit/key.html", context, title=title, status_code=422 if fault else 200)


ROUTES = [key_page, give_key]
