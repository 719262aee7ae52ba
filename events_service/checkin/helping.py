"""Let helpers check in: an organiser makes a link for a day or a session, sees what comes of it, and closes it."""

from datetime import datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.door_helpers import AFTER_THE_DAY, MOST_DEVICES, Helper
from events_service.access.helper_desks import helper_of
from events_service.access.records import Account
from events_service.access.tables import HelperDeviceRow, HelperRow
from events_service.checkin.changes import say_changed
from events_service.checkin.checkpoints import find_checkpoint
from events_service.checkin.finding import BY_HELPERS, COUNTING
from events_service.checkin.tables import CheckInRow
from events_service.database import Database, new_id
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.tables import RegistrationRow
from events_service.sweeping import Sweep, drop, sweep
from events_service.uniqueness import refusing
from events_service.web.errors import FaultyFields, FieldFault, NotFound
from events_service.web.i18n import N_

ONE_OF_A_NAME = "uq_door_helpers_event_key_name"
MOST_LATE = 50
DEVICES_KEPT = timedelta(days=30)
SENTENCES = {
    "name": N_("Name the desk on one line, in at most 60 characters, such as Entrance B."),
    "checkpoint": N_("Choose a day or a session that is not over."),
    "devices": N_("Write a number of devices from 1 to 20."),
}
NAME_TAKEN = N_("There is a desk of this name already, and the record tells desks apart by it. Choose another name.")


class NewHelper(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A desk to be made; `checkpoint` is a day or a session's key."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
    checkpoint: str
    devices: Annotated[int, Meta(ge=1, le=MOST_DEVICES)] = 3


class Device(Struct, frozen=True, kw_only=True):
    """A browser that holds a desk, and when it was last seen; `browser` is what it calls itself, empty when unknown."""

    browser: str
    opened_at: datetime
    seen_at: datetime


class LateScan(Struct, frozen=True, kw_only=True):
    """A scan that counts although it came after the desk closed: it says that it was made before."""

    id: UUID
    name: str
    scanned_at: datetime
    received_at: datetime


class Kept(Struct, frozen=True, kw_only=True):
    """A desk with what came of it; `scans` is how many were made there."""

    helper: Helper
    devices: list[Device]
    scans: int
    late: list[LateScan]


def ends_at(found: FoundEvent, checkpoint: str) -> datetime | None:
    """Give when a desk for a day or a session closes by itself; None for what is no checkpoint of the event."""
    point = find_checkpoint(found.event, checkpoint)
    if point is None:
        return None
    return datetime.combine(point.day + timedelta(days=1), time(), found.zone) + AFTER_THE_DAY


async def make_helper(database: Database, event_key: str, new: NewHelper, *, account: Account, now: datetime) -> Helper:
    """Make a desk for helpers. Raises UnknownEvent, NotAllowed; FaultyFields for a name that is taken or a past day."""
    with refusing(ONE_OF_A_NAME, FaultyFields([FieldFault("name", NAME_TAKEN)])):
        async with database.transaction() as session:
            found = await get_organised_event(session, event_key, account)
            ends = ends_at(found, new.checkpoint)
            if ends is None or ends <= now:
                raise FaultyFields([FieldFault("checkpoint", SENTENCES["checkpoint"])])
            row = HelperRow(
                id=new_id(),
                event_key=event_key,
                name=new.name,
                checkpoint=new.checkpoint,
                devices=new.devices,
                account_id=account.id,
                created_at=now,
                ends_at=ends,
            )
            session.add(row)
            await audit.append(session, _entry(row, "made", account, now))
    return helper_of(row)


async def revoke_helper(database: Database, event_key: str, id_: UUID, *, account: Account, now: datetime) -> None:
    """Close a desk at once; one that is closed stays as it is. Raises UnknownEvent, NotAllowed, NotFound."""
    async with database.transaction() as session:
        await get_organised_event(session, event_key, account)
        row = await session.get(HelperRow, id_, with_for_update=True)
        if row is None or row.event_key != event_key:
            raise NotFound
        if helper_of(row).is_open(now):
            row.revoked_at = now
            await say_changed(session, database, event_key)
            await audit.append(session, _entry(row, "closed", account, now))


async def forget_devices_due(database: Database, now: datetime) -> int:
    """Forget what browsers of helpers called themselves a month after their desk closed; give how many there were."""
    due = (
        select(HelperDeviceRow)
        .join(HelperRow, HelperRow.id == HelperDeviceRow.helper_id)
        .where(HelperRow.ends_at < now - DEVICES_KEPT)
        .order_by(HelperDeviceRow.token_hash)
    )
    what = Sweep(
        table=HelperDeviceRow,
        due=due,
        forget=drop,
        action="helper.forgotten",
        subject="helpers",
        counted="devices",
    )
    return await sweep(database, what, now)


async def get_helper(session: AsyncSession, event_key: str, id_: UUID) -> Helper:
    """Give a desk of an event. Raises NotFound."""
    row = await session.get(HelperRow, id_)
    if row is None or row.event_key != event_key:
        raise NotFound
    return helper_of(row)


async def list_kept(session: AsyncSession, event_key: str) -> list[Kept]:
    """Give an event's desks that helpers keep, in the order in which they were made; four statements for all."""
    made = select(HelperRow).where(HelperRow.event_key == event_key).order_by(HelperRow.created_at, HelperRow.id)
    rows = (await session.scalars(made)).all()
    devices: dict[UUID, list[Device]] = {row.id: [] for row in rows}
    held = select(HelperDeviceRow).where(HelperDeviceRow.helper_id.in_(devices)).order_by(HelperDeviceRow.opened_at)
    for row in await session.scalars(held):
        devices[row.helper_id].append(Device(browser=row.browser, opened_at=row.opened_at, seen_at=row.seen_at))
    counted = select(CheckInRow.device, func.count()).where(_by_helpers(event_key)).group_by(CheckInRow.device)
    scans: dict[str, int] = dict((await session.execute(counted)).all())
    late = await _late(session, event_key, {row.name: helper_of(row) for row in rows})
    return [
        Kept(helper=helper_of(row), devices=devices[row.id], scans=scans.get(row.name, 0), late=late[row.name])
        for row in rows
    ]


async def _late(session: AsyncSession, event_key: str, helpers: dict[str, Helper]) -> dict[str, list[LateScan]]:
    """Give what counts of each desk although it arrived after the desk had closed, the latest first."""
    closed = min((helper.closed_at for helper in helpers.values()), default=None)
    late: dict[str, list[LateScan]] = {name: [] for name in helpers}
    if closed is None:
        return late
    query = (
        select(CheckInRow, RegistrationRow.first_name, RegistrationRow.last_name)
        .outerjoin(RegistrationRow, RegistrationRow.id == CheckInRow.registration_id)
        .where(_by_helpers(event_key), COUNTING, CheckInRow.received_at >= closed)
        .order_by(CheckInRow.received_at.desc(), CheckInRow.id)
    )
    for row, first, last in await session.execute(query):
        helper = helpers.get(row.device)
        if helper and row.received_at >= helper.closed_at and len(late[helper.name]) < MOST_LATE:
            name = f"{first} {last}" if first is not None else row.badge_code
            scan = LateScan(id=row.id, name=name, scanned_at=row.scanned_at, received_at=row.received_at)
            late[helper.name].append(scan)
    return late


def _by_helpers(event_key: str) -> ColumnElement[bool]:
    """Give the condition of scans that helpers made: their desk's name is the device's, and no account sent them."""
    return and_(CheckInRow.event_key == event_key, BY_HELPERS)


def _entry(row: HelperRow, what: str, account: Account, now: datetime) -> audit.Entry:
    return audit.Entry(
        at=now,
        actor=account.actor,
        action=f"helper.{what}",
        subject=f"event:{row.event_key}",
        facts={"helper": str(row.id), "checkpoint": row.checkpoint, "ends_at": row.ends_at.isoformat()},
        personal={"name": row.name},
    )
