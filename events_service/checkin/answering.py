"""What a device is answered, whoever keeps its door: the roster, and what became of its scans."""

from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response
from msgspec import Struct

from events_service import clock
from events_service.access.door_helpers import Keeper
from events_service.checkin.admit import receive
from events_service.checkin.receiving import decode_check_ins
from events_service.checkin.records import ScanResult, TakenBack
from events_service.checkin.roster import encoded_roster, roster_tag
from events_service.checkin.taking_back import decode_taking_back
from events_service.checkin.walk_ins import WalkInResult, receive_walk_ins
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.settings import Settings
from events_service.web.conditional import holds
from events_service.web.i18n import spoken

SERVICE_TIME = "Service-Time"
"""A header with the service's clock, by which a device corrects its own: RFC 3339."""

LARGEST_BATCH = 1_000_000
"""Octets of a thousand scans with long names of events and devices."""


class ScanResults(Struct, frozen=True, kw_only=True):
    """What became of each scan, in the order in which they were sent."""

    results: list[ScanResult]


async def answer_roster(
    request: Request[Any, Any, Any], database: Database, event: str, keeper: Keeper
) -> Response[bytes]:
    """Send the roster with a strong ETag, or say that the device holds it. Raises UnknownEvent, NotAllowed."""
    async with database.reading() as session:
        etag = await roster_tag(session, event, keeper, spoken())
        is_held = holds(request.headers.get("if-none-match", ""), etag)
        content = b"" if is_held else await encoded_roster(session, event, keeper, spoken())
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Authorization, Cookie",
        SERVICE_TIME: clock.now().isoformat(),
    }
    return Response(content, status_code=304 if is_held else 200, headers=headers, media_type=MediaType.JSON)


async def answer_scans(request: Request[Any, Any, Any], database: Database, keeper: Keeper) -> Response[ScanResults]:
    """Keep what a device sends. Raises FaultyFields, and as `receive` does."""
    sent = decode_check_ins(await request.body())
    now = clock.now()
    results = await receive(database, sent.scans, device=sent.device, account=keeper, now=now)
    headers = {"Cache-Control": "no-store", SERVICE_TIME: now.isoformat()}
    return Response(ScanResults(results=results), headers=headers)


class WalkInResults(Struct, frozen=True, kw_only=True):
    """What became of each walk-in, in the order in which they were sent."""

    results: list[WalkInResult]


async def answer_walk_ins(
    request: Request[Any, Any, Any], database: Database, settings: Settings, event: str, keeper: Keeper
) -> Response[WalkInResults]:
    """Enter and check in whom a device sends. Raises as `receive_walk_ins` does."""
    now = clock.now()
    results = await receive_walk_ins(database, settings, event, await request.body(), keeper=keeper, now=now)
    headers = {"Cache-Control": "no-store", SERVICE_TIME: now.isoformat()}
    return Response(WalkInResults(results=results), headers=headers)


async def answer_withdrawal(
    request: Request[Any, Any, Any], database: Database, event: str, id_: UUID, keeper: Keeper
) -> Response[TakenBack]:
    """Take a check-in back. Raises FaultyFields, and as `take_back` does."""
    why = decode_taking_back(await request.body())
    taken = await take_back(database, event, id_, account=keeper, now=clock.now(), why=why)
    return Response(taken, headers={"Cache-Control": "no-store"})
