"""Page through events: what is to come and what was, a bounded number at a time, in one query."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import Tuple

from events_service.access.records import Account, Role
from events_service.programme.finding import (
    FoundEvent,
    all_found,
    in_projects_of,
    select_events,
    split_by_today,
)
from events_service.programme.tables import EventRow
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

Conditions = Sequence[ColumnElement[bool]]


class Period(Enum):
    """On which side of today an event lies, where it takes place."""

    UPCOMING = "upcoming"
    PAST = "past"


class Listed(Struct, frozen=True, kw_only=True):
    """Some events in order; `next` is the `after` of those that follow, None at the end."""

    items: list[FoundEvent]
    next: str | None


def organised_by(account: Account) -> list[ColumnElement[bool]]:
    """Give the conditions of the events that an account may prepare, as `Account.organises` has it."""
    conditions = in_projects_of(account)
    if account.role is Role.ORGANISER and account.partner is not None:
        conditions.append(EventRow.host == account.partner)
    return conditions


async def list_around_today(
    session: AsyncSession, conditions: Conditions, now: datetime, *, upcoming: int, past: int
) -> tuple[Listed, Listed]:
    """Give the next events, soonest first, and the last ones, latest first: at most so many of each."""
    keys = [
        _keys(conditions, period, now, None).limit(limit + 1).scalar_subquery()
        for period, limit in ((Period.UPCOMING, upcoming), (Period.PAST, past))
    ]
    found = all_found(
        await session.execute(select_events().where(EventRow.key.in_(keys[0]) | EventRow.key.in_(keys[1])))
    )
    return _cut(found, Period.UPCOMING, now, upcoming), _cut(found, Period.PAST, now, past)


async def list_period(
    session: AsyncSession, conditions: Conditions, period: Period, now: datetime, *, after: str | None, limit: int
) -> Listed:
    """Give a page of what is to come, or of what was, after the one whose `next` was given. Raises FaultyFields."""
    keys = _keys(conditions, period, now, after).limit(limit + 1)
    found = all_found(await session.execute(select_events().where(EventRow.key.in_(keys.scalar_subquery()))))
    return _cut(found, period, now, limit)


async def list_page(session: AsyncSession, conditions: Conditions, *, after: str | None, limit: int) -> Listed:
    """Give a page of all events by first day, after the one whose `next` was given. Raises FaultyFields."""
    query = select_events().where(*conditions).limit(limit + 1)
    if after:
        query = query.where(_position() > _given(after))
    return _page(all_found(await session.execute(query)), limit)


def _keys(conditions: Conditions, period: Period, now: datetime, after: str | None) -> Select[str]:
    query = select(EventRow.key).where(*conditions, EventRow.last_day.between(*_candidates(period, now)))
    past = period is Period.PAST
    if after:
        query = query.where(_position() < _given(after) if past else _position() > _given(after))
    columns = (EventRow.first_day, EventRow.key)
    return query.order_by(*(column.desc() if past else column.asc() for column in columns))


def _candidates(period: Period, now: datetime) -> tuple[date, date]:
    """Give the last days that may lie in a period; today differs from UTC's by at most a day around the world."""
    today = now.astimezone(UTC).date()
    return (date.min, today) if period is Period.PAST else (today - timedelta(days=1), date.max)


def _cut(found: list[FoundEvent], period: Period, now: datetime, limit: int) -> Listed:
    """Cut a page out of candidates in order, and leave out those that are on the other side of today at their place."""
    first, last = _candidates(period, now)
    ordered = [one for one in found if first <= max(one.event.days) <= last]
    page = _page(ordered[::-1] if period is Period.PAST else ordered, limit)
    upcoming, past = split_by_today(page.items, now)
    # split_by_today turns the past around, which stands latest first here already.
    return Listed(items=past[::-1] if period is Period.PAST else upcoming, next=page.next)


def _page(found: list[FoundEvent], limit: int) -> Listed:
    items = found[:limit]
    more = len(found) > limit
    return Listed(items=items, next=f"{min(items[-1].event.days)}.{items[-1].event.key}" if more else None)


def _position() -> Tuple:
    return tuple_(EventRow.first_day, EventRow.key)


def _given(after: str) -> Tuple:
    return tuple_(literal(day_of(after)), literal(after.partition(".")[2]))


def day_of(after: str) -> date:
    """Give the first day of the last event on the page whose `next` this is. Raises FaultyFields."""
    try:
        return date.fromisoformat(after.partition(".")[0])
    except ValueError:
        raise FaultyFields([FieldFault("after", N_("Give the value of next from the page before."))]) from None
