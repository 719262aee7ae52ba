"""The address where a mailbox confirms that mails on a registration are to go there; it shows nothing more of it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import get_any_event
from events_service.programme.words import in_language
from events_service.registrations.places import new_address
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class NewAddressPage(Struct, frozen=True, kw_only=True):
    """An address that is to count for the event with this title, or counts by now; whose it is, is not shown."""

    address: str
    title: str
    email: str
    counts: bool


@get("/address/{signed:str}")
async def new_address_page(
    request: Request[Any, Any, Any],
    signed: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask whether the address is to count, or say that it does; a GET changes nothing."""
    async with database.reading() as session:
        wish, registration = await new_address.find(session, settings, signed, clock.now())
        found = await get_any_event(session, registration.event)
    context = NewAddressPage(
        address=request.url.path,
        title=in_language(found.event.title, spoken()),
        email=wish.new,
        counts=registration.email == wish.new,
    )
    title = titled(gettext("Change my address"), found)
    return page(request, "pages/participant/new_address.html", context, title=title, headers=PRIVATE)


@post("/address/{signed:str}", status_code=303)
async def take_address(
    signed: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Let the address count from now on."""
    await new_address.take(database, settings, signed, now=clock.now())
    return Redirect(f"/address/{signed}", status_code=303, headers=PRIVATE)


ROUTES = [new_address_page, take_address]
