"""The versions of an event's definition: each that was saved, by whom and when, the latest first."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.tables import AccountRow
from events_service.database import LARGEST_INTEGER
from events_service.programme.finding import FoundEvent
from events_service.programme.records import Event
from events_service.programme.tables import EventVersionRow
from events_service.web.errors import NotFound

MOST_LISTED = 50


class Version(Struct, frozen=True, kw_only=True):
    """A version as it is listed; `by` is an account's name, None where a command or the service itself saved it."""

    number: int
    saved_at: datetime
    by: str | None


async def list_versions(session: AsyncSession, event_key: str) -> list[Version]:
    """Give the versions of an event, the latest first, at most MOST_LISTED."""
    rows = await session.execute(
        select(EventVersionRow.version, EventVersionRow.saved_at, EventVersionRow.actor)
        .where(EventVersionRow.event_key == event_key)
        .order_by(EventVersionRow.version.desc())
        .limit(MOST_LISTED)
    )
    listed = [(number, saved_at, _account_of(actor)) for number, saved_at, actor in rows]
    accounts = {account for _, _, account in listed if account}
    names = await session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(accounts)))
    by = {id_: name for id_, name in names}  # noqa: C416  (rows are no pairs to the type checker)
    return [
        Version(number=number, saved_at=saved_at, by=by.get(account) if account else None)
        for number, saved_at, account in listed
    ]


async def get_version(session: AsyncSession, event_key: str, number: int) -> Event:
    """Give an event's definition as it was in a version. Raises NotFound."""
    row = await session.get(EventVersionRow, (event_key, number)) if 0 < number <= LARGEST_INTEGER else None
    if row is None:
        raise NotFound
    return row.definition


async def get_begun(session: AsyncSession, found: FoundEvent, number: int) -> Event:
    """Give an event as it was in the version that somebody began from, often the latest. Raises NotFound."""
    return found.event if number == found.version else await get_version(session, found.event.key, number)


def _account_of(actor: str) -> UUID | None:
    kind, _, id_ = actor.partition(":")
    try:
        return UUID(id_) if kind == "account" else None
    except ValueError:
        return None
