"""The address that an invited colleague gets by mail: it shows the invitation, and a button takes it up once."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.database import Database
from events_service.pages.public.signing_in import welcome
from events_service.programme.giving import Task, tasks_of
from events_service.programme.inviting import (
    ColleagueInvitation,
    InvitationSpent,
    find_invitation,
    take_up_invitation,
)
from events_service.settings import Settings
from events_service.web.browsers import browser_of
from events_service.web.i18n import gettext
from events_service.web.pages import page

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class InvitedPage(Struct, frozen=True, kw_only=True):
    """An invitation and what it is to; `fault` says why there is none."""

    invitation: ColleagueInvitation | None
    task: Task | None
    fault: str | None = None


@get("/invited/{token:str}")
async def invited_page(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what somebody is invited to; opening the address uses nothing up, for mail programs look at links, too."""
    async with database.reading() as session:
        try:
            invitation = await find_invitation(session, token, clock.now())
        except InvitationSpent as refusal:
            return _spent(request, refusal)
        (task,) = await tasks_of(session, [invitation])
    context = InvitedPage(invitation=invitation, task=task)
    title = gettext("You are invited to work on events")
    return page(request, "pages/public/invited.html", context, title=title, headers=HEADERS)


@post("/invited/{token:str}", status_code=303)
async def take_up_by_form(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Take the invitation up: the account is made, and this browser signed in."""
    browser = await browser_of(request)
    try:
        return welcome(await take_up_invitation(database, token, now=clock.now(), browser=browser), settings)
    except InvitationSpent as refusal:
        return _spent(request, refusal)


def _spent(request: Request[Any, Any, Any], refusal: InvitationSpent) -> Response[bytes]:
    context = InvitedPage(invitation=None, task=None, fault=refusal.sentence())
    title = gettext("Invitation")
    return page(request, "pages/public/invited.html", context, title=title, status_code=refusal.status, headers=HEADERS)


ROUTES = [invited_page, take_up_by_form]
