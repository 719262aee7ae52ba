"""Addresses where the host decides on letters for a visa that participants asked for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.printing.deciding_letters import AskedLetter, decide, list_asked
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.finding import get_registration_at
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page


class AskedLettersPage(Struct, frozen=True, kw_only=True):
    """Who waits for a letter."""

    found: FoundEvent
    base: str
    asked: Sequence[AskedLetter]


@get("/organise/events/{event:str}/letters", guards=[organisers_only])
async def asked_letters_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the letters for a visa that wait for a decision."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        asked = await list_asked(session, event)
    context = AskedLettersPage(found=found, base=f"/organise/events/{event}", asked=asked)
    return page(request, "pages/organiser/letters.html", context, title=titled(gettext("Letters for a visa"), found))


@post("/organise/events/{event:str}/letters/{person:uuid}", guards=[organisers_only], status_code=303)
async def decide_letter(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Grant a letter or decline it; the participant is told by mail. Raises UnknownRegistration, NotAsked."""
    async with database.reading() as session:
        await get_organised_event(session, event, request.user)
        await get_registration_at(session, event, person)
    grants = (await request.form()).get("do") == "grant"
    await decide(database, settings, person, grants=grants, account=request.user, now=clock.now())
    done = "granted" if grants else "declined"
    return Redirect(f"/organise/events/{event}/letters?done={done}", status_code=303)


ROUTES = [asked_letters_page, decide_letter]
