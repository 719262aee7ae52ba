"""Seats: the one place where they are taken and given back, and where whoever waited longest gets the one that is free.

Whoever comes joins the end of the line first; `fill` then hands out what is free, in the order of arrival among those
of the same priority, which only an organiser can raise. So the
newcomer and the waiting list can never meet two different rules. All functions need the event's row, locked.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.finding import UnknownEvent
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.records import Status
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow

CONFIRMED, WAITLISTED, CANCELLED = Status.CONFIRMED.value, Status.WAITLISTED.value, Status.CANCELLED.value


class SeatsMiscounted(RuntimeError):
    """More seats would be taken than there are: a fault of ours that stops the transaction."""


class Filled(Struct, frozen=True, kw_only=True):
    """Who got a seat at the event, and who a place in which session (registration, session key), in that order."""

    event: tuple[UUID, ...] = ()
    sessions: tuple[tuple[UUID, str], ...] = ()


async def lock(session: AsyncSession, event_key: str) -> EventRow:
    """Take an event's row for the rest of the transaction; others who ask wait. Raises UnknownEvent."""
    row = await session.get(EventRow, event_key, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownEvent
    return row


async def next_number(session: AsyncSession, event: EventRow) -> int:
    """Give the next number in the order of arrival."""
    event.registrations_made += 1
    await session.flush()
    return event.registrations_made


async def fill(session: AsyncSession, event: EventRow, now: datetime) -> Filled:
    """Give free seats at the event, then free places in its sessions, to those who have waited longest."""
    await session.flush()
    seated = await _fill_event(session, event, now)
    return Filled(event=tuple(seated), sessions=tuple(await _fill_sessions(session, event)))


async def give_back(session: AsyncSession, event: EventRow, registration: RegistrationRow) -> None:
    """Give back the seat of a registration and all its places in sessions; the caller sets its new status."""
    if registration.status == CONFIRMED:
        await _count(session, EventRow, (EventRow.key == event.key,), -1)
    await leave_sessions(session, registration, None)


async def leave_sessions(session: AsyncSession, registration: RegistrationRow, keys: Iterable[str] | None) -> None:
    """Give back the places in some sessions, or in all when `keys` is None; the choices are marked as cancelled."""
    await session.flush()
    query = (
        select(ChosenSessionRow)
        .where(ChosenSessionRow.registration_id == registration.id, ChosenSessionRow.status != CANCELLED)
        .order_by(ChosenSessionRow.session_key)
    )
    if keys is not None:
        query = query.where(ChosenSessionRow.session_key.in_(list(keys)))
    for chosen in (await session.scalars(query)).all():
        if chosen.status == CONFIRMED:
            await _count(session, SessionRow, _is_session(chosen.event_key, chosen.session_key), -1)
        chosen.status = CANCELLED
    await session.flush()


async def _fill_event(session: AsyncSession, event: EventRow, now: datetime) -> list[UUID]:
    free = None if event.capacity is None else event.capacity - event.seats_taken
    if free is not None and free <= 0:
        return []
    waiting = await session.scalars(
        select(RegistrationRow)
        .where(RegistrationRow.event_key == event.key, RegistrationRow.status == WAITLISTED)
        .order_by(RegistrationRow.priority.desc(), RegistrationRow.number)
        .limit(free)
    )
    served = waiting.all()
    for registration in served:
        registration.status, registration.confirmed_at = CONFIRMED, now
    if served:
        await _count(session, EventRow, (EventRow.key == event.key,), len(served))
    return [registration.id for registration in served]


async def _fill_sessions(session: AsyncSession, event: EventRow) -> list[tuple[UUID, str]]:
    """Only those who have a seat at the event can have a place in a session."""
    waits = (
        select(ChosenSessionRow)
        .join(RegistrationRow, RegistrationRow.id == ChosenSessionRow.registration_id)
        .where(ChosenSessionRow.status == WAITLISTED, RegistrationRow.status == CONFIRMED)
    )
    asked_for = waits.where(
        ChosenSessionRow.event_key == SessionRow.event_key, ChosenSessionRow.session_key == SessionRow.key
    )
    open_sessions = await session.scalars(
        select(SessionRow)
        .where(
            SessionRow.event_key == event.key,
            or_(SessionRow.capacity.is_(None), SessionRow.seats_taken < SessionRow.capacity),
            asked_for.exists(),
        )
        .order_by(SessionRow.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    seated: list[tuple[UUID, str]] = []
    for row in open_sessions.all():
        in_line = (
            waits.where(ChosenSessionRow.event_key == row.event_key, ChosenSessionRow.session_key == row.key)
            .order_by(RegistrationRow.priority.desc(), ChosenSessionRow.asked_at, RegistrationRow.number)
            .limit(None if row.capacity is None else row.capacity - row.seats_taken)
        )
        served = (await session.scalars(in_line)).all()
        for chosen in served:
            chosen.status = CONFIRMED
        await _count(session, SessionRow, _is_session(row.event_key, row.key), len(served))
        seated += [(chosen.registration_id, row.key) for chosen in served]
    return seated


def _is_session(event_key: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return (SessionRow.event_key == event_key, SessionRow.key == key)


async def _count(
    session: AsyncSession,
    table: type[EventRow] | type[SessionRow],
    which: tuple[ColumnElement[bool], ...],
    change: int,
) -> None:
    """Change a count by one statement that refuses to pass the limit, whatever the caller believed."""
    taken = table.seats_taken + change
    within = taken >= 0 if change < 0 else or_(table.capacity.is_(None), taken <= table.capacity)
    await session.flush()
    counted = await session.scalar(
        update(table)
        .where(*which, within)
        .values(seats_taken=taken)
        .returning(table.seats_taken)
        .execution_options(synchronize_session="fetch")
    )
    if counted is None:
        raise SeatsMiscounted(f"{table.__tablename__}: {change:+d} seats would pass the limit")
