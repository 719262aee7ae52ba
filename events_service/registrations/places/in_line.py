"""The line as the database knows it: who waits for a place, and for whom of them there is one."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.records import AttendanceMode
from events_service.programme.tables import EventRow
from events_service.registrations.places.line import Free, Pool, Waiting, in_turn
from events_service.registrations.records import Status, ways_of
from events_service.registrations.tables import (
    COMES,
    JOINS_ONLINE,
    InvitationLinkRow,
    RegistrationRow,
)

SENT_ALONG = 500
"""Ids that are sent to the database with one question."""

_KEY: BindParameter[str] = bindparam("event")
_COLUMNS = (
    RegistrationRow.id,
    RegistrationRow.event_key,
    RegistrationRow.attendance_mode,
    RegistrationRow.day_modes,
    RegistrationRow.wanted_ways,
    RegistrationRow.invitation_link,
    RegistrationRow.priority,
)


def _waiting_for_one(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select who waits for a place, with what is left of their group's quota."""
    return (
        select(
            *_COLUMNS,
            (InvitationLinkRow.places - InvitationLinkRow.seats_taken).label("room"),
            RegistrationRow.number.label("turn"),
        )
        .outerjoin(InvitationLinkRow, InvitationLinkRow.id == RegistrationRow.invitation_link)
        .where(*which, RegistrationRow.status == Status.WAITLISTED)
    )


def _waiting_for_another(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select who has a place and waits for one in another way."""
    return select(*_COLUMNS, null().label("room"), RegistrationRow.wanted_number.label("turn")).where(
        *which, RegistrationRow.wanted_number.is_not(None)
    )


def _in_order(*parts: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    line = union_all(*parts).subquery()
    return select(line).order_by(line.c.priority.desc(), line.c.turn)


# Those who wait for a place in a way in which none is free may be many, and it is not their turn.
_SERVED = and_(
    or_(bindparam("room_free", type_=Boolean), not_(COMES)),
    or_(bindparam("online_free", type_=Boolean), not_(JOINS_ONLINE)),
)
_SERVED_AT_EACH = and_(
    or_(RegistrationRow.event_key.not_in(bindparam("room_full", expanding=True)), not_(COMES)),
    or_(RegistrationRow.event_key.not_in(bindparam("online_full", expanding=True)), not_(JOINS_ONLINE)),
)
_OF_EVENT = RegistrationRow.event_key == _KEY
_AMONG = RegistrationRow.id.in_(bindparam("among", expanding=True))
_OF_EVENTS = RegistrationRow.event_key.in_(bindparam("events", expanding=True))
_LINE = _in_order(_waiting_for_one(_OF_EVENT, _SERVED), _waiting_for_another(_OF_EVENT))
_LINE_AMONG = _in_order(_waiting_for_one(_OF_EVENT, _SERVED, _AMONG), _waiting_for_another(_OF_EVENT, _AMONG))
_MOVING = _in_order(_waiting_for_another(_OF_EVENT))
_LINES = _in_order(_waiting_for_one(_OF_EVENTS), _waiting_for_another(_OF_EVENTS))
_LINES_SERVED = _in_order(_waiting_for_one(_OF_EVENTS, _SERVED_AT_EACH), _waiting_for_another(_OF_EVENTS))


async def first_in_line(
    session: AsyncSession, event: EventRow, among: Collection[UUID] | None = None
) -> Sequence[RegistrationRow]:
    """Give those for whom there is a free place, in their order, be it that they have one already in another way."""
    free = free_places(event)
    room, online = free.get(AttendanceMode.IN_PERSON, free.get(None)), free.get(AttendanceMode.ONLINE, free.get(None))
    which: dict[str, Any] = {"event": event.key}
    if room == 0 and online == 0:
        if event.counts_apart:
            return []
        line = await session.execute(_MOVING, which)  # to change the way takes no place where all are counted together
    else:
        which |= {"room_free": room != 0, "online_free": online != 0}
        asked = which if among is None else which | {"among": list(among)}
        line = await session.execute(_LINE if among is None else _LINE_AMONG, asked)
    served = [id_ for id_, _ in in_turn(map(_waiting, line), free)]
    rows = {row.id: row for row in await _rows(session, served)}
    return [rows[id_] for id_ in served]


async def _rows(session: AsyncSession, ids: Sequence[UUID]) -> list[RegistrationRow]:
    rows: list[RegistrationRow] = []
    for first in range(0, len(ids), SENT_ALONG):
        part = ids[first : first + SENT_ALONG]
        rows += await session.scalars(select(RegistrationRow).where(RegistrationRow.id.in_(part)))
    return rows


def _waiting(row: Row[Any]) -> Waiting:
    held = ways_of(row.attendance_mode, row.day_modes or {})
    if row.wanted_ways is not None:
        return Waiting(id=row.id, needs=row.wanted_ways.ways - held, seated=True)
    return Waiting(id=row.id, needs=held, group=row.invitation_link, room=row.room)


def free_places(event: EventRow) -> dict[Pool, int | None]:
    """Give how many places of an event are free: as a whole, or in each way where it counts them apart."""
    if not event.counts_apart:
        return {None: _free(event.capacity, event.seats_taken)}
    return {
        AttendanceMode.IN_PERSON: _free(event.capacity, event.seats_in_person),
        AttendanceMode.ONLINE: _free(event.online_capacity, event.seats_online),
    }


def _free(capacity: int | None, taken: int) -> int | None:
    return None if capacity is None else max(0, capacity - taken)


async def open_places(session: AsyncSession, event: EventRow) -> dict[Pool, int | None]:
    """Give how many places are free that nobody stands in line for."""
    await session.flush()
    free = free_places(event)
    kept = (await promised(session, {event.key: free})).get(event.key, Counter[Pool]())
    return {pool: None if number is None else number - kept[pool] for pool, number in free.items()}


async def count_waiting_by_way(session: AsyncSession, event_key: str) -> Counter[AttendanceMode]:
    """Count who waits for a place at an event in each way, be it that they have one in another meanwhile."""
    line = await session.execute(_LINES, {"events": [event_key]})
    return Counter(way for row in line for way in _waiting(row).needs)


async def promised(session: AsyncSession, free: Mapping[str, Free]) -> dict[str, Counter[Pool]]:
    """Say, of the free places of some events, how many are for those who stand in line; without a lock, to be shown."""
    full = {way: [key for key, places in free.items() if places.get(way) == 0] for way in AttendanceMode}
    which = {
        "events": list(free),
        "room_full": full[AttendanceMode.IN_PERSON],
        "online_full": full[AttendanceMode.ONLINE],
    }
    lines: dict[str, list[Waiting]] = {}
    for row in await session.execute(_LINES_SERVED, which):
        lines.setdefault(row.event_key, []).append(_waiting(row))
    return {
        key: Counter(pool for _, pools in in_turn(line, free[key]) for pool in pools) for key, line in lines.items()
    }
