"""Page through events: what is to come and what was, a bounded number at a time, in one query."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, false, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import Tuple

from events_service.access.records import ORGANISERS, Account, Role
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
MARGIN = 25
"""Events around today that the database cannot place yet, because their zones decide; fetched on top of a page."""


class Period(Enum):
    """On which side of today an event lies, where it takes place."""

    UPCOMING = "upcoming"
    PAST = "past"


class Listed(Struct, frozen=True, kw_only=True):
    """Some events in order; `next` is the `after` of those that follow, None at the end."""

    items: list[FoundEvent]
    next: str | None


def organised_by(account: Account) -> list[ColumnElement[bool]]:
    """Give the conditions of the events that an account may prepare, as `Rights.organises` has it."""
    conditions = in_projects_of(account)
    if account.role is Role.ORGANISER and account.partner is not None:
        conditions.append(EventRow.host == account.partner)
    if account.role is Role.EVENT_MANAGER:
        conditions.append(EventRow.key.in_(account.events))
    return conditions if account.role in ORGANISERS else [false()]


async def list_around_today(
    session: AsyncSession, conditions: Conditions, now: datetime, *, upcoming: int, past: int
) -> tuple[Listed, Listed]:
    """Give the next events, soonest first, and the last ones, latest first: at most so many of each."""
    keys = [
        _keys(conditions, period, now, None).limit(limit + MARGIN)
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
    keys = _keys(conditions, period, now, after).limit(limit + MARGIN)
    found = all_found(await session.execute(select_events().where(EventRow.key.in_(keys))))
    return _cut(found, period, now, limit)


async def list_page(session: AsyncSession, conditions: Conditions, *, after: str | None, limit: int) -> Listed:
    """Give a page of all events by first day, after the one whose `next` was given. Raises FaultyFields."""
    query = select_events().where(*conditions).limit(limit + 1)
    if after:
        query = query.where(_position() > _given(after))
    found = all_found(await session.execute(query))
    return Listed(items=found[:limit], next=_token(found[limit - 1]) if len(found) > limit else None)


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
    """Cut a page out of candidates, without those that are on the other side of today at their place."""
    first, last = _candidates(period, now)
    candidates = [one for one in found if first <= max(one.event.days) <= last]
    if period is Period.PAST:
        candidates.reverse()
    candidates = candidates[: limit + MARGIN]
    sides = dict(zip(Period, split_by_today(candidates, now), strict=True))
    # split_by_today turns the past around, which stands latest first here already.
    right = sides[period] if period is Period.UPCOMING else sides[period][::-1]
    if len(right) > limit:
        return Listed(items=right[:limit], next=_token(right[limit - 1]))
    return Listed(items=right, next=_token(candidates[-1]) if len(candidates) == limit + MARGIN else None)


def _token(last: FoundEvent) -> str:
    return f"{min(last.event.days)}.{last.event.key}"


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
