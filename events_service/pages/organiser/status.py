"""Addresses where organisers publish, postpone, cancel and reopen an event, and read what that means."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.edit_parts import main_language
from events_service.pages.organiser.sent import number_sent, text_sent
from events_service.pages.titles import titled
from events_service.programme.define import WantedStatus, change_status
from events_service.programme.faults import Fault
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.readiness import Gap, gaps
from events_service.programme.records import EventStatus
from events_service.programme.standing import Move, moves
from events_service.registrations.finding import count_live
from events_service.registrations.surroundings import warnings_of
from events_service.web.errors import NotFound
from events_service.web.pages import page


class StatusPage(Struct, frozen=True, kw_only=True):
    """What a change of status will do. `overtaken`: somebody saved the event meanwhile; `faults` hinder the change.

    `gaps` are what participants would miss, if it is published; `reason` is what was typed of why it is not held.
    """

    found: FoundEvent
    move: Move
    overtaken: bool
    faults: tuple[Fault, ...]
    gaps: Sequence[Gap]
    reason: str

    @property
    def asks_why(self) -> bool:
        """Whether the event will not take place, so that people want to know why."""
        return self.move.status is not EventStatus.PUBLISHED


@get("/organise/events/{event:str}/status/{status:str}", guards=[organisers_only])
async def status_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    status: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Say what a change of status will do, and ask whether it is meant. Raises NotFound where it cannot be done now."""
    return await _show(request, database, event, status)


@post("/organise/events/{event:str}/status/{status:str}", guards=[organisers_only])
async def change_status_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    status: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Change the status of an event that nobody has changed since it was shown. Raises NotFound."""
    found, move = await _asked(request, database, event, status)
    form = await request.form()
    version, written = number_sent(form, "version"), text_sent(form, "reason")
    reason = {main_language(found.project): written} if written and move.status is not EventStatus.PUBLISHED else None
    wanted = WantedStatus(status=move.status, reason=reason)
    changed = await change_status(database, event, wanted, request.user, version=version, now=clock.now())
    if changed.saved:
        return Redirect(f"/organise/events/{event}?done=status", status_code=303)
    return await _show(
        request, database, event, status, overtaken=changed.overtaken, faults=changed.examined.faults, reason=written
    )


async def _asked(
    request: Request[Account, Any, Any], database: Database, event: str, status: str
) -> tuple[FoundEvent, Move]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        people = await count_live(session, event)
    for move in moves(found, people):
        if move.status.value == status:
            return found, move
    raise NotFound


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    event: str,
    status: str,
    *,
    overtaken: bool = False,
    faults: tuple[Fault, ...] = (),
    reason: str = "",
) -> Response[bytes]:
    found, move = await _asked(request, database, event, status)
    missing: list[Gap] = []
    if move.status is EventStatus.PUBLISHED:
        now = clock.now()
        async with database.reading() as session:
            missing = gaps(found, now, len(await warnings_of(session, found, request.user, now)))
    context = StatusPage(found=found, move=move, overtaken=overtaken, faults=faults, gaps=missing, reason=reason)
    status_code = 422 if overtaken or faults else 200
    return page(
        request, "pages/organiser/status.html", context, title=titled(move.action, found), status_code=status_code
    )


ROUTES = [status_page, change_status_by_form]
