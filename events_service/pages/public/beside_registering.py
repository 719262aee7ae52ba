"""Addresses beside the form: asking again for a lost link, and the privacy notice by itself."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.limits import network_of
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.pages.typed_address import remember, typed_address
from events_service.programme.finding import get_event
from events_service.registrations.places.lost_link import require_few_links, send_link
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.privacy.notices import find_notice
from events_service.registrations.records import Notice
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext
from events_service.web.pages import page


class LostLinkPage(Struct, frozen=True, kw_only=True):
    """The form that asks for an address; `sent` once it was given, with `email` where the browser still knows it."""

    event: str
    title: str
    sent: bool
    email: str


class PrivacyPage(Struct, frozen=True, kw_only=True):
    """A privacy notice by itself."""

    event: str
    title: str
    notice: Notice


@get("/events/{event:str}/register/link")
async def lost_link_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for the address that the personal link is sent to again."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    sent = "sent" in request.query_params
    context = LostLinkPage(event=event, title=found.title.text, sent=sent, email=typed_address(request) if sent else "")
    return page(request, "pages/public/lost_link.html", context, title=titled(gettext("Lost link"), found))


@post("/events/{event:str}/register/link", status_code=303)
async def send_lost_link(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Send the link if the address is registered; the answer is the same for all."""
    form = await request.form()
    async with database.reading() as session:
        await get_event(session, event, request.user)
    email = str(form.get("email") or "").strip()[:254]
    now, path = clock.now(), f"/events/{event}/register"
    await require_few_links(database, network=network_of(request), now=now)
    return Redirect(
        f"{path}/link?sent=1",
        status_code=303,
        cookies=[remember(settings, email, path)],
        background=BackgroundTask(send_link, database, settings, event, email, now=now),
    )


@get("/events/{event:str}/privacy")
async def privacy_page(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the privacy notice of an event: as it is now, or with ?version= as somebody saw it."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
        version = request.query_params.get("version")
        notice = await find_notice(session, event, version) if version else privacy_notice(found)
    if notice is None:
        raise NotFound
    context = PrivacyPage(event=event, title=found.title.text, notice=notice)
    return page(request, "pages/public/privacy.html", context, title=titled(gettext("Privacy notice"), found))


ROUTES = [lost_link_page, send_lost_link, privacy_page]
