"""What is done with a speaker as the audit log has it: by a number that names nobody, for entries stay for good."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.speakers.tables import SpeakerRow


async def note(session: AsyncSession, action: str, row: SpeakerRow, actor: str, now: datetime, **facts: str) -> None:
    """Write into the audit log what was done with a speaker of an event."""
    about = {"speaker": str(row.id), **facts}
    entry = audit.Entry(at=now, actor=actor, action=action, subject=f"event:{row.event_key}", facts=about)
    await audit.append(session, entry)
