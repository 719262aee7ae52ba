"""Addresses that show who did what: one person's part of the audit log, to them and to whoever answers for them."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import hosts_only, staff_only
from events_service.access.records import Account
from events_service.attendance.deeds import Deeds, deeds_of
from events_service.database import Database
from events_service.pages.organiser.own_access import PATH as OWN
from events_service.pages.organiser.people import PATH as PEOPLE
from events_service.pages.organiser.person import find_person
from events_service.pages.organiser.sent import number_sent
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class DeedsPage(Struct, frozen=True, kw_only=True):
    """What somebody did; `person` None: the reader."""

    person: Account | None
    deeds: Deeds
    back: str
    newest: bool


@get(f"{OWN}/deeds", guards=[staff_only])
async def own_deeds_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show what one did."""
    return await _show(request, database, request.user)


@get(f"{PEOPLE}/{{person:uuid}}/deeds", guards=[hosts_only])
async def deeds_page(
    request: Request[Account, Any, Any], person: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what somebody did whom the reader answers for. Raises NotFound."""
    async with database.reading() as session:
        access, *_ = await find_person(session, person, request.user, clock.now())
    return await _show(request, database, access.account)


async def _show(request: Request[Account, Any, Any], database: Database, person: Account) -> Response[bytes]:
    before = number_sent(request.query_params, "before")
    async with database.reading() as session:
        deeds = await deeds_of(session, person, request.user, before)
    own = person.id == request.user.id
    context = DeedsPage(
        person=None if own else person,
        deeds=deeds,
        back=OWN if own else f"{PEOPLE}/{person.id}",
        newest=before is None,
    )
    title = gettext("What you did") if own else gettext("What {name} did").format(name=person.name)
    return page(request, "pages/organiser/deeds.html", context, title=title, headers=PRIVATE)


ROUTES = [own_deeds_page, deeds_page]
