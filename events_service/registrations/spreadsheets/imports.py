"""The imports of an event, as organisers see them: which file, by whom, what came of it, and whether it was undone."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.registrations.import_tables import ImportRow
from events_service.web.errors import NotFound
from events_service.web.i18n import N_

MOST_LISTED = 20


class UnknownImport(NotFound):
    """The event has no such import."""

    message = N_("There is no such import.")


class PastImport(Struct, frozen=True, kw_only=True):
    """An import that changed something: how many it `entered` and `updated`; `undone_at` where it was taken back."""

    id: UUID
    file_name: str
    actor: str
    imported_at: datetime
    entered: int
    updated: int
    mailed: bool
    undone_at: datetime | None


async def list_imports(session: AsyncSession, event_key: str) -> list[PastImport]:
    """Give the last imports of an event, the latest first."""
    query = (
        select(ImportRow)
        .where(ImportRow.event_key == event_key)
        .order_by(ImportRow.imported_at.desc(), ImportRow.id)
        .limit(MOST_LISTED)
    )
    return [
        PastImport(**{name: getattr(row, name) for name in PastImport.__struct_fields__})
        for row in await session.scalars(query)
    ]
