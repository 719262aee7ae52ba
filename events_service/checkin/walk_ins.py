"""Walk-ins that a desk sends: each is entered and checked in once, whenever it arrives, and what cannot be is said."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from msgspec import Meta

from events_service.access.door_helpers import Keeper
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import has_checkpoint
from events_service.checkin.keeping import bounds_of, require_keeper
from events_service.checkin.receiving import SENTENCES as OF_SCANS
from events_service.checkin.receiving import is_of_our_times
from events_service.checkin.records import Method, Outcome, Scan, ScanResult
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.programme.records import Event
from events_service.registrations.asking.application import SENTENCES as OF_APPLICATIONS
from events_service.registrations.places.at_the_door import BadgeTaken, Newcomer, enter_at_the_door
from events_service.registrations.refusals import KeyUsedDifferently
from events_service.registrations.tokens import BADGE_CODE_LENGTH
from events_service.secrets import ALPHABET
from events_service.settings import Settings
from events_service.web.decoding import convert, decode_json, uuid_in
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.i18n import N_, gettext

MOST_WALK_INS = 100
_NO_BADGE = N_("This is no code of a badge. Take another spare badge, or leave the field empty.")
_TOO_MANY = N_("Send a list of at most 100 walk-ins.")
SENTENCES = {
    **OF_APPLICATIONS,
    "badge_code": _NO_BADGE,
    "checkpoint": OF_SCANS["checkpoint"],
    "scanned_at": OF_SCANS["scanned_at"],
}


class WalkInSent(Newcomer, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who came, where and when; `id` is the scan's as well that checks them in."""

    event: str
    checkpoint: str
    scanned_at: Annotated[datetime, Meta(tz=True)]


class WalkInResult(ScanResult, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a walk-in, as of a scan; `refused` is the sentence where they were not entered."""

    refused: str = ""


async def receive_walk_ins(
    database: Database, settings: Settings, event_key: str, body: bytes, *, keeper: Keeper, now: datetime
) -> list[WalkInResult]:
    """Enter and check in whom a device sends, one by one in their order, and say of each what became of it.

    Each is a transaction of its own: one that cannot be entered keeps no other back, and what was done before a fault
    is done. Raises FaultyFields for no batch at all, UnknownEvent, NotAllowed, DeskClosed.
    """
    async with database.reading() as session:
        event = (await get_any_event(session, event_key)).event
    require_keeper(keeper, event)
    sent = decode_json(body)
    device, each = sent.get("device"), sent.get("walk_ins")
    if not isinstance(device, str) or not isinstance(each, list) or len(each) > MOST_WALK_INS:
        raise FaultyFields([FieldFault("walk_ins", _TOO_MANY)])
    bounds = bounds_of(keeper, event, now)
    results = []
    for one in [one if isinstance(one, dict) else {} for one in each]:
        try:
            walk_in = _read(one, event)
            if bounds and (bounds.is_late(walk_in.scanned_at) or walk_in.checkpoint not in bounds.checkpoints):
                results.append(WalkInResult(id=walk_in.id, outcome=Outcome.AFTER_CLOSING, refused=gettext(_CLOSED)))
                continue
            results.append(await _walk_in(database, settings, walk_in, device=device, keeper=keeper, now=now))
        except (FaultyFields, BadgeTaken, KeyUsedDifferently) as refusal:
            results.append(
                WalkInResult(id=uuid_in(one.get("id")), outcome=Outcome.INVALID, refused=_sentence_of(refusal))
            )
    return results


_CODE = re.compile(f"[{ALPHABET}]{{{BADGE_CODE_LENGTH}}}")
_CLOSED = N_("The desk was closed when this person came. Tell the organiser, who can enter them by hand.")


async def _walk_in(
    database: Database, settings: Settings, walk_in: WalkInSent, *, device: str, keeper: Keeper, now: datetime
) -> WalkInResult:
    registration = await enter_at_the_door(database, settings, walk_in.event, walk_in, keeper=keeper, now=now)
    scan = Scan(
        id=walk_in.id,
        event=walk_in.event,
        badge_code=registration.badge_code,
        checkpoint=walk_in.checkpoint,
        scanned_at=walk_in.scanned_at,
        method=Method.STAFF,
    )
    (result,) = await receive(database, [scan], device=device, account=keeper, now=now)
    return WalkInResult(
        id=walk_in.id,
        outcome=result.outcome,
        registration=registration.id,
        name=registration.name,
        status=registration.status,
    )


def _read(sent: Mapping[str, Any], event: Event) -> WalkInSent:
    """Read one. Raises FaultyFields."""
    walk_in = convert(sent, WalkInSent, SENTENCES)
    faults = []
    if not _CODE.fullmatch(walk_in.badge_code):
        faults.append(FieldFault("badge_code", _NO_BADGE))
    if walk_in.event != event.key or not has_checkpoint(event, walk_in.checkpoint):
        faults.append(FieldFault("checkpoint", SENTENCES["checkpoint"]))
    if not is_of_our_times(walk_in.scanned_at) or walk_in.scanned_at.astimezone(UTC).year < 2000:
        faults.append(FieldFault("scanned_at", SENTENCES["scanned_at"]))
    if faults:
        raise FaultyFields(faults)
    return walk_in


def _sentence_of(refusal: Refusal) -> str:
    if isinstance(refusal, FaultyFields):
        return " ".join(dict.fromkeys(gettext(fault.message) for fault in refusal.faults))  # each sentence once
    return refusal.sentence()
