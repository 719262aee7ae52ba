"""What is kept for the event alone, and goes a month after it: needs, whom invitations name, answers that strayed."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.programme.tables import EventRow
from events_service.registrations.letters.stray_tables import StrayAnswerRow
from events_service.registrations.privacy.invited import forget_invited
from events_service.registrations.privacy.notice import NEEDS_KEPT_DAYS
from events_service.registrations.tables import InvitationLinkRow, RegistrationRow

AT_ONCE = 500
Row = TypeVar("Row", RegistrationRow, InvitationLinkRow, StrayAnswerRow)


async def remove_needs_due(database: Database, now: datetime) -> int:
    """Remove the needs of events that ended NEEDS_KEPT_DAYS ago; give how many were removed."""
    which = RegistrationRow.special_needs.is_not(None)
    kept = _Kept(RegistrationRow, which, forget=_remove_needs, action="special_needs.removed", counted="registrations")
    return await _sweep(database, kept, now)


async def forget_invited_due(database: Database, now: datetime) -> int:
    """Forget whom invitations went to when needs are removed, too; give how many there were.

    Whoever came is known by their registration, and of whoever never came nothing is evidence.
    """
    which = InvitationLinkRow.email > ""
    kept = _Kept(InvitationLinkRow, which, forget=forget_invited, action="invitation.forgotten", counted="invitations")
    return await _sweep(database, kept, now)


async def forget_stray_due(database: Database, now: datetime) -> int:
    """Forget answers from other addresses that nobody has decided on by then; give how many there were."""
    kept = _Kept(StrayAnswerRow, true(), forget=_drop, action="answer.forgotten", counted="answers")
    return await _sweep(database, kept, now)


def is_due(last_day: date, at: datetime) -> bool:
    """Tell whether needs told for an event that ended on `last_day` are to be gone at an instant."""
    return last_day < _ended_before(at)


def _ended_before(now: datetime) -> date:
    return (now - timedelta(days=NEEDS_KEPT_DAYS)).date()


async def _remove_needs(_: AsyncSession, row: RegistrationRow, now: datetime) -> None:
    row.special_needs, row.needs_removed_at = None, now


async def _drop(session: AsyncSession, row: StrayAnswerRow, _: datetime) -> None:
    await session.delete(row)


class _Kept(Struct, Generic[Row], frozen=True):
    """What is kept in which rows of a table, how it is forgotten, and what the audit log calls that."""

    table: type[Row]
    which: ColumnElement[bool]
    forget: Callable[[AsyncSession, Row, datetime], Awaitable[None]]
    action: str
    counted: str


async def _sweep(database: Database, kept: _Kept[Row], now: datetime) -> int:
    """Forget in some rows what is due, with one entry in the audit log; rows that another server holds are its own."""
    table = kept.table
    due = (
        select(table)
        .join(EventRow, EventRow.key == table.event_key)
        .where(kept.which, EventRow.last_day < _ended_before(now))
        .order_by(table.id)
        .limit(AT_ONCE)
    )
    async with database.reading() as session:
        if (await session.scalar(due.limit(1))) is None:
            return 0
    async with database.transaction() as session:
        rows = (await session.scalars(due.with_for_update(of=table, skip_locked=True))).all()
        for row in rows:
            await kept.forget(session, row, now)
        if rows:
            facts = {kept.counted: str(len(rows))}
            entry = audit.Entry(at=now, actor=audit.OPERATOR, action=kept.action, subject=kept.counted, facts=facts)
            await audit.append(session, entry)
        return len(rows)
