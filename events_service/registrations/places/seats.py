"""Seats: the one place where they are taken and given back, and where whoever waited longest gets the one that is free.

Whoever comes joins the end of the line first; `fill` then hands out what is free, in the order of arrival among those
of the same priority, which only an organiser can raise, and whose group has room. So the newcomer and the waiting list
can never meet two different rules. Where the event offers places, whoever waited is asked first, and the seat is theirs
from that moment on; whoever cannot be asked at this hour keeps their turn, and the seat waits for them.
All functions need the event's row, locked.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, Integer, Select, Subquery, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.dml import ReturningUpdate

from events_service.database import LARGEST_INTEGER, table_of
from events_service.programme.finding import FoundEvent
from events_service.programme.registration_state import begin_of
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.own_zone import zone_of
from events_service.registrations.places.turns import AtOnce, Later, Offer, turn
from events_service.registrations.records import Status
from events_service.registrations.tables import ChosenSessionRow, InvitationLinkRow, RegistrationRow

HOLDING = (Status.CONFIRMED, Status.OFFERED)
"""Who holds a seat at the event."""

EVERYBODY = LARGEST_INTEGER
"""More than ever wait: as many as come."""

Counted = type[EventRow] | type[InvitationLinkRow] | type[SessionRow]
_Counting = tuple[ReturningUpdate[Any], ReturningUpdate[Any]]
"""What raises a count, and what lowers it."""

# All changes of an event wait for each other at its row, so what is asked under it is written once, not for each.
_KEY: BindParameter[str] = bindparam("event")
_MOST = bindparam("most", type_=Integer)
_ORDER = (RegistrationRow.priority.desc(), RegistrationRow.number)


def _in_line(*which: ColumnElement[bool]) -> Subquery:
    """Select who waits and whose group has room for them."""
    waiting = (
        select(
            RegistrationRow.id,
            RegistrationRow.event_key,
            func.row_number().over(partition_by=RegistrationRow.invitation_link, order_by=_ORDER).label("of_group"),
            # NULL: no group, or one without a quota
            (InvitationLinkRow.places - InvitationLinkRow.seats_taken).label("room"),
        )
        .outerjoin(InvitationLinkRow, InvitationLinkRow.id == RegistrationRow.invitation_link)
        .where(*which, RegistrationRow.status == Status.WAITLISTED)
        .subquery()
    )
    return select(waiting).where(or_(waiting.c.room.is_(None), waiting.c.of_group <= waiting.c.room)).subquery()


def _first(*which: ColumnElement[bool]) -> Select[RegistrationRow]:
    line = _in_line(RegistrationRow.event_key == _KEY, *which)
    return select(RegistrationRow).join(line, line.c.id == RegistrationRow.id).order_by(*_ORDER).limit(_MOST)


_AMONG: BindParameter[Sequence[UUID]] = bindparam("among", expanding=True)
_FIRST_IN_LINE = _first()
_FIRST_AMONG = _first(RegistrationRow.id.in_(_AMONG))
_IN_LINES = _in_line(RegistrationRow.event_key.in_(bindparam("events", expanding=True)))
_LENGTHS = select(_IN_LINES.c.event_key, func.count()).group_by(_IN_LINES.c.event_key)
_WAITS_FOR_SESSION = (
    select(ChosenSessionRow)
    .join(RegistrationRow, RegistrationRow.id == ChosenSessionRow.registration_id)
    .where(ChosenSessionRow.status == Status.WAITLISTED, RegistrationRow.status == Status.CONFIRMED)
)
_OPEN_SESSIONS = (
    select(SessionRow.key, SessionRow.capacity, SessionRow.seats_taken)
    .where(
        SessionRow.event_key == _KEY,
        or_(SessionRow.capacity.is_(None), SessionRow.seats_taken < SessionRow.capacity),
        _WAITS_FOR_SESSION.where(
            ChosenSessionRow.event_key == SessionRow.event_key, ChosenSessionRow.session_key == SessionRow.key
        ).exists(),
    )
    .order_by(SessionRow.key)
    .with_for_update()
)
_LINE_OF_SESSION = (
    _WAITS_FOR_SESSION.where(ChosenSessionRow.event_key == _KEY, ChosenSessionRow.session_key == bindparam("session"))
    .order_by(RegistrationRow.priority.desc(), ChosenSessionRow.asked_at, RegistrationRow.number)
    .limit(_MOST)
)
_LINE_OF_SESSION_AMONG = _LINE_OF_SESSION.where(ChosenSessionRow.registration_id.in_(_AMONG))
_CHOSEN = (
    select(ChosenSessionRow)
    .where(ChosenSessionRow.registration_id == bindparam("registration"), ChosenSessionRow.status != Status.CANCELLED)
    .order_by(ChosenSessionRow.session_key)
)


class SeatsMiscounted(RuntimeError):
    """More seats would be taken than there are: a fault of ours that stops the transaction."""


class Filled(Struct, frozen=True, kw_only=True):
    """Who got a seat at the event, who is offered one, and who got a place in which session (registration, its key)."""

    event: tuple[UUID, ...] = ()
    offered: tuple[UUID, ...] = ()
    sessions: tuple[tuple[UUID, str], ...] = ()


async def next_number(session: AsyncSession, event: EventRow) -> int:
    """Give the next number in the order of arrival."""
    number: int = (await session.execute(_NEXT_NUMBER, {"key_0": event.key})).scalar_one()
    set_committed_value(event, "registrations_made", number)
    return number


async def fill(
    session: AsyncSession,
    event: EventRow,
    found: FoundEvent,
    now: datetime,
    *,
    arrived: Collection[UUID] = (),
    among: Collection[UUID] | None = None,
) -> Filled:
    """Give free seats at the event, then free places in its sessions, to those who have waited longest.

    Those who `arrived` just now need not be asked whether they still want the seat. `among`: to nobody but these.
    """
    await session.flush()
    turns = await turns_now(session, event, found, now, arrived=arrived, among=among)
    await give(session, event, turns, now)
    return Filled(
        event=tuple(row.id for row, its in turns if isinstance(its, AtOnce)),
        offered=tuple(row.id for row, its in turns if isinstance(its, Offer)),
        sessions=tuple(await _fill_sessions(session, event, among)),
    )


async def give(
    session: AsyncSession, event: EventRow, turns: Sequence[tuple[RegistrationRow, Offer | AtOnce]], now: datetime
) -> None:
    """Give a seat to each whose turn it is: for good, or until an offer ends."""
    for row, its in turns:
        row.changed_at = now
        if isinstance(its, Offer):
            row.status, row.offered_until = Status.OFFERED, its.until
        else:
            row.status, row.confirmed_at = Status.CONFIRMED, now
    await _count_seats(session, event, [row for row, _ in turns])


async def turns_now(
    session: AsyncSession,
    event: EventRow,
    found: FoundEvent,
    now: datetime,
    *,
    arrived: Collection[UUID] = (),
    among: Collection[UUID] | None = None,
) -> list[tuple[RegistrationRow, Offer | AtOnce]]:
    """Say whose turn it is, without giving them anything: one for each free seat but those that wait for a morning."""
    hours, begins = found.event.registration.offer_hours, begin_of(found)
    turns = []
    for row in await first_in_line(session, event, among):
        asked = hours is not None and row.id not in arrived
        its = turn(now, hours, zone_of(row.country, found), begins) if asked and hours else AtOnce()
        if not isinstance(its, Later):
            turns.append((row, its))
    return turns


async def first_in_line(
    session: AsyncSession, event: EventRow, among: Collection[UUID] | None = None
) -> Sequence[RegistrationRow]:
    """Give those for whom there is a free seat, in their order; whose group has used up its places, is passed over."""
    free = None if event.capacity is None else event.capacity - event.seats_taken
    if free is not None and free <= 0:
        return []
    which = {"event": event.key, "most": EVERYBODY if free is None else free}
    if among is None:
        return (await session.scalars(_FIRST_IN_LINE, which)).all()
    return (await session.scalars(_FIRST_AMONG, which | {"among": list(among)})).all()


async def promised(session: AsyncSession, free: Mapping[str, int]) -> dict[str, int]:
    """Say, of the free seats of some events, how many are for those who stand in line; without a lock, to be shown."""
    waiting = await session.execute(_LENGTHS, {"events": list(free)})
    return {key: min(length, free[key]) for key, length in waiting}


async def give_back(session: AsyncSession, event: EventRow, registration: RegistrationRow) -> None:
    """Give back the seat of a registration and all its places in sessions; the caller sets its new status."""
    if registration.status in HOLDING:
        await _count_seats(session, event, [registration], -1)
    await leave_sessions(session, registration, None)


async def take_back_offer(session: AsyncSession, event: EventRow, registration: RegistrationRow) -> None:
    """Put somebody who was offered a seat back to where they stood in the line."""
    await _count_seats(session, event, [registration], -1)
    registration.status, registration.offered_until = Status.WAITLISTED, None
    await session.flush()


async def leave_sessions(session: AsyncSession, registration: RegistrationRow, keys: Iterable[str] | None) -> None:
    """Give back the places in some sessions, or in all when `keys` is None; the choices are marked as cancelled."""
    await session.flush()
    query = _CHOSEN if keys is None else _CHOSEN.where(ChosenSessionRow.session_key.in_(list(keys)))
    for chosen in (await session.scalars(query, {"registration": registration.id})).all():
        if chosen.status == Status.CONFIRMED:
            await _count(session, SessionRow, (chosen.event_key, chosen.session_key), -1)
        chosen.status = Status.CANCELLED
    await session.flush()


async def _count_seats(session: AsyncSession, event: EventRow, rows: Sequence[RegistrationRow], sign: int = 1) -> None:
    """Count seats at the event and in the quotas of the links that people came by, in the one order of locks."""
    if not rows:
        return
    await _count(session, EventRow, (event.key,), sign * len(rows))
    of_links = Counter(row.invitation_link for row in rows if row.invitation_link is not None)
    for link, number in sorted(of_links.items()):
        await _count(session, InvitationLinkRow, (link,), sign * number)


async def _fill_sessions(
    session: AsyncSession, event: EventRow, among: Collection[UUID] | None
) -> list[tuple[UUID, str]]:
    """Only those who have a seat at the event can have a place in a session."""
    open_sessions = await session.execute(_OPEN_SESSIONS, {"event": event.key})
    seated: list[tuple[UUID, str]] = []
    for key, capacity, taken in open_sessions.all():
        most = EVERYBODY if capacity is None else capacity - taken
        which = {"event": event.key, "session": key, "most": most}
        if among is None:
            served = (await session.scalars(_LINE_OF_SESSION, which)).all()
        else:
            served = (await session.scalars(_LINE_OF_SESSION_AMONG, which | {"among": list(among)})).all()
        for chosen in served:
            chosen.status = Status.CONFIRMED
        await _count(session, SessionRow, (event.key, key), len(served))
        seated += [(chosen.registration_id, key) for chosen in served]
    return seated


async def _count(session: AsyncSession, table: Counted, key: tuple[UUID | str, ...], change: int) -> None:
    """Change a count by one statement that refuses to pass the limit, whatever the caller believed."""
    await session.flush()
    rising, falling = _COUNTING[table]
    parameters = {"change": change, **{f"key_{place}": part for place, part in enumerate(key)}}
    counted = await session.scalar(falling if change < 0 else rising, parameters)
    if counted is None:
        raise SeatsMiscounted(f"{table.__tablename__}: {change:+d} seats would pass the limit")
    row = session.identity_map.get(identity_key(table, key))
    if row is not None:
        set_committed_value(row, "seats_taken", counted)


def _counting(row: Counted, limit: str, *key: str) -> _Counting:
    """Make the statements that raise and lower a count."""
    table = table_of(row)
    taken = table.c.seats_taken + bindparam("change", type_=Integer)
    which = [table.c[name] == bindparam(f"key_{place}") for place, name in enumerate(key)]
    counting = update(table).values(seats_taken=taken).returning(table.c.seats_taken)
    within = or_(table.c[limit].is_(None), taken <= table.c[limit])
    return counting.where(*which, within), counting.where(*which, taken >= 0)


_EVENTS = table_of(EventRow)
_NEXT_NUMBER = (
    update(_EVENTS)
    .where(_EVENTS.c.key == bindparam("key_0"))
    .values(registrations_made=_EVENTS.c.registrations_made + 1)
    .returning(_EVENTS.c.registrations_made)
)
_COUNTING: dict[Counted, _Counting] = {
    EventRow: _counting(EventRow, "capacity", "key"),
    InvitationLinkRow: _counting(InvitationLinkRow, "places", "id"),
    SessionRow: _counting(SessionRow, "capacity", "event_key", "key"),
}
