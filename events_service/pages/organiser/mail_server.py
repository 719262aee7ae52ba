"""Addresses where the lead partner sets up the mail server, and tries it out."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import leads_all_only
from events_service.access.limits import TooOften
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.server import (
    TypedServer,
    Way,
    find_way,
    forget_server,
    keep_server,
    read_server,
    typed_of,
)
from events_service.mail.smtp import Security
from events_service.mail.trying import Tried, require_few_trials, try_out
from events_service.settings import Settings
from events_service.web.errors import NotAllowed
from events_service.web.i18n import gettext
from events_service.web.pages import page

ADDRESS = "/organise/mail-server"


class MailServerPage(Struct, frozen=True, kw_only=True):
    """The mail server as it is set up: on this page, where it can be changed, or by the environment.

    `tried` is what came of the test mail that went `to` whoever asked, `refusal` why none was tried.
    """

    typed: TypedServer
    faults: Mapping[str, str]
    way: Way
    to: str
    tried: Tried | None = None
    refusal: str = ""
    saved: bool = False

    @property
    def links(self) -> list[tuple[str, str]]:
        """The faults as the summary names them."""
        return list(self.faults.items())


@get(ADDRESS, guards=[leads_all_only])
async def mail_server_page(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Show how mail leaves."""
    way = await _way(database, settings)
    return _show(request, way, _typed_now(way))


@post(ADDRESS, guards=[leads_all_only])
async def set_mail_server(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Keep what was typed and send a test mail, or show what hinders it."""
    way, form = await _way(database, settings), await request.form()
    if way.from_environment:
        raise NotAllowed
    typed = TypedServer(**{name: str(form.get(name, "")).strip() for name in TypedServer.__struct_fields__})
    if typed.security not in {each.value for each in Security}:
        typed = replace(typed, security=Security.STARTTLS.value)
    if way.names_sender:
        typed = replace(typed, sender=way.sender)
    read = read_server(typed, way.url)
    if read.url is None:
        return _show(request, way, typed, faults=read.faults)
    await keep_server(database, request.user, read.url, typed.sender, now=clock.now())
    way = replace(way, url=read.url, sender=typed.sender)
    try:
        tried = await _try(request, database, read.url, typed.sender)
    except TooOften as refusal:
        return _show(request, way, _typed_now(way), refusal=refusal.sentence(), saved=True)
    return _show(request, way, _typed_now(way), tried=tried, saved=True)


@post(f"{ADDRESS}/test", guards=[leads_all_only])
async def try_mail_server(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[Any]:
    """Send a test mail by what is set up."""
    way = await _way(database, settings)
    if way.url is None:
        return Redirect(ADDRESS, status_code=303)
    return _show(request, way, _typed_now(way), tried=await _try(request, database, way.url, way.sender))


@post(f"{ADDRESS}/forget", guards=[leads_all_only])
async def forget_mail_server(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Forget what is kept: mails stay here from then on."""
    await forget_server(database, request.user, now=clock.now())
    return Redirect(f"{ADDRESS}?done=forgotten", status_code=303)


async def _way(database: Database, settings: Settings) -> Way:
    async with database.reading() as session:
        return await find_way(session, settings)


async def _try(request: Request[Account, Any, Any], database: Database, url: str, sender: str) -> Tried:
    """Try the server out, for as often as anybody needs. Raises TooOften."""
    now, account = clock.now(), request.user
    await require_few_trials(database, account, now)
    return await try_out(url, sender=sender, name=account.name, recipient=account.email, now=now)


def _typed_now(way: Way) -> TypedServer:
    return typed_of(way.url, way.sender) if way.url else TypedServer(sender=way.sender if way.names_sender else "")


def _show(
    request: Request[Account, Any, Any],
    way: Way,
    typed: TypedServer,
    *,
    faults: Mapping[str, str] = {},
    tried: Tried | None = None,
    refusal: str = "",
    saved: bool = False,
) -> Response[bytes]:
    context = MailServerPage(
        # A password is never shown again, not even one that was just typed.
        typed=replace(typed, password=""),
        faults=faults,
        way=way,
        to=request.user.email,
        tried=tried,
        refusal=refusal,
        saved=saved,
    )
    status = 422 if faults else 200
    return page(request, "pages/organiser/mail_server.html", context, title=gettext("Mail server"), status_code=status)


ROUTES = [mail_server_page, set_mail_server, try_mail_server, forget_mail_server]
