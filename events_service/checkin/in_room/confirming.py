"""Confirm one's presence in a room: decided by the service's clock, kept as a scan is, as evidence of its own kind."""

from datetime import datetime
from enum import Enum

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.checkin.admit import Judged, admit, row_of
from events_service.checkin.changes import say_changed
from events_service.checkin.checkpoints import Checkpoint, checkpoints_of, find_checkpoint
from events_service.checkin.finding import list_counting
from events_service.checkin.in_room.codes import (
    Standing,
    are_good,
    hours_of,
    is_good,
    opened_token,
    read_in_time,
    standing_at,
)
from events_service.checkin.in_room.phones import whom_to_ask
from events_service.checkin.in_room.refusals import CodeOver, NoPlace, NotOpen
from events_service.checkin.known import keep, read_known
from events_service.checkin.records import ROOM, SAW, CheckIn, Method, Scan
from events_service.database import Database, new_id
from events_service.programme.finding import FoundEvent
from events_service.registrations.holding import PARTICIPANT
from events_service.registrations.records import Registration
from events_service.secrets import hashed
from events_service.web.errors import NotFound
from events_service.web.i18n import clock_time


class Proof(Enum):
    """By what somebody shows that they are in the room."""

    OPENED = "opened"
    WORDS = "words"


class Coming(Struct, frozen=True, kw_only=True):
    """Who confirms where, with which phone, and by what: what it got for reading the code, or the words as typed."""

    found: FoundEvent
    point: Checkpoint
    registration: Registration
    cookie: str
    proof: Proof
    given: str


def point_of(found: FoundEvent, key: str) -> Checkpoint:
    """Give a checkpoint of an event. Raises NotFound."""
    point = find_checkpoint(found.event, key)
    if point is None:
        raise NotFound
    return point


def require_hours(found: FoundEvent, point: Checkpoint, now: datetime) -> None:
    """Refuse what is outside a session's time. Raises NotOpen."""
    hours = hours_of(point, found.event)
    if standing_at(hours, now) is not Standing.OPEN:
        opens, closes = (clock_time(each.astimezone(found.zone)) for each in (hours.opens, hours.closes))
        raise NotOpen(opens=opens, closes=closes)


def open_points(found: FoundEvent, now: datetime) -> list[Checkpoint]:
    """Give where presence is confirmed now: sessions before their day, for somebody in a session is in it."""
    points = [
        point
        for point in checkpoints_of(found.event)
        if standing_at(hours_of(point, found.event), now) is Standing.OPEN
    ]
    return sorted(points, key=lambda point: point.session is None)


def read_code(secret_key: str, found: FoundEvent, point: Checkpoint, code: str, cookie: str, now: datetime) -> str:
    """Give what a phone confirms with after it has read the code. Raises NotOpen, CodeOver."""
    require_hours(found, point, now)
    if not is_good(secret_key, found.event.key, point.key, code, now):
        raise CodeOver
    return opened_token(secret_key, found.event.key, point.key, hashed(cookie), now)


def point_of_words(secret_key: str, found: FoundEvent, typed: str, now: datetime) -> Checkpoint:
    """Give whose screen shows the words that were typed. Raises CodeOver."""
    for point in open_points(found, now):
        if are_good(secret_key, found.event.key, point.key, typed, now):
            return point
    raise CodeOver


async def confirm(database: Database, secret_key: str, coming: Coming, *, now: datetime) -> CheckIn:
    """Keep that somebody is in the room, once, and give that fact.

    Raises NotOpen, CodeOver; NoPlace for whoever gave the place up or waits to be approved.
    """
    found, point, registration = coming.found, coming.point, coming.registration
    require_hours(found, point, now)
    if not _holds(secret_key, coming, now):
        raise CodeOver
    async with database.transaction() as session:
        known = await read_known(session, events={found.event.key}, codes={registration.badge_code}, ids=[])
        if before := await _confirmed(session, registration, point):
            return before
        scan = _scan(found, point, registration, now)
        holder = known.holders.get(registration.badge_code)
        outcome = admit(scan, known.events.get(found.event.key), holder, known.arrivals)
        if outcome not in SAW:
            raise NoPlace(contact=whom_to_ask(found))
        judged = Judged(scan=scan, code=scan.badge_code, outcome=outcome, holder=holder)
        await keep(session, [row_of(judged, ROOM, None, now)], database)
        await say_changed(session, database, found.event.key)
        entry = audit.Entry(
            at=now,
            actor=PARTICIPANT,
            action="check-ins.confirm",
            subject=f"registration:{registration.id}",
            facts={"checkpoint": point.key},
        )
        await audit.append(session, entry)
        kept = await _confirmed(session, registration, point)
    if kept is None:
        raise LookupError("a confirmation that was kept is not found")
    return kept


def _holds(secret_key: str, coming: Coming, now: datetime) -> bool:
    place = coming.found.event.key, coming.point.key
    if coming.proof is Proof.WORDS:
        return are_good(secret_key, *place, coming.given, now)
    return read_in_time(secret_key, *place, hashed(coming.cookie), coming.given, now)


async def _confirmed(session: AsyncSession, registration: Registration, point: Checkpoint) -> CheckIn | None:
    counting = await list_counting(session, [registration.id])
    own = [one for one in counting if one.method is Method.ROOM and one.checkpoint == point.key]
    return min(own, key=lambda one: one.scanned_at, default=None)


async def list_confirmed(session: AsyncSession, registration: Registration) -> list[CheckIn]:
    """Give where somebody confirmed their presence, the first one first."""
    counting = await list_counting(session, [registration.id])
    return sorted((one for one in counting if one.method is Method.ROOM), key=lambda one: one.scanned_at)


def _scan(found: FoundEvent, point: Checkpoint, registration: Registration, now: datetime) -> Scan:
    return Scan(
        id=new_id(),
        event=found.event.key,
        badge_code=registration.badge_code,
        checkpoint=point.key,
        scanned_at=now,
        method=Method.ROOM,
    )
