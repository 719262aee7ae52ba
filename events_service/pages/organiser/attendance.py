"""The organiser's page of an event's attendance: see who was there, submit the record, take it away as a file."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import inspectors_only, organisers_only
from events_service.access.records import Account
from events_service.attendance import review
from events_service.attendance.doubts import doubts
from events_service.attendance.files import MEDIA_TYPES, form_of, write_record
from events_service.attendance.finding import get_readable_event, list_steps, read_record, read_review, read_submitted
from events_service.attendance.review import may_submit
from events_service.attendance.seal_state import unsealed_because
from events_service.attendance.sealed import sealed_octets
from events_service.attendance.showing import Grid, ShownReview, grid, shown_review
from events_service.attendance.vanished import Vanished, list_vanished
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.printing.beside import NotPrinted
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.typesetting.records import PrintingRefused
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext
from events_service.web.pages import page


class AttendancePage(Struct, frozen=True, kw_only=True):
    """The record as it is known now, and the review.

    `doubts` say what looks unfinished before the record is submitted; `unsealed` is why it is not sealed though it was
    approved.
    """

    found: FoundEvent
    grid: Grid
    review: ShownReview
    vanished: list[Vanished]
    may_submit: bool
    doubts: list[str]
    unsealed: str


@get("/organise/events/{event:str}/attendance", guards=[organisers_only])
async def attendance_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show who was there, and where the review stands."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        live = await read_record(session, found)
        reviewed = await read_review(session, found, live)
        vanished = await list_vanished(session, found.event)
        submits = may_submit(reviewed)
        unsealed = await unsealed_because(session, settings, reviewed)
        pending = await list_registrations(session, event, statuses=[Status.PENDING]) if submits else []
    context = AttendancePage(
        found=found,
        grid=grid(live, clock.now()),
        review=shown_review(reviewed),
        vanished=vanished,
        may_submit=submits,
        doubts=doubts(live, [each.name for each in pending], clock.now()) if submits else [],
        unsealed=unsealed,
    )
    return page(request, "pages/organiser/attendance.html", context, title=titled(gettext("Attendance"), found))


@post("/organise/events/{event:str}/attendance/submit", guards=[organisers_only], status_code=303)
async def submit_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Submit the record for review."""
    await review.submit(database, settings, event, account=request.user, now=clock.now())
    return Redirect(f"/organise/events/{event}/attendance?done=submitted", status_code=303)


async def attendance_file(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    file: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Give the record as a file; its ending chooses the form. Once it is sealed, the PDF is the sealed file."""
    form = form_of(file)
    if form is None:
        raise NotFound
    async with database.reading() as session:
        found = await get_readable_event(session, event, request.user)
        reviewed = await read_review(session, found)
        sealed = await sealed_octets(session, settings, reviewed)
    try:
        content = await sync_to_thread(write_record, form, reviewed, found, clock.now(), sealed)
    except PrintingRefused as refusal:
        raise NotPrinted(reason=str(refusal)) from refusal
    headers = {
        "Content-Disposition": f'attachment; filename="{found.event.key}-attendance.{form.value}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


organisers_file = get("/organise/events/{event:str}/attendance/{file:str}", guards=[organisers_only])(attendance_file)
inspectors_file = get("/review/events/{event:str}/attendance/{file:str}", guards=[inspectors_only])(attendance_file)


async def submitted_record(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    position: FromPath[int],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Give the record that a step of the review is about: the very bytes that its seal was made of."""
    async with database.reading() as session:
        found = await get_readable_event(session, event, request.user)
        if position not in {step.position for step in await list_steps(session, event)}:
            raise NotFound
        content = await read_submitted(session, event, position)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.event.key}-record-{position}.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(content.encode(), media_type="application/json", headers=headers)


_STEP = "/attendance/steps/{position:int}/record.json"
organisers_submitted = get(f"/organise/events/{{event:str}}{_STEP}", guards=[organisers_only])(submitted_record)
inspectors_submitted = get(f"/review/events/{{event:str}}{_STEP}", guards=[inspectors_only])(submitted_record)


ROUTES = [
    attendance_page,
    submit_by_form,
    organisers_file,
    inspectors_file,
    organisers_submitted,
    inspectors_submitted,
]
