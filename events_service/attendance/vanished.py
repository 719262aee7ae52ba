"""Evidence taken at what an event's definition no longer has: a session or a day that was removed after people came.

It counts nowhere until its day or session is back, and is never dropped: whoever reads the record is told of it.
"""

from collections.abc import Collection
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.finding import list_marks
from events_service.attendance.record import attested
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.finding import COUNTING
from events_service.checkin.tables import CheckInRow
from events_service.programme.records import Event
from events_service.registrations.tables import RegistrationRow


class Vanished(Struct, frozen=True, kw_only=True):
    """A day (2024-04-16) or session, by its key, that is gone, and who was there by a scan or a mark."""

    checkpoint: str
    people: tuple[str, ...]


async def list_vanished(session: AsyncSession, event: Event) -> list[Vanished]:
    """Give what `event`, as it is defined or would be, leaves behind of the evidence that there is."""
    keys = {point.key for point in checkpoints_of(event)}
    left = await _scanned_elsewhere(session, event.key, keys)
    noted = attested(await list_marks(session, event.key))
    left |= {(checkpoint, person) for person, checkpoint in noted if checkpoint not in keys}
    names = await _names(session, event.key) if left else {}
    return [
        Vanished(
            checkpoint=checkpoint,
            people=tuple(name for id_, name in names.items() if (checkpoint, id_) in left),
        )
        for checkpoint in sorted({checkpoint for checkpoint, _ in left})
    ]


async def _scanned_elsewhere(session: AsyncSession, event_key: str, keys: Collection[str]) -> set[tuple[str, UUID]]:
    rows = await session.execute(
        select(CheckInRow.checkpoint, CheckInRow.registration_id).where(
            CheckInRow.event_key == event_key,
            CheckInRow.checkpoint.not_in(keys),
            COUNTING,
        )
    )
    return {(checkpoint, person) for checkpoint, person in rows if person is not None}


async def _names(session: AsyncSession, event_key: str) -> dict[UUID, str]:
    """Give names by id in the order of arrival."""
    rows = await session.execute(
        select(RegistrationRow.id, RegistrationRow.first_name, RegistrationRow.last_name)
        .where(RegistrationRow.event_key == event_key)
        .order_by(RegistrationRow.number)
    )
    return {id_: f"{first} {last}".strip() for id_, first, last in rows}
