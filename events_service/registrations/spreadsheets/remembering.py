"""What a human called the columns of a file, kept for the next file of the project with the same heading."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.registrations.import_tables import RememberedHeadingRow
from events_service.registrations.spreadsheets.heading_row import Fields, Heading, remembered_as


async def remembered(session: AsyncSession, project: str) -> Mapping[tuple[str, ...], Fields]:
    """Give the fields of the columns below each heading that a human spoke of in a project."""
    rows = await session.scalars(select(RememberedHeadingRow).where(RememberedHeadingRow.project_key == project))
    return {tuple(row.words): {int(column): field for column, field in row.fields.items()} for row in rows}


async def remember(session: AsyncSession, project: str, heading: Heading, fields: Fields, now: datetime) -> None:
    """Keep what a human called the columns below a heading; where none is, nothing tells them again."""
    words = remembered_as(heading.cells)
    if not any(words):
        return
    await session.merge(
        RememberedHeadingRow(
            project_key=project,
            digest=hashlib.sha256("\n".join(words).encode()).hexdigest(),
            words=list(words),
            fields={str(column): field for column, field in fields.items()},
            used_at=now,
        )
    )
