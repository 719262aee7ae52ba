"""The versions of an event's definition: each that was saved, by whom and when, the latest first."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.accounts import actor_names
from events_service.access.records import Account
from events_service.database import LARGEST_INTEGER, Database
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.records import Event
from events_service.programme.tables import EventVersionRow
from events_service.web.errors import NotFound

MOST_LISTED = 50
LONGEST_NAME = 100


class Version(Struct, frozen=True, kw_only=True):
    """A version as it is listed; `by` is an account's name, None where a command or the service itself saved it.

    `released_at` is when everybody saw it, None while it was or is its organisers' alone.
    """

    number: int
    name: str | None
    saved_at: datetime
    released_at: datetime | None
    by: str | None


async def list_versions(session: AsyncSession, event_key: str) -> list[Version]:
    """Give the versions of an event, the latest first, at most MOST_LISTED."""
    query = (
        select(
            EventVersionRow.version,
            EventVersionRow.name,
            EventVersionRow.saved_at,
            EventVersionRow.released_at,
            EventVersionRow.actor,
        )
        .where(EventVersionRow.event_key == event_key)
        .order_by(EventVersionRow.version.desc())
        .limit(MOST_LISTED)
    )
    listed = (await session.execute(query)).all()
    names = await actor_names(session, {actor for *_, actor in listed})
    return [
        Version(number=number, name=name, saved_at=saved_at, released_at=released_at, by=names.get(actor))
        for number, name, saved_at, released_at, actor in listed
    ]


async def get_version(session: AsyncSession, event_key: str, number: int) -> Event:
    """Give an event's definition as it was in a version. Raises NotFound."""
    row = await session.get(EventVersionRow, (event_key, number)) if 0 < number <= LARGEST_INTEGER else None
    if row is None:
        raise NotFound
    return row.definition


async def name_version(database: Database, event_key: str, number: int, account: Account, name: str) -> None:
    """Let organisers find a version by a name, or by its number alone where it is empty; at most LONGEST_NAME signs.

    Raises UnknownEvent, NotAllowed, NotFound.
    """
    async with database.transaction() as session:
        await get_organised_event(session, event_key, account)
        await get_version(session, event_key, number)
        row = await session.get_one(EventVersionRow, (event_key, number))
        row.name = name[:LONGEST_NAME].strip() or None


async def get_begun(session: AsyncSession, found: FoundEvent, number: int) -> Event:
    """Give an event as it was in the version that somebody began from, often the latest. Raises NotFound."""
    return found.event if number == found.version else await get_version(session, found.event.key, number)
