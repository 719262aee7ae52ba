"""Addresses where organisers see who registered: as a list, as CSV and as a spreadsheet."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.cells import CSV, XLSX
from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.asking.day_modes import DayCount, count_days
from events_service.registrations.finding import list_registrations
from events_service.registrations.labels import STATUSES
from events_service.registrations.records import Registration, Status
from events_service.registrations.sifting import Order, Sieve, Sifted, sieve_of, sift
from events_service.registrations.spreadsheets.exporting import as_csv, as_xlsx
from events_service.web.i18n import gettext
from events_service.web.pages import page


class ListPage(Struct, frozen=True, kw_only=True):
    """The registrations of an event; `days` counts those who are confirmed on each day, where it asks for days.

    `base` is the list's address, `query` the sieve's part of it without the page.
    """

    found: FoundEvent
    sifted: Sifted
    sieve: Sieve
    days: Sequence[DayCount]
    base: str
    query: str
    statuses: Mapping[Status, str]
    orders: Sequence[Order]
    done: str | None


@get("/organise/events/{event:str}/registrations", guards=[organisers_only])
async def list_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the registrations, narrowed by status and word, in the order asked for."""
    found, registrations = await _load(database, event, request.user, tuple(Status))
    sieve = sieve_of(request.query_params)
    narrowed = {"status": sieve.status.value if sieve.status else "", "q": sieve.word, "order": sieve.order.value}
    context = ListPage(
        found=found,
        sifted=sift(registrations, sieve),
        sieve=sieve,
        days=count_days(found.event, registrations),
        base=registrations_of(event),
        query=urlencode({name: value for name, value in narrowed.items() if value}),
        statuses={status: gettext(name) for status, name in STATUSES.items()},
        orders=list(Order),
        done=request.query_params.get("done"),
    )
    return page(request, "pages/organiser/registrations.html", context, title=gettext("Registrations"))


@get("/organise/events/{event:str}/registrations.csv", guards=[organisers_only])
async def list_csv(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send all registrations as CSV in UTF-8."""
    found, registrations = await _load(database, event, request.user)
    return _file(as_csv(registrations, found.event), CSV, f"{event}-registrations.csv")


@get("/organise/events/{event:str}/registrations.xlsx", guards=[organisers_only])
async def list_xlsx(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send all registrations as a spreadsheet."""
    found, registrations = await _load(database, event, request.user)
    return _file(as_xlsx(registrations, found.event), XLSX, f"{event}-registrations.xlsx")


def registrations_of(event: str) -> str:
    """Give the address of the list of an event's registrations."""
    return f"/organise/events/{event}/registrations"


async def _load(
    database: Database, event: str, account: Account, statuses: Collection[Status] | None = None
) -> tuple[FoundEvent, list[Registration]]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, account)
        return found, await list_registrations(session, event, statuses=statuses)


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)


ROUTES = [list_page, list_csv, list_xlsx]
