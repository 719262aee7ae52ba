"""The lead partner's page of who has access, where it ends: accounts closed, sessions ended, tokens revoked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.ending import Access, close_account, list_access, revoke_tokens, sign_out_everywhere
from events_service.access.guards import lead_partners_only
from events_service.access.records import Account, Role
from events_service.complete import for_each
from events_service.database import Database
from events_service.web.i18n import N_, gettext
from events_service.web.pages import page

ROLES = for_each(
    Role,
    {
        Role.LEAD_PARTNER: N_("Lead partner"),
        Role.ORGANISER: N_("Organiser"),
        Role.EVENT_MANAGER: N_("Event manager"),
        Role.CONTROLLER: N_("Controller"),
    },
)
PATH = "/review/people"


class PeoplePage(Struct, frozen=True, kw_only=True):
    """Those with access whom the reader sees; `reader` is their own account, `done` what has just been done."""

    people: Sequence[Access]
    roles: Mapping[Role, str]
    reader: Account
    done: str | None


@get(PATH, guards=[lead_partners_only])
async def people_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """List the people of the reader's projects, and what still opens for each."""
    async with database.reading() as session:
        everybody = await list_access(session, clock.now())
    context = PeoplePage(
        people=[each for each in everybody if _is_shown(each.account, request.user)],
        roles={role: gettext(name) for role, name in ROLES.items()},
        reader=request.user,
        done=request.query_params.get("done"),
    )
    return page(request, "pages/review/people.html", context, title=gettext("People with access"))


@post(f"{PATH}/close", guards=[lead_partners_only], status_code=303)
async def close_by_form(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Close somebody's account."""
    return await _end(request, close_account, database, "closed")


@post(f"{PATH}/sign-out", guards=[lead_partners_only], status_code=303)
async def sign_out_by_form(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Sign somebody out everywhere."""
    return await _end(request, sign_out_everywhere, database, "signed-out")


@post(f"{PATH}/revoke-tokens", guards=[lead_partners_only], status_code=303)
async def revoke_by_form(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """Revoke somebody's tokens."""
    return await _end(request, revoke_tokens, database, "revoked")


def _is_shown(person: Account, reader: Account) -> bool:
    return person.id == reader.id or reader.project in {None, person.project} or person.project is None


async def _end(request: Request[Account, Any, Any], end: Callable[..., Any], database: Database, done: str) -> Redirect:
    email = str((await request.form()).get("email", ""))
    await end(database, email, now=clock.now(), by=request.user)
    return Redirect(f"{PATH}?done={done}", status_code=303)


ROUTES = [people_page, close_by_form, sign_out_by_form, revoke_by_form]
