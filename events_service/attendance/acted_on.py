"""Whether anybody acted on people at the door or the desk: a badge, a letter, a scan, a note; all in one statement."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.tables import EvidenceMarkRow
from events_service.checkin.tables import CheckInRow, ScanAsideRow
from events_service.printing.letter_tables import InvitationLetterRow
from events_service.printing.tables import BadgePrintRow


async def is_acted_on(session: AsyncSession, registrations: Collection[UUID]) -> bool:
    """Tell whether a badge of any of some people was printed or scanned, a letter given, or noted that they came."""
    tables = (BadgePrintRow, InvitationLetterRow, CheckInRow, ScanAsideRow, EvidenceMarkRow)
    acted = or_(
        *(select(table.registration_id).where(table.registration_id.in_(registrations)).exists() for table in tables)
    )
    return bool(await session.scalar(select(acted)))
