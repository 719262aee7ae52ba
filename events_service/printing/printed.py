"""Keeps which badge showed what when it was printed, so that only new and changed ones need be printed again."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.printing.tables import BadgePrintRow
from events_service.registrations.tables import RegistrationRow


async def last_prints(session: AsyncSession, event_key: str) -> dict[str, str]:
    """Give the fingerprint of each badge of an event as it was last printed, by the registration's id."""
    rows = await session.execute(
        select(BadgePrintRow.registration_id, BadgePrintRow.fingerprint)
        .join(RegistrationRow, RegistrationRow.id == BadgePrintRow.registration_id)
        .where(RegistrationRow.event_key == event_key)
        .order_by(BadgePrintRow.printed_at, BadgePrintRow.id)
    )
    return {str(registration): fingerprint for registration, fingerprint in rows}


def record_prints(session: AsyncSession, fingerprints: Mapping[str, str], layout: str, now: datetime) -> None:
    """Add the fact that these badges were printed."""
    session.add_all(
        BadgePrintRow(registration_id=UUID(key), layout=layout, fingerprint=fingerprint, printed_at=now)
        for key, fingerprint in fingerprints.items()
    )


async def keep_prints(database: Database, fingerprints: Mapping[str, str], layout: str, now: datetime) -> None:
    """Keep the fact that these badges were printed."""
    if fingerprints:
        async with database.transaction() as session:
            record_prints(session, fingerprints, layout, now)
