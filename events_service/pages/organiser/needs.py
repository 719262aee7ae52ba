"""Addresses where organisers see what participants need: totals, and one person's with the look logged."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.finding import get_registration_at
from events_service.registrations.privacy.needs import Look, Totals, look, totals
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page

NOT_KEPT = {"Cache-Control": "private, no-store"}
"""What may say something about somebody's health or religion stays in no browser."""


class TotalsPage(Struct, frozen=True, kw_only=True):
    """What all who are confirmed need, without names."""

    found: FoundEvent
    totals: Totals


class LookPage(Struct, frozen=True, kw_only=True):
    """What one person needs."""

    found: FoundEvent
    registration: Registration
    look: Look
    back: str


@get("/organise/events/{event:str}/registrations/needs", guards=[organisers_only])
async def totals_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the totals for the caterer and the house."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        context = TotalsPage(found=found, totals=await totals(session, settings, event))
    title = titled(gettext("Meals and access"), found)
    return page(request, "pages/organiser/needs.html", context, title=title, headers=NOT_KEPT)


@post("/organise/events/{event:str}/registrations/{person:uuid}/needs", guards=[organisers_only], status_code=200)
async def look_at(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show one person's needs; a POST, because the look is written down."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        registration = await get_registration_at(session, event, person)
    looked = await look(database, settings, person, account=request.user, now=clock.now())
    back = f"/organise/events/{event}/registrations/{person}"
    context = LookPage(found=found, registration=registration, look=looked, back=back)
    return page(
        request, "pages/organiser/needs_look.html", context, title=titled(registration.name, found), headers=NOT_KEPT
    )


ROUTES = [totals_page, look_at]
