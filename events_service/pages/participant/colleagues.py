"""Addresses behind the personal link where colleagues are registered along later, and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.limits import network_of
from events_service.database import Database
from events_service.pages.form_choices import Choice, country_choices
from events_service.pages.form_faults import fault_links
from events_service.pages.participant.own import read_own
from events_service.pages.titles import titled
from events_service.pages.typed_address import remember, typed_address
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.words import in_language
from events_service.registrations.asking.application import decode_companion
from events_service.registrations.asking.companions import at_place
from events_service.registrations.asking.sent_form import COLLEAGUE_FIELDS
from events_service.registrations.places.bringing import bring, refusal_to_bring
from events_service.registrations.places.cancel import cancel_colleague
from events_service.registrations.records import Companion
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, NotFound, Refusal
from events_service.web.i18n import day_range, gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class ColleaguePage(Struct, frozen=True, kw_only=True):
    """The form for one more colleague, or the `refusal` that says why nobody can come along.

    `brought` is the address of who was just registered, as long as the browser knows it.
    """

    address: str
    title: str
    days: str
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    refusal: str | None
    brought: str
    near_countries: Sequence[Choice]
    countries: Sequence[Choice]
    funding: Funding

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return fault_links(self.faults)


@get("/my/{token:str}/party")
async def colleague_page(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask who is to come along."""
    found, mine = await read_own(database, token)
    brought = typed_address(request) if "done" in request.query_params else ""
    async with database.reading() as session:
        refusal = await refusal_to_bring(session, found, mine, clock.now())
    return _page(request, found, token, refused=refusal, brought=brought)


@post("/my/{token:str}/party", status_code=303)
async def bring_colleague(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Register a colleague; with faults, show the form again as it was filled in."""
    found, mine = await read_own(database, token)
    form = await request.form()
    written = {name: str(form.get(f"companions.0.{name}") or "") for name in COLLEAGUE_FIELDS}
    try:
        companion = _decode(written)
        await bring(database, settings, mine.id, companion, network=network_of(request), now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, found, token, refused=refusal, written=written, status=refusal.status)
    path = f"/my/{token}/party"
    kept = remember(settings, companion.email, path)
    return Redirect(f"{path}?done=1", status_code=303, headers=PRIVATE, cookies=[kept])


@post("/my/{token:str}/party/{member:uuid}/cancel", status_code=303)
async def cancel_for_colleague(
    token: FromPath[str],
    member: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Take back the registration of a colleague whom one registered along; they are told by mail."""
    _, registration = await read_own(database, token)
    await cancel_colleague(database, settings, registration, member, now=clock.now())
    return Redirect(f"/my/{token}#party", status_code=303, headers=PRIVATE)


def _decode(written: Mapping[str, str]) -> Companion:
    """Decode what was written; what is empty is left out. Raises FaultyFields under the names of the form."""
    try:
        return decode_companion({name: text for name, text in written.items() if text.strip()})
    except FaultyFields as refused:
        raise FaultyFields(at_place(refused.faults, 0)) from None


def _page(
    request: Request[Any, Any, Any],
    found: FoundEvent,
    token: str,
    *,
    refused: Refusal | None,
    written: Mapping[str, str] = {},
    brought: str = "",
    status: int = 200,
) -> Response[bytes]:
    faults = refused.faults if isinstance(refused, FaultyFields) else []
    near, others = country_choices(found)
    event = found.event
    context = ColleaguePage(
        address=f"/my/{token}",
        title=in_language(event.title, spoken()),
        days=day_range(min(event.days), max(event.days)),
        typed={f"companions.0.{name}": text for name, text in written.items()},
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        refusal=refused.sentence() if refused and not faults else None,
        brought=brought,
        near_countries=near,
        countries=others,
        funding=funding_of([found.project]),
    )
    title = titled(gettext("Add a colleague"), found)
    return page(request, "pages/participant/colleague.html", context, title=title, status_code=status, headers=PRIVATE)


ROUTES = [colleague_page, bring_colleague, cancel_for_colleague]
