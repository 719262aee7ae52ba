"""Seats: the one place where they are taken and given back, and where whoever waited longest gets the one that is free.

Whoever comes joins the end of the line first; `fill` then hands out what is free, in the order of arrival among those
of the same priority, which only an organiser can raise, and whose group has room. So the newcomer and the waiting list
can never meet two different rules. Where places in person and online are counted apart, each way has its own: see
`line.py`. Where the event offers places, whoever waited is asked first, and the seat is theirs
from that moment on; whoever cannot be asked at this hour keeps their turn, and the seat waits for them.
All functions need the event's row, locked.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import BindParameter, Integer, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from events_service.database import LARGEST_INTEGER, table_of
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode
from events_service.programme.registration_state import begin_of
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.asking.chosen_sessions import Presence, sessions_after
from events_service.registrations.own_zone import zone_of
from events_service.registrations.places.counts import count, count_event
from events_service.registrations.places.in_line import first_in_line
from events_service.registrations.places.left_behind import keep_left, leaving
from events_service.registrations.places.turns import AtOnce, Later, Offer, turn
from events_service.registrations.records import Status, WantedWays
from events_service.registrations.tables import ChosenSessionRow, InvitationLinkRow, RegistrationRow

HOLDING = (Status.CONFIRMED, Status.OFFERED)
"""Who holds a seat at the event."""

EVERYBODY = LARGEST_INTEGER
"""More than ever wait: as many as come."""

# All changes of an event wait for each other at its row, so what is asked under it is written once, not for each.
_KEY: BindParameter[str] = bindparam("event")
_MOST = bindparam("most", type_=Integer)
_AMONG: BindParameter[Sequence[UUID]] = bindparam("among", expanding=True)
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


class Filled(Struct, frozen=True, kw_only=True):
    """Who got a seat at the event, be it in another way than before, who is offered one, and who got a place in which
    session (registration, its key)."""

    event: tuple[UUID, ...] = ()
    offered: tuple[UUID, ...] = ()
    sessions: tuple[tuple[UUID, str], ...] = ()


async def next_number(session: AsyncSession, event: EventRow, *, of: int = 1) -> int:
    """Give the next number in the order of arrival, the first `of` as many as come together."""
    last: int = (await session.execute(_NEXT_NUMBER, {"key_0": event.key, "of": of})).scalar_one()
    set_committed_value(event, "registrations_made", last)
    return last - of + 1


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
    event_seats: list[UUID] = []
    offered: list[UUID] = []
    moves = True
    while moves:  # who takes part in another way from now on leaves a place to the next
        await session.flush()
        turns = await turns_now(session, event, found, now, arrived=arrived, among=among)
        moves = any(row.status != Status.WAITLISTED for row, _ in turns)
        await give(session, event, found, turns, now)
        event_seats += [row.id for row, its in turns if isinstance(its, AtOnce)]
        offered += [row.id for row, its in turns if isinstance(its, Offer)]
    return Filled(
        event=tuple(event_seats),
        offered=tuple(offered),
        sessions=tuple(await _fill_sessions(session, event, among)),
    )


async def give(
    session: AsyncSession,
    event: EventRow,
    found: FoundEvent,
    turns: Sequence[tuple[RegistrationRow, Offer | AtOnce]],
    now: datetime,
) -> None:
    """Give a seat to each whose turn it is: for good, until an offer ends, or in another way for the one they had."""
    seated = [(row, its) for row, its in turns if row.status == Status.WAITLISTED]
    for row, its in turns:
        row.changed_at = now
        if row.status != Status.WAITLISTED:
            await move_over(session, event, found, row)
        elif isinstance(its, Offer):
            row.status, row.offered_until = Status.OFFERED, its.until
        else:
            row.status, row.confirmed_at = Status.CONFIRMED, now
    await _count_seats(session, event, [row for row, _ in seated])


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
        asked = hours is not None and row.id not in arrived and row.status == Status.WAITLISTED
        its = turn(now, hours, zone_of(row.country, found), begins) if asked and hours else AtOnce()
        if not isinstance(its, Later):
            turns.append((row, its))
    return turns


async def give_back(session: AsyncSession, event: EventRow, registration: RegistrationRow) -> None:
    """Give back the seat of a registration and all its places in sessions; the caller sets its new status."""
    registration.wanted_ways = registration.wanted_number = None
    if registration.status in HOLDING:
        await _count_seats(session, event, [registration], -1)
    await leave_sessions(session, registration, None)


async def take_back_offer(
    session: AsyncSession, event: EventRow, found: FoundEvent, registration: RegistrationRow
) -> None:
    """Put somebody who was offered a seat back to where they stood in the line, for the way that they wanted last."""
    await _count_seats(session, event, [registration], -1)
    registration.status, registration.offered_until = Status.WAITLISTED, None
    await move_over(session, event, found, registration)
    await session.flush()


async def leave_sessions(session: AsyncSession, registration: RegistrationRow, keys: Iterable[str] | None) -> None:
    """Give back the places in some sessions, or in all when `keys` is None; the choices are marked as cancelled."""
    await session.flush()
    query = _CHOSEN if keys is None else _CHOSEN.where(ChosenSessionRow.session_key.in_(list(keys)))
    for chosen in (await session.scalars(query, {"registration": registration.id})).all():
        if chosen.status == Status.CONFIRMED:
            await count(session, SessionRow, (chosen.event_key, chosen.session_key), -1)
            keep_left(registration, [chosen.session_key])
        chosen.status = Status.CANCELLED
    await session.flush()


async def want(session: AsyncSession, event: EventRow, row: RegistrationRow, wanted: WantedWays) -> None:
    """Put somebody who has a seat at the end of the line for one in another way; until then they keep it."""
    if row.wanted_ways is None or row.wanted_ways.ways != wanted.ways:
        row.wanted_number = await next_number(session, event)
    row.wanted_ways = wanted
    await session.flush()


async def move(session: AsyncSession, event: EventRow, row: RegistrationRow, wanted: WantedWays) -> None:
    """Let somebody take part in other ways than before; who has a seat is counted in these."""
    before = row.ways
    with leaving(event.definition, row):
        row.attendance_mode, row.day_modes = wanted.attendance_mode, wanted.day_modes or None
    row.wanted_ways = row.wanted_number = None
    if row.status in HOLDING:
        gained, lost = row.ways - before, before - row.ways
        await count_event(session, event, 0, {way: (way in gained) - (way in lost) for way in AttendanceMode})


async def move_over(session: AsyncSession, event: EventRow, found: FoundEvent, row: RegistrationRow) -> None:
    """Let somebody take part as they wanted; what does not go with it is given back."""
    wanted = row.wanted_ways
    if wanted is None:
        return
    await move(session, event, row, wanted)
    chosen = await session.scalars(_CHOSEN, {"registration": row.id})
    held = {each.session_key for each in chosen}
    presence = Presence(days=wanted.day_modes, otherwise=wanted.attendance_mode)
    await leave_sessions(session, row, held - sessions_after(found.event, presence, held, held, moved=True))


async def _count_seats(session: AsyncSession, event: EventRow, rows: Sequence[RegistrationRow], sign: int = 1) -> None:
    """Count seats at the event and in the quotas of the links that people came by, in the one order of locks."""
    if not rows:
        return
    ways = Counter(way for row in rows for way in row.ways)
    await count_event(session, event, sign * len(rows), {way: sign * ways[way] for way in AttendanceMode})
    of_links = Counter(row.invitation_link for row in rows if row.invitation_link is not None)
    for link, number in sorted(of_links.items()):
        await count(session, InvitationLinkRow, (link,), sign * number)


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
        await count(session, SessionRow, (event.key, key), len(served))
        seated += [(chosen.registration_id, key) for chosen in served]
    return seated


_EVENTS = table_of(EventRow)
_NEXT_NUMBER = (
    update(_EVENTS)
    .where(_EVENTS.c.key == bindparam("key_0"))
    .values(registrations_made=_EVENTS.c.registrations_made + bindparam("of", type_=Integer))
    .returning(_EVENTS.c.registrations_made)
)
