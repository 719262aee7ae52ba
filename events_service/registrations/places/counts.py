"""Counts of seats: the statements that change one and refuse to pass its limit. Only `seats.py` calls them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Integer, bindparam, not_, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.dml import ReturningUpdate

from events_service.database import table_of
from events_service.programme.records import AttendanceMode
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.tables import InvitationLinkRow

Counted = type[InvitationLinkRow] | type[SessionRow]
_Counting = tuple[ReturningUpdate[Any], ReturningUpdate[Any]]
"""What raises a count, and what lowers it."""

_KEY: BindParameter[str] = bindparam("event")


class SeatsMiscounted(RuntimeError):
    """More seats would be taken than there are: a fault of ours that stops the transaction."""


async def count_event(session: AsyncSession, event: EventRow, people: int, ways: Mapping[AttendanceMode, int]) -> None:
    """Change the counts of an event by one statement that refuses to pass a limit, whatever the caller believed."""
    await session.flush()
    changes = {
        "people": people,
        "in_person": ways[AttendanceMode.IN_PERSON],
        "online": ways[AttendanceMode.ONLINE],
    }
    counted = (await session.execute(_COUNT_EVENT, changes | {"event": event.key})).one_or_none()
    if counted is None:
        raise SeatsMiscounted(f"events: {changes} would pass a limit")
    for name, number in counted._mapping.items():
        set_committed_value(event, name, number)


async def count(session: AsyncSession, table: Counted, key: tuple[UUID | str, ...], change: int) -> None:
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


def _count_of_event() -> ReturningUpdate[Any]:
    """Make the statement that changes the counts of an event: of people, and of those in each way."""
    columns, counts = _EVENTS.c, {"seats_taken": "people", "seats_in_person": "in_person", "seats_online": "online"}
    changes = {name: bindparam(change, type_=Integer) for name, change in counts.items()}
    after = {name: columns[name] + change for name, change in changes.items()}
    limits = {
        "seats_taken": (columns.capacity, columns.counts_apart),
        "seats_in_person": (columns.capacity, not_(columns.counts_apart)),
        "seats_online": (columns.online_capacity, not_(columns.counts_apart)),
    }
    within = [
        or_(changes[name] <= 0, other, limit.is_(None), after[name] <= limit) for name, (limit, other) in limits.items()
    ]
    return (
        update(_EVENTS)
        .where(columns.key == _KEY, *within, *(number >= 0 for number in after.values()))
        .values(after)
        .returning(*(columns[name] for name in counts))
    )


_COUNT_EVENT = _count_of_event()
_COUNTING: dict[Counted, _Counting] = {
    InvitationLinkRow: _counting(InvitationLinkRow, "places", "id"),
    SessionRow: _counting(SessionRow, "capacity", "event_key", "key"),
}
