"""JSON addresses of attendance: the record with its review, and the steps of the review."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only, staff_only
from events_service.access.records import Account
from events_service.attendance import review
from events_service.attendance.finding import get_readable_event, read_review
from events_service.attendance.marking.noting import receive
from events_service.attendance.marking.receiving import decode_marks
from events_service.attendance.marking.records import MarkResults, SentMarks
from events_service.attendance.records import Review
from events_service.attendance.sealed import seal_now
from events_service.database import Database
from events_service.programme.organising import get_organised_event
from events_service.settings import Settings
from events_service.web.decoding import convert, decode_json
from events_service.web.openapi import json_body, refused

LARGEST_BATCH = 1_000_000
"""Octets of a thousand marks with long reasons."""

UNKNOWN = refused("There is no such event.")


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approval. `digest`, if given, names the record that was looked at; another one is refused."""

    digest: str | None = None


class GivenBack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A return with the reason for it. `digest`, if given, names the record that was looked at."""

    reason: str
    digest: str | None = None


@get(
    "/api/v1/events/{event:str}/attendance",
    guards=[staff_only],
    responses={404: UNKNOWN},
    tags=["attendance"],
)
async def attendance_by_api(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Review]:
    """Give the attendance record and its review: the record that was submitted while there is one, else today's."""
    return await _answer(database, event, request.user)


@post(
    "/api/v1/events/{event:str}/attendance/submit",
    status_code=200,
    guards=[organisers_only],
    responses={404: UNKNOWN, 409: refused("The event has not begun, or its record waits for review already.")},
    tags=["attendance"],
)
async def submit_by_api(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Review]:
    """Submit the record for review; from here on it stands as it is."""
    await review.submit(database, settings, event, account=request.user, now=clock.now())
    return await _answer(database, event, request.user)


@post(
    "/api/v1/events/{event:str}/attendance/return",
    status_code=200,
    guards=[organisers_only],
    operation_class=json_body(GivenBack),
    responses={404: UNKNOWN, 409: refused("No submitted record waits."), 422: refused("The reason is missing.")},
    tags=["attendance"],
)
async def return_by_api(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Review]:
    """Return the record to its host with a reason; for the lead partner."""
    await _require_reviewer(database, event, request.user)
    body = convert(decode_json(await request.body()), GivenBack, {"reason": review.REASON_MISSING})
    returning = review.Returning(reason=body.reason, seen=body.digest)
    await review.give_back(database, settings, event, returning, account=request.user, now=clock.now())
    return await _answer(database, event, request.user)


@post(
    "/api/v1/events/{event:str}/attendance/approve",
    status_code=200,
    guards=[organisers_only],
    operation_class=json_body(Decision),
    responses={404: UNKNOWN, 409: refused("No submitted record waits, or another one than was looked at.")},
    tags=["attendance"],
)
async def approve_by_api(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Review]:
    """Approve the record and seal it; for the lead partner. The body may be left out."""
    await _require_reviewer(database, event, request.user)
    content = await request.body()
    body = convert(decode_json(content), Decision, {}) if content.strip() else Decision()
    await review.approve(database, settings, event, account=request.user, now=clock.now(), seen=body.digest)
    await seal_now(database, settings, clock.now())
    return await _answer(database, event, request.user)


@post(
    "/api/v1/events/{event:str}/attendance/marks",
    status_code=200,
    guards=[organisers_only],
    operation_class=json_body(SentMarks),
    request_max_body_size=LARGEST_BATCH,
    responses={404: UNKNOWN, 422: refused("Faulty fields, one entry for each; nothing was noted.")},
    tags=["attendance"],
)
async def mark_by_api(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[MarkResults]:
    """Note up to 1,000 marks in the order in which they were typed; one that is sent again is noted once."""
    async with database.reading() as session:
        await get_organised_event(session, event, request.user)  # before what was sent is looked at
    sent = decode_marks(await request.body())
    results = await receive(database, event, sent, account=request.user, now=clock.now())
    return Response(MarkResults(results=results), headers={"Cache-Control": "no-store"})


async def _require_reviewer(database: Database, event: str, account: Account) -> None:
    """Look at who asks before what was sent: a list of faults would tell how to send what is not theirs to send."""
    async with database.reading() as session:
        await review.get_reviewed_event(session, event, account)


async def _answer(database: Database, event: str, account: Account) -> Response[Review]:
    async with database.reading() as session:
        found = await get_readable_event(session, event, account)
        return Response(await read_review(session, found), headers={"Cache-Control": "private, no-store"})


ROUTES = [attendance_by_api, submit_by_api, return_by_api, approve_by_api, mark_by_api]
