"""JSON addresses of check-in: the roster for a device, and the scans that devices send."""

from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.receiving import decode_check_ins
from events_service.checkin.records import CheckIns, ScanResult, TakenBack
from events_service.checkin.roster import Roster, encoded_roster, roster_tag
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.web.conditional import holds
from events_service.web.i18n import spoken
from events_service.web.openapi import json_body, refused

SERVICE_TIME = "Service-Time"
"""A header with the service's clock, by which a device corrects its own: RFC 3339."""


class ScanResults(Struct, frozen=True, kw_only=True):
    """What became of each scan, in the order in which they were sent."""

    results: list[ScanResult]


LARGEST_BATCH = 1_000_000
"""Octets of a thousand scans with long names of events and devices."""


@get(
    "/api/v1/events/{event:str}/roster",
    guards=[organisers_only],
    responses={
        200: ResponseSpec(Roster, description="The roster, with a strong ETag.", generate_examples=False),
        304: ResponseSpec(None, description="The device holds this roster already."),
        404: refused("There is no such event."),
    },
    tags=["check-in"],
)
async def roster_by_api(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Give a device all that it needs to check people in without the network."""
    async with database.reading() as session:
        etag = await roster_tag(session, event, request.user, spoken())
        is_held = holds(request.headers.get("if-none-match", ""), etag)
        content = b"" if is_held else await encoded_roster(session, event, spoken())
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Authorization, Cookie",
        SERVICE_TIME: clock.now().isoformat(),
    }
    return Response(content, status_code=304 if is_held else 200, headers=headers, media_type=MediaType.JSON)


@post(
    "/api/v1/check-ins",
    status_code=200,
    guards=[organisers_only],
    operation_class=json_body(CheckIns),
    request_max_body_size=LARGEST_BATCH,
    responses={
        403: refused("One of the events is not this account's to check people in at; nothing was kept."),
        422: refused("Faulty fields, one entry for each; nothing was kept."),
    },
    tags=["check-in"],
)
async def receive_by_api(
    request: Request[Account, Any, Any], database: NamedDependency[Database]
) -> Response[ScanResults]:
    """Keep up to 1,000 scans; a scan that is sent again is given its first outcome and changes nothing."""
    sent = decode_check_ins(await request.body())
    now = clock.now()
    results = await receive(database, sent.scans, device=sent.device, account=request.user, now=now)
    headers = {"Cache-Control": "no-store", SERVICE_TIME: now.isoformat()}
    return Response(ScanResults(results=results), headers=headers)


@post(
    "/api/v1/events/{event:str}/check-ins/{check_in:uuid}/withdraw",
    status_code=200,
    guards=[organisers_only],
    responses={
        404: refused("There is no such check-in at this event."),
        409: refused("The scan checked nobody in, or it was taken back already."),
    },
    tags=["check-in"],
)
async def withdraw_by_api(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    check_in: FromPath[UUID],
    database: NamedDependency[Database],
) -> Response[TakenBack]:
    """Take back a check-in made by mistake; the scan stays on record, and the person may be checked in again."""
    taken = await take_back(database, event, check_in, account=request.user, now=clock.now())
    return Response(taken, headers={"Cache-Control": "no-store"})


ROUTES = [roster_by_api, receive_by_api, withdraw_by_api]
