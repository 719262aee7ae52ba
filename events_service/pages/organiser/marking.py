"""The page on which an event's signed lists are marked: a grid like a spreadsheet, and a form without a script."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.attendance.finding import read_record
from events_service.attendance.marking.form import marks_of_form
from events_service.attendance.marking.noting import note
from events_service.attendance.marking.sheet_order import pages_of
from events_service.attendance.marking.showing import MarkingGrid, latest, marking_grid
from events_service.attendance.marking.sieve import SHOW, Show, Sieve
from events_service.attendance.showing import checkpoint_name
from events_service.database import Database
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.finding import list_registrations
from events_service.web.bodies import take_at_most
from events_service.web.decoding import member_of
from events_service.web.i18n import gettext
from events_service.web.pages import page

LARGEST_MARKS, MOST_MARKS = 4_000_000, 40_000
"""Octets and fields of the form on which signatures are marked: two thousand people at a dozen checkpoints."""


class MarkingPage(Struct, frozen=True, kw_only=True):
    """The grid with its filters. `query` keeps them in an address; `here` is this page's address without them."""

    found: FoundEvent
    grid: MarkingGrid
    shows: list[tuple[str, str]]
    checkpoints: list[tuple[str, str]]
    here: str
    query: str


@get("/organise/events/{event:str}/attendance/marking", guards=[organisers_only])
async def marking_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the people and days of a record, to be marked by hand."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        record = await read_record(session, found)
        registrations = await list_registrations(session, event)
    checkpoints = [(point.key, checkpoint_name(point)) for point in record.checkpoints]
    asked = _sieve(request, [key for key, _ in checkpoints])
    pages = pages_of(found, registrations, asked.at or latest(record, clock.now()))
    grid = marking_grid(record, asked, pages)
    context = MarkingPage(
        found=found,
        grid=grid,
        shows=[(each.value, gettext(word)) for each, word in SHOW.items()],
        checkpoints=checkpoints,
        here=f"/organise/events/{event}/attendance/marking",
        query=_query(grid.sieve),
    )
    return page(request, "pages/organiser/marking.html", context, title=titled(gettext("Mark signed lists"), found))


@post(
    "/organise/events/{event:str}/attendance/marking",
    guards=[organisers_only],
    request_max_body_size=LARGEST_MARKS,
    status_code=303,
)
async def note_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Note what was ticked or written and take back what no longer is; what the form did not show stays as it is."""
    take_at_most(request, LARGEST_MARKS, MOST_MARKS)
    form = await request.form()
    marks = marks_of_form(
        str(form.get("shown", "")).split(),
        map(str, form.getall("mark", [])),
        {name: str(value) for name, value in form.multi_items() if name.startswith("excused:")},
    )
    await note(database, event, marks, account=request.user, now=clock.now())
    query = "&".join(part for part in (_query(_sieve(request, None)), "done=marked") if part)
    return Redirect(f"/organise/events/{event}/attendance/marking?{query}#marking", status_code=303)


def _sieve(request: Request[Account, Any, Any], checkpoints: list[str] | None) -> Sieve:
    """Read what is asked for; what there is not counts as not asked. `checkpoints` are those of the event."""
    asked = request.query_params
    at = str(asked.get("at", ""))
    return Sieve(
        show=member_of(Show, asked.get("show")) or Show.EVERYBODY,
        organisation=str(asked.get("organisation", "")),
        at=at if checkpoints is None or at in checkpoints else "",
        page=number_sent(asked, "page", digits=4),
    )


def _query(sieve: Sieve) -> str:
    asked = {
        "show": "" if sieve.show is Show.EVERYBODY else sieve.show.value,
        "organisation": sieve.organisation,
        "at": sieve.at,
        "page": "" if sieve.page is None else str(sieve.page),
    }
    return urlencode({name: value for name, value in asked.items() if value})


ROUTES = [marking_page, note_by_form]
