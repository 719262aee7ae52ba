"""Forget what is due: some rows at a time, by one of several servers, with one entry in the audit log."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Base, Database

AT_ONCE = 500
Row = TypeVar("Row", bound=Base)


class Sweep(Struct, Generic[Row], frozen=True, kw_only=True):
    """Which rows of a table are `due`, in which order, how each is forgotten, and what the audit log calls it.

    Its entry about the `subject` holds under `counted` how many there were.
    """

    table: type[Row]
    due: Select[Row]
    forget: Callable[[AsyncSession, Row, datetime], Awaitable[None]]
    action: str
    subject: str
    counted: str


async def drop(session: AsyncSession, row: Base, _: datetime) -> None:
    """Forget a row as a whole."""
    await session.delete(row)


async def sweep(database: Database, what: Sweep[Row], now: datetime) -> int:
    """Forget in some rows what is due, and give how many there were; rows that another server holds are its own."""
    due = what.due.limit(AT_ONCE)
    async with database.reading() as session:
        if (await session.scalar(due.limit(1))) is None:
            return 0
    async with database.transaction() as session:
        rows = (await session.scalars(due.with_for_update(of=what.table, skip_locked=True))).all()
        for row in rows:
            await what.forget(session, row, now)
        if rows:
            facts = {what.counted: str(len(rows))}
            entry = audit.Entry(at=now, actor=audit.OPERATOR, action=what.action, subject=what.subject, facts=facts)
            await audit.append(session, entry)
        return len(rows)
