"""The address of one's own account: where one is signed in, what programs may do in one's name, and what one did."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import COOKIE, staff_only
from events_service.access.own_access import (
    OwnAccess,
    SessionOver,
    TokenOver,
    end_browser,
    end_other_browsers,
    own_access,
    revoke_own_token,
)
from events_service.access.records import Account
from events_service.attendance.deeds import Deeds, deeds_of
from events_service.database import Database
from events_service.programme.giving import Task, tasks_of
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.security import PRIVATE

PATH = "/account"
LATEST_DEEDS = 8


class OwnAccessPage(Struct, frozen=True, kw_only=True):
    """Somebody's own account; `refusal` says why something could not be."""

    account: Account
    task: Task
    access: OwnAccess
    deeds: Deeds
    refusal: str | None


@get(PATH, guards=[staff_only])
async def own_access_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show where one is signed in, and what one did last."""
    return await _show(request, database)


@post(f"{PATH}/{{what:str}}/{{number:str}}", guards=[staff_only], status_code=303)
async def end_own(
    request: Request[Account, Any, Any],
    what: FromPath[str],
    number: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Sign one of one's browsers out, or all but this one; or revoke one of one's tokens."""
    now = clock.now()
    try:
        match what, number:
            case "browsers", "others":
                await end_other_browsers(database, request.user, _cookie(request), now=now)
            case "browsers", _:
                await end_browser(database, request.user, number, now=now)
            case "tokens", _:
                await revoke_own_token(database, request.user, number, now=now)
            case _:
                raise NotFound
    except (SessionOver, TokenOver) as refusal:
        return await _show(request, database, refusal)
    return Redirect(f"{PATH}?done={what}", status_code=303)


async def _show(
    request: Request[Account, Any, Any], database: Database, refusal: Refusal | None = None
) -> Response[bytes]:
    account, now = request.user, clock.now()
    async with database.reading() as session:
        (task,) = await tasks_of(session, [account])
        context = OwnAccessPage(
            account=account,
            task=task,
            access=await own_access(session, account, _cookie(request), now),
            deeds=await deeds_of(session, account, account, limit=LATEST_DEEDS),
            refusal=refusal.sentence() if refusal else None,
        )
    status = refusal.status if refusal else 200
    title = gettext("Your account")
    template = "pages/organiser/own_access.html"
    return page(request, template, context, title=title, status_code=status, headers=PRIVATE)


def _cookie(request: Request[Account, Any, Any]) -> str:
    return request.cookies.get(COOKIE, "")


ROUTES = [own_access_page, end_own]
