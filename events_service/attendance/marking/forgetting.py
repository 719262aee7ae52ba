"""Forget why somebody was excused, once they are erased: that they were stays, as a number without a person."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.tables import EvidenceMarkRow

ERASED = "–"
"""What stands for a reason that was erased."""


async def forget_reasons(session: AsyncSession, registration: UUID) -> None:
    """Remove the reasons; the entry that is written with it binds the rows as they are then."""
    of_one = EvidenceMarkRow.registration_id == registration
    for row in await session.scalars(select(EvidenceMarkRow).where(of_one, EvidenceMarkRow.reason.is_not(None))):
        row.reason, row.salt = ERASED, None
