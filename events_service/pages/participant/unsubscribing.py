"""End reminders and news about an event for one participant, by one click in a mail program (RFC 8058) or on a page."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import UnknownRegistration
from events_service.registrations.letters.own_choices import choose_news
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.tokens import read_unsubscribe_token
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class UnsubscribePage(Struct, frozen=True, kw_only=True):
    """Whether somebody still gets reminders and news about an event; whose page it is, is not shown."""

    address: str
    title: str
    wants_news: bool


@get("/unsubscribe/{token:str}")
async def unsubscribe_page(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask; a GET changes nothing, for programs that look for harm in mails follow the links in them."""
    return await _page(request, database, _registration(settings, token))


async def _page(request: Request[Any, Any, Any], database: Database, id_: UUID) -> Response[bytes]:
    async with database.reading() as session:
        row = await session.get(RegistrationRow, id_)
        if row is None:
            raise UnknownRegistration
        found = await get_any_event(session, row.event_key)
    context = UnsubscribePage(address=request.url.path, title=found.title.text, wants_news=row.wants_news)
    title = titled(gettext("Reminders and news"), found)
    return page(request, "pages/participant/unsubscribe.html", context, title=title, headers=PRIVATE)


@post("/unsubscribe/{token:str}", status_code=200)
async def unsubscribe(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Unsubscribe, or with `news=yes` subscribe again; whoever posts need not be a browser."""
    id_ = _registration(settings, token)
    wanted = (await request.form()).get("news") == "yes"
    await choose_news(database, settings, id_, wanted=wanted, now=clock.now())
    return await _page(request, database, id_)


def _registration(settings: Settings, token: str) -> UUID:
    id_ = read_unsubscribe_token(settings.secret_key, token)
    if id_ is None:
        raise UnknownRegistration
    return id_


ROUTES = [unsubscribe_page, unsubscribe]
