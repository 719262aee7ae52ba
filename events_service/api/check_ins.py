"""JSON addresses of check-in: the roster for a device, and the scans that devices send."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.answering import (
    LARGEST_BATCH,
    ScanResults,
    answer_roster,
    answer_scans,
    answer_withdrawal,
)
from events_service.checkin.records import CheckIns, TakenBack
from events_service.checkin.roster import Roster
from events_service.checkin.taking_back import TakingBack
from events_service.database import Database
from events_service.web.openapi import json_body, refused


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
    return await answer_roster(request, database, event, request.user)


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
    return await answer_scans(request, database, request.user)


@post(
    "/api/v1/events/{event:str}/check-ins/{check_in:uuid}/withdraw",
    status_code=200,
    guards=[organisers_only],
    responses={
        404: refused("There is no such check-in at this event."),
        409: refused("The scan checked nobody in, or it was taken back already."),
        422: refused("No reason, or one that cannot be read; nothing was taken back."),
    },
    operation_class=json_body(TakingBack, required=False),
    tags=["check-in"],
)
async def withdraw_by_api(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    check_in: FromPath[UUID],
    database: NamedDependency[Database],
) -> Response[TakenBack]:
    """Take back a check-in, and say why; the scan stays on record, and the person may be checked in again.

    Without a body it is taken back without a reason.
    """
    return await answer_withdrawal(request, database, event, check_in, request.user)


ROUTES = [roster_by_api, receive_by_api, withdraw_by_api]
