"""Addresses where organisers see who registered: as a list, as CSV and as a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, get
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.cells import CSV, XLSX
from events_service.database import Database
from events_service.pages.form_choices import Choice, category_choices, mode_choices
from events_service.pages.titles import titled
from events_service.printing.printing_form import NAMES
from events_service.printing.requests import OF_PEOPLE
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.records import AttendanceMode
from events_service.registrations.asking.day_modes import DayCount
from events_service.registrations.finding import list_registrations
from events_service.registrations.labels import STATUSES
from events_service.registrations.letters.stray_answers import count_stray
from events_service.registrations.listing import Sifted, count_by_day, list_found, list_sifted
from events_service.registrations.places.in_line import count_waiting_by_way
from events_service.registrations.records import Status
from events_service.registrations.shown_columns import Column, chosen_columns, columns_of, shown_table
from events_service.registrations.sifting import Order, Sieve, query_of, sieve_of
from events_service.registrations.spreadsheets.exporting import table_as_csv, table_as_xlsx, table_of
from events_service.web.i18n import gettext
from events_service.web.pages import page

AS_SHOWN = "as_shown"
"""What an address of a file holds for the list as the page shows it: who was found, and the columns chosen."""


class ListPage(Struct, frozen=True, kw_only=True):
    """The registrations of an event; `days` counts those who are confirmed on each day, where it asks for days.

    `columns` are those that the list has, `offered` those that there are to choose from.

    `base` is the list's address, `query` the sieve's part of it without the page, `back` with it. `all_taken`: whoever
    is approved has to wait. `waiting_by_way` counts who waits for a place in each way. `stray` says how
    many answers to invitations came from other addresses and wait.
    """

    found: FoundEvent
    sifted: Sifted
    sieve: Sieve
    columns: Sequence[Column]
    offered: Sequence[Column]
    modes: Sequence[Choice]
    categories: Sequence[Choice]
    days: Sequence[DayCount]
    base: str
    query: str
    back: str
    all_taken: bool
    waiting_by_way: Mapping[AttendanceMode, int]
    statuses: Mapping[Status, str]
    orders: Sequence[Order]
    stray: int
    documents: Sequence[Choice]


@get("/organise/events/{event:str}/registrations", guards=[organisers_only])
async def list_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the registrations, narrowed by status and word, in the order asked for."""
    sieve = sieve_of(request.query_params)
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        stray = await count_stray(session, event)
        sifted = await list_sifted(session, event, sieve)
        days = await count_by_day(session, found.event)
        waiting_by_way = await count_waiting_by_way(session, event) if found.seats_by_way else {}
    context = ListPage(
        found=found,
        sifted=sifted,
        sieve=sieve,
        columns=chosen_columns(found, sieve),
        offered=columns_of(found),
        modes=mode_choices(found),
        categories=category_choices(),
        days=days,
        base=registrations_of(event),
        query=query_of(replace(sieve, page=1)),
        back=query_of(sieve),
        all_taken=found.all_taken,
        waiting_by_way=waiting_by_way,
        statuses={status: gettext(name) for status, name in STATUSES.items()},
        orders=list(Order),
        stray=stray,
        documents=[Choice(value=each.value, name=gettext(NAMES[each])) for each in OF_PEOPLE],
    )
    return page(request, "pages/organiser/registrations.html", context, title=titled(gettext("Registrations"), found))


@get("/organise/events/{event:str}/registrations.csv", guards=[organisers_only])
async def list_csv(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send all registrations as CSV in UTF-8, or what the list shows, as it shows it."""
    return _file(table_as_csv(await _table(request, database, event)), CSV, f"{event}-registrations.csv")


@get("/organise/events/{event:str}/registrations.xlsx", guards=[organisers_only])
async def list_xlsx(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send all registrations as a spreadsheet, or what the list shows, as it shows it."""
    return _file(table_as_xlsx(await _table(request, database, event)), XLSX, f"{event}-registrations.xlsx")


def registrations_of(event: str) -> str:
    """Give the address of the list of an event's registrations."""
    return f"/organise/events/{event}/registrations"


def sieve_sent(form: FormMultiDict) -> Sieve:
    """Give what the list was narrowed to when something was decided on it."""
    return sieve_of(dict(parse_qsl(str(form.get("back") or ""))))


def back_to(event: str, form: FormMultiDict, figures: str) -> str:
    """Give the address of the list, narrowed as it was when a decision was made on it."""
    narrowed = query_of(sieve_sent(form))
    return f"{registrations_of(event)}?{narrowed}{'&' if narrowed else ''}{figures}"


async def _table(request: Request[Account, Any, Any], database: Database, event: str) -> list[tuple[str, ...]]:
    """Give what stands in a file: all registrations with all there is, or with AS_SHOWN what the list shows."""
    sieve = sieve_of(request.query_params)
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        if AS_SHOWN not in request.query_params:
            return table_of(await list_registrations(session, event), found.event)
        people = await list_found(session, event, sieve)
    return shown_table(people, chosen_columns(found, sieve))


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)


ROUTES = [list_page, list_csv, list_xlsx]
