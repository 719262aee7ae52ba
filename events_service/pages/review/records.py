"""Pages of the lead partner and of controllers: what waits, each record with its review, and the statistics."""

from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import inspectors_only
from events_service.access.records import Account
from events_service.attendance import review
from events_service.attendance.finding import latest_steps, read_review, read_submitted
from events_service.attendance.on_paper import as_bundle
from events_service.attendance.overview import Overview, overview
from events_service.attendance.record import canonical
from events_service.attendance.records import ReviewState
from events_service.attendance.seal_state import unsealed_because
from events_service.attendance.sealed import seal_now, sealed_octets
from events_service.attendance.showing import Grid, ShownReview, grid, shown_review
from events_service.attendance.statistics import SemesterFigures, count_excused, figures, list_participations
from events_service.attendance.vanished import Vanished, list_vanished
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.printing.beside import NotPrinted
from events_service.programme.finding import FoundEvent, get_any_event, list_events_of, select_keys_of
from events_service.programme.labels import kind_name
from events_service.programme.records import EventType, Project
from events_service.programme.words import Wording, wording
from events_service.settings import Settings
from events_service.typesetting.records import PrintingRefused
from events_service.web.errors import FaultyFields, NotAllowed
from events_service.web.i18n import country_name, gettext, spoken
from events_service.web.pages import page


class ReviewList(Struct, frozen=True, kw_only=True):
    """All events of one's projects by the state of their record; `waiting` come first."""

    overview: Overview
    decides: bool


class ReviewPage(Struct, frozen=True, kw_only=True):
    """A record with its review. `decides`: the reader may approve or return it now; `fault` is why a return failed.

    `unsealed` is why it is not sealed though it was approved.
    """

    found: FoundEvent
    title: Wording
    days: tuple[date, ...]
    host_name: Wording
    grid: Grid
    review: ShownReview
    vanished: list[Vanished]
    decides: bool
    reason: str
    fault: str | None
    unsealed: str = ""


class ProjectFigures(Struct, frozen=True, kw_only=True):
    """A project's semesters, the latest first."""

    project: Project
    semesters: list[SemesterFigures]


class StatisticsPage(Struct, frozen=True, kw_only=True):
    """The figures of all projects that the reader may see, with the names of types and countries."""

    projects: list[ProjectFigures]
    types: dict[str, str]
    countries: dict[str, str]


@get("/review", guards=[inspectors_only])
async def review_list(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show what waits first, then all other events."""
    async with database.reading() as session:
        events = await list_events_of(session, request.user)
        keys = select_keys_of(request.user)
        states = await latest_steps(session, keys)
        participations = await list_participations(session, events, keys)
    context = ReviewList(
        overview=overview(events, states, participations, clock.now()),
        decides=any(request.user.reviews(found.event.project) for found in events),
    )
    return page(request, "pages/review/records.html", context, title=gettext("Attendance records"))


@get("/review/events/{event:str}", guards=[inspectors_only])
async def review_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a record with the history of its review."""
    return await _show(request, database, settings, event)


@post("/review/events/{event:str}/approve", guards=[inspectors_only], status_code=303)
async def approve_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Approve the record that the page showed."""
    form = await request.form()
    seen = str(form.get("digest", "")) or None
    await review.approve(database, settings, event, account=request.user, now=clock.now(), seen=seen)
    await seal_now(database, settings, clock.now())
    return Redirect(f"/review/events/{event}?done=approved", status_code=303)


@post("/review/events/{event:str}/return", guards=[inspectors_only], status_code=303)
async def return_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Return the record that the page showed, with a reason; without one the page says so."""
    form = await request.form()
    returning = review.Returning(reason=str(form.get("reason", "")), seen=str(form.get("digest", "")) or None)
    try:
        await review.give_back(database, settings, event, returning, account=request.user, now=clock.now())
    except FaultyFields as refusal:
        return await _show(
            request, database, settings, event, reason=returning.reason, fault=gettext(refusal.faults[0].message)
        )
    return Redirect(f"/review/events/{event}?done=returned", status_code=303)


@get("/review/events/{event:str}/bundle.zip", guards=[inspectors_only])
async def bundle(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Give the record in all its forms, with the hash of each."""
    async with database.reading() as session:
        found = await _inspected(session, event, request.user)
        reviewed = await read_review(session, found)
        submitted = await read_submitted(session, event, reviewed.steps[-1].position) if reviewed.digest else None
        sealed = await sealed_octets(session, settings, reviewed)
    content = submitted.encode() if submitted is not None else canonical(reviewed.record)
    try:
        packed = await sync_to_thread(as_bundle, reviewed, found, content, clock.now(), sealed)
    except PrintingRefused as refusal:
        raise NotPrinted(reason=str(refusal)) from refusal
    headers = {
        "Content-Disposition": f'attachment; filename="{found.event.key}-attendance.zip"',
        "Cache-Control": "private, no-store",
    }
    return Response(packed, media_type="application/zip", headers=headers)


@get("/review/statistics", guards=[inspectors_only])
async def statistics_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show the figures of each semester."""
    now = clock.now()
    async with database.reading() as session:
        events = await list_events_of(session, request.user)
        keys = select_keys_of(request.user)
        participations = await list_participations(session, events, keys)
        excused = await count_excused(session, events, keys)
        states = await latest_steps(session, keys)
    approved = frozenset(key for key, (state, _) in states.items() if state is ReviewState.APPROVED)
    projects = {found.project.key: found.project for found in events}
    context = StatisticsPage(
        projects=[
            ProjectFigures(
                project=project,
                semesters=figures(
                    project, [one for one in events if one.event.project == key], participations, approved, now, excused
                )[::-1],
            )
            for key, project in projects.items()
        ],
        types={kind.value: kind_name(kind) for kind in EventType},
        countries={one.country: country_name(one.country) for one in participations},
    )
    return page(request, "pages/review/statistics.html", context, title=gettext("Statistics"))


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    settings: Settings,
    event: str,
    *,
    reason: str = "",
    fault: str | None = None,
) -> Response[bytes]:
    async with database.reading() as session:
        found = await _inspected(session, event, request.user)
        reviewed = await read_review(session, found)
        vanished = await list_vanished(session, found.event)
        unsealed = await unsealed_because(session, settings, reviewed)
    decides = reviewed.state is ReviewState.SUBMITTED and request.user.reviews(found.event.project)
    context = ReviewPage(
        found=found,
        title=wording(reviewed.record.title, spoken()),
        days=reviewed.record.days,
        host_name=wording(reviewed.record.host_name, spoken()),
        grid=grid(reviewed.record, clock.now()),
        review=shown_review(reviewed),
        vanished=vanished,
        decides=decides,
        reason=reason,
        fault=fault,
        unsealed=unsealed,
    )
    title = titled(gettext("Attendance record"), found)
    return page(request, "pages/review/record.html", context, title=title, status_code=422 if fault else 200)


async def _inspected(session: Any, event: str, account: Account) -> FoundEvent:
    found = await get_any_event(session, event)
    if not account.inspects(found.event.project, event):
        raise NotAllowed
    return found


ROUTES = [review_list, statistics_page, review_page, approve_by_form, return_by_form, bundle]
