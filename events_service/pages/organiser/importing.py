"""Addresses where organisers import a spreadsheet: first every fault and what would happen, then the import itself."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import read_organised_event
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.registrations.spreadsheets.reading import Unreadable
from events_service.registrations.spreadsheets.row_fates import RowTold
from events_service.settings import Settings
from events_service.web.bodies import LARGEST_UPLOAD
from events_service.web.errors import Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page

MOST_SHOWN = 200


class ImportPage(Struct, frozen=True, kw_only=True):
    """The form, and after a try what came of it; `tried` when nothing was changed yet.

    `told` says what becomes of the first rows, what there is more of is counted in `untold`.
    `given_back` are the rows that were left out, as the address of a CSV that lies in the page itself.
    """

    found: FoundEvent
    imported: Imported | None = None
    tried: bool = False
    refusal: str | None = None
    faults: Sequence[str] = ()
    told: Sequence[RowTold] = ()
    untold: int = 0
    given_back: str = ""


@get("/organise/events/{event:str}/registrations/import", guards=[organisers_only])
async def import_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for a spreadsheet."""
    return _page(request, ImportPage(found=await read_organised_event(database, event, request.user)))


@post(
    "/organise/events/{event:str}/registrations/import",
    guards=[organisers_only],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def import_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Import a spreadsheet, or only try it: all of it or nothing, with every fault by its row."""
    found = await read_organised_event(database, event, request.user)
    form = await request.form()
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    name = file.filename if isinstance(file, UploadFile) and file.filename else gettext("The file")
    tried = form.get("do") != "import"
    try:
        handed_in = HandedIn(
            name=name,
            content=content,
            actor=request.user.actor,
            dry_run=tried,
            mail=bool(form.get("mail")),
            leave_out=bool(form.get("leave_out")),
        )
        imported = await import_registrations(database, settings, event, handed_in, now=clock.now())
    except (FaultyRows, Unreadable) as refusal:
        return _page(request, _refused(found, refusal), refusal.status)
    context = ImportPage(
        found=found,
        imported=imported,
        tried=tried,
        faults=[fault.sentence() for fault in imported.faults][:MOST_SHOWN],
        told=imported.told[:MOST_SHOWN],
        untold=max(0, len(imported.told) - MOST_SHOWN),
        given_back=_as_address(imported.given_back),
    )
    return _page(request, context)


def _as_address(content: bytes) -> str:
    """Give a file as an address that holds it (RFC 2397): nothing of it is kept on the server."""
    return f"data:text/csv;charset=utf-8;base64,{b64encode(content).decode()}" if content else ""


def _refused(found: FoundEvent, refusal: Refusal) -> ImportPage:
    faults = [fault.sentence() for fault in refusal.faults] if isinstance(refusal, FaultyRows) else []
    return ImportPage(found=found, refusal=refusal.sentence(), faults=faults[:MOST_SHOWN])


def _page(request: Request[Account, Any, Any], context: ImportPage, status_code: int = 200) -> Response[bytes]:
    title = titled(gettext("Import a spreadsheet"), context.found)
    return page(request, "pages/organiser/import.html", context, title=title, status_code=status_code)


ROUTES = [import_page, import_by_form]
