"""Addresses where somebody confirms that a mailbox is theirs, or says that they never registered."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import address_line
from events_service.programme.words import in_language
from events_service.registrations.finding import get_by_manage_token
from events_service.registrations.letters.writing import moment_for
from events_service.registrations.places.applying import confirm, forget_own
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.i18n import day_range, gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

"""Headers that keep a personal address out of caches, other sites' logs and search engines."""


class ConfirmPage(Struct, frozen=True, kw_only=True):
    """What is to be confirmed, so that nobody confirms what somebody else wrote."""

    registration: Registration
    address: str
    title: str
    days: str
    place: str
    until: str
    funding: Funding


class ForgottenPage(Struct, frozen=True, kw_only=True):
    """Nothing is left to show."""


def confirm_page(
    request: Request[Any, Any, Any], found: FoundEvent, registration: Registration, token: str
) -> Response[bytes]:
    """Show what was registered under an address, with the button that confirms it."""
    event = found.event
    context = ConfirmPage(
        registration=registration,
        address=f"/my/{token}",
        title=in_language(event.title, spoken()),
        days=day_range(min(event.days), max(event.days)),
        place=address_line(found.event, spoken()),
        until=moment_for(registration, found, registration.confirm_by) if registration.confirm_by else "",
        funding=funding_of([found.project]),
    )
    return page(
        request,
        "pages/participant/confirm.html",
        context,
        title=titled(gettext("Confirm my address"), found),
        headers=PRIVATE,
    )


@post("/my/{token:str}/confirm", status_code=303)
async def confirm_own(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Confirm one's address; the registration counts from now on."""
    registration = await _waiting(database, token)
    await confirm(database, settings, registration.id, now=clock.now())
    return Redirect(f"/my/{token}?new=1", status_code=303, headers=PRIVATE)


@post("/my/{token:str}/forget", status_code=200)
async def forget_mine(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Forget a registration that its address's holder knows nothing of."""
    registration = await _waiting(database, token)
    await forget_own(database, registration.id, now=clock.now())
    return page(request, "pages/participant/forgotten.html", ForgottenPage(), title=gettext("It is forgotten"))


async def _waiting(database: Database, token: str) -> Registration:
    async with database.reading() as session:
        return await get_by_manage_token(session, token, unconfirmed=True)


ROUTES = [confirm_own, forget_mine]
