"""What is kept for the event alone, and goes a month after it: needs, whom invitations name, answers that strayed."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.programme.tables import EventRow
from events_service.registrations.letters.stray_tables import StrayAnswerRow
from events_service.registrations.privacy.invited import forget_invited
from events_service.registrations.privacy.notice import NEEDS_KEPT_DAYS
from events_service.registrations.tables import InvitationLinkRow, RegistrationRow
from events_service.sweeping import Sweep, drop, sweep

Row = TypeVar("Row", RegistrationRow, InvitationLinkRow, StrayAnswerRow)


async def remove_needs_due(database: Database, now: datetime) -> int:
    """Remove the needs of events that ended NEEDS_KEPT_DAYS ago; give how many were removed."""
    what = Sweep(
        table=RegistrationRow,
        due=_of_ended(RegistrationRow, RegistrationRow.special_needs.is_not(None), now),
        forget=_remove_needs,
        action="special_needs.removed",
        subject="registrations",
        counted="registrations",
    )
    return await sweep(database, what, now)


async def forget_invited_due(database: Database, now: datetime) -> int:
    """Forget whom invitations went to when needs are removed, too; give how many there were.

    Whoever came is known by their registration, and of whoever never came nothing is evidence.
    """
    what = Sweep(
        table=InvitationLinkRow,
        due=_of_ended(InvitationLinkRow, InvitationLinkRow.email > "", now),
        forget=forget_invited,
        action="invitation.forgotten",
        subject="invitations",
        counted="invitations",
    )
    return await sweep(database, what, now)


async def forget_stray_due(database: Database, now: datetime) -> int:
    """Forget answers from other addresses that nobody has decided on by then; give how many there were."""
    what = Sweep(
        table=StrayAnswerRow,
        due=_of_ended(StrayAnswerRow, true(), now),
        forget=drop,
        action="answer.forgotten",
        subject="answers",
        counted="answers",
    )
    return await sweep(database, what, now)


def is_due(last_day: date, at: datetime) -> bool:
    """Tell whether needs told for an event that ended on `last_day` are to be gone at an instant."""
    return last_day < _ended_before(at)


def _ended_before(now: datetime) -> date:
    return (now - timedelta(days=NEEDS_KEPT_DAYS)).date()


def _of_ended(table: type[Row], which: ColumnElement[bool], now: datetime) -> Select[Row]:
    ended = EventRow.last_day < _ended_before(now)
    return select(table).join(EventRow, EventRow.key == table.event_key).where(which, ended).order_by(table.id)


async def _remove_needs(_: AsyncSession, row: RegistrationRow, now: datetime) -> None:
    row.special_needs, row.needs_removed_at = None, now
