"""Addresses where organisers import a spreadsheet: its columns and what would happen, the import, and its undoing."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.attendance.acted_on import is_acted_on
from events_service.database import Database
from events_service.pages.organiser.import_form import Wishes, wishes_of
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event, read_organised_event
from events_service.registrations.records import SentFile
from events_service.registrations.spreadsheets.held import NoLongerHeld, drop_held, hold, read_held
from events_service.registrations.spreadsheets.imported_rows import FaultyRows, RowFault
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_rows
from events_service.registrations.spreadsheets.imports import PastImport, list_imports
from events_service.registrations.spreadsheets.looking import Look, look_at
from events_service.registrations.spreadsheets.reading import Unreadable, read_spreadsheet
from events_service.registrations.spreadsheets.row_fates import RowTold
from events_service.registrations.spreadsheets.sheet_reading import Row
from events_service.registrations.spreadsheets.undoing import ActedOn, undo_import
from events_service.settings import Settings
from events_service.web.bodies import LARGEST_UPLOAD
from events_service.web.errors import Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page

MOST_SHOWN = 200


class ImportPage(Struct, frozen=True, kw_only=True):
    """The form, and after a try what came of it; `wishes.really` where it was more than a try.

    `held` finds the file again, whose columns are shown as `look`. `told` says what becomes of the first rows, what
    there is more of is counted in `untold`. `given_back` are the rows that were left out, as the address of a CSV that
    lies in the page itself. `past` are the imports before, `undone` the one that was undone just now.
    """

    found: FoundEvent
    wishes: Wishes = Wishes()
    held: str = ""
    file_name: str = ""
    look: Look | None = None
    imported: Imported | None = None
    refusal: str | None = None
    faults: Sequence[str] = ()
    told: Sequence[RowTold] = ()
    untold: int = 0
    given_back: str = ""
    past: Sequence[PastImport] = ()
    undone: bool = False

    @property
    def tried(self) -> bool:
        """Whether nothing was changed yet."""
        return not self.wishes.really


@get("/organise/events/{event:str}/registrations/import", guards=[organisers_only])
async def import_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Ask for a spreadsheet, and list the imports before."""
    return await _begin(request, database, event)


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
    """Take a spreadsheet and hold it, and show its columns and what would become of each row; or import it at once."""
    found = await read_organised_event(database, event, request.user)
    form = await request.form()
    sent = form.get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    name = sent.filename if isinstance(sent, UploadFile) and sent.filename else gettext("The file")
    file = SentFile(name=name[-255:], content=content)
    try:
        rows = await read_spreadsheet(file.name, file.content)
    except Unreadable as refusal:
        return await _begin(request, database, event, refusal)
    held = await hold(database, event, request.user, file, now=clock.now())
    context = ImportPage(found=found, wishes=wishes_of(form), held=held, file_name=file.name)
    return await _imported(request, database, settings, rows, context)


@post("/organise/events/{event:str}/registrations/import/{held:str}", guards=[organisers_only], status_code=200)
async def import_held(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    held: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Look at a file again as a human corrected its columns and names, or import it."""
    found = await read_organised_event(database, event, request.user)
    try:
        file = await read_held(database, event, request.user, held, now=clock.now())
        rows = await read_spreadsheet(file.name, file.content)
    except (NoLongerHeld, Unreadable) as refusal:
        return await _begin(request, database, event, refusal)
    context = ImportPage(found=found, wishes=wishes_of(await request.form()), held=held, file_name=file.name)
    return await _imported(request, database, settings, rows, context)


@post("/organise/events/{event:str}/registrations/imports/{done:uuid}/undo", guards=[organisers_only], status_code=200)
async def undo_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    done: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Take an import back, as long as nobody acted on it."""
    await read_organised_event(database, event, request.user)
    try:
        await undo_import(database, settings, done, account=request.user, acted=is_acted_on, now=clock.now())
    except ActedOn as refusal:
        return await _begin(request, database, event, refusal)
    return await _begin(request, database, event, undone=True)


async def _imported(
    request: Request[Account, Any, Any],
    database: Database,
    settings: Settings,
    rows: Sequence[Row],
    context: ImportPage,
) -> Response[bytes]:
    """Import what was read, or only try it, and show what came of it."""
    wishes, event = context.wishes, context.found.event.key
    handed_in = HandedIn(
        name=context.file_name,
        content=b"",
        actor=request.user.actor,
        account=request.user,
        dry_run=not wishes.really,
        mail=wishes.mail,
        leave_out=wishes.leave_out or not wishes.really,  # a look says of all rows what would become of them
        said=wishes.said,
    )
    context = replace(context, look=await look_at(database, context.found, rows, wishes.said))
    try:
        imported = await import_rows(database, settings, event, rows, handed_in, now=clock.now())
    except (FaultyRows, Unreadable) as refusal:
        faults = refusal.faults if isinstance(refusal, FaultyRows) else []
        return _page(request, replace(context, refusal=refusal.sentence(), faults=_first(faults)), refusal.status)
    if wishes.really:
        await drop_held(database, event, request.user, context.held)
    context = replace(
        context,
        imported=imported,
        faults=_first(imported.faults),
        told=imported.told[:MOST_SHOWN],
        untold=max(0, len(imported.told) - MOST_SHOWN),
        given_back=_as_address(imported.given_back),
    )
    if imported.faults and not wishes.leave_out:
        refused = FaultyRows([*imported.faults])
        return _page(request, replace(context, refusal=refused.sentence()), refused.status)
    return _page(request, context)


def _first(faults: Sequence[RowFault]) -> list[str]:
    return [fault.sentence() for fault in faults[:MOST_SHOWN]]


async def _begin(
    request: Request[Account, Any, Any],
    database: Database,
    event: str,
    refusal: Refusal | None = None,
    *,
    undone: bool = False,
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        past = await list_imports(session, event)
    context = ImportPage(found=found, past=past, undone=undone, refusal=refusal.sentence() if refusal else None)
    return _page(request, context, refusal.status if refusal else 200)


def _as_address(content: bytes) -> str:
    """Give a file as an address that holds it (RFC 2397): nothing of it is kept on the server."""
    return f"data:text/csv;charset=utf-8;base64,{b64encode(content).decode()}" if content else ""


def _page(request: Request[Account, Any, Any], context: ImportPage, status_code: int = 200) -> Response[bytes]:
    title = titled(gettext("Import a spreadsheet"), context.found)
    return page(request, "pages/organiser/import.html", context, title=title, status_code=status_code)


ROUTES = [import_page, import_by_form, import_held, undo_by_form]
