"""Dates that may become an event: they stand in calendars as tentative, and the chosen one keeps its UID as the event.

An option's UID is that of the event with its key. So a calendar that holds it sees the same entry become firm, once an
event is saved under the key.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme import parts
from events_service.programme.loading import renew
from events_service.programme.parts import Part, Standing
from events_service.programme.records import Event
from events_service.programme.revisions import Revision, following
from events_service.programme.tables import ProjectRow, RevisionRow


async def propose_all(session: AsyncSession, project: str, events: Iterable[Event], now: datetime) -> None:
    """Enter what would be events of a project as tentative revisions; their keys must be free."""
    await _renewed(session, project, now)
    for event in events:
        revision = _tentative(event, now)
        session.add(RevisionRow(uid=revision.uid, project_key=project, event_key=None, revision=revision))
    await session.flush()


async def withdraw_all(session: AsyncSession, project: str, keys: Iterable[str], now: datetime) -> None:
    """Cancel the options with these keys."""
    await _renewed(session, project, now)
    for row in await _rows(session, keys):
        cancelled = replace(row.revision.state, standing=Standing.CANCELLED)
        row.revision = following(row.revision, cancelled, now)


async def list_options(session: AsyncSession, keys: Iterable[str]) -> list[Revision]:
    """Give the revisions of options, or of the events that they became."""
    uids = [parts.uid_of(Part.EVENT, key, key) for key in keys]
    return list(await session.scalars(select(RevisionRow.revision).where(RevisionRow.uid.in_(uids))))


async def _rows(session: AsyncSession, keys: Iterable[str]) -> list[RevisionRow]:
    uids = [parts.uid_of(Part.EVENT, key, key) for key in keys]
    found = select(RevisionRow).where(RevisionRow.uid.in_(uids), RevisionRow.event_key.is_(None))
    return list(await session.scalars(found))


async def _renewed(session: AsyncSession, project: str, now: datetime) -> None:
    """Lock a project and say that its calendars changed."""
    renew(await session.get_one(ProjectRow, project, with_for_update=True), now)


def _tentative(event: Event, now: datetime) -> Revision:
    state = next(state for part, _, state in parts.of_event(event) if part is Part.EVENT)
    at = now.replace(microsecond=0)
    return Revision(
        uid=parts.uid_of(Part.EVENT, event.key, event.key),
        part=Part.EVENT,
        owner=event.key,
        key=event.key,
        sequence=0,
        created_at=at,
        changed_at=at,
        announced=True,
        state=replace(state, standing=Standing.PLANNED),
    )
