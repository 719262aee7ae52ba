"""The mails to one person, as they may take them along with all else that is kept of them (GDPR Art. 15 and 20)."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.mail.tables import MailRow


class SentMail(Struct, frozen=True, kw_only=True):
    """A mail to them; `sent_at` None while it is on its way."""

    subject: str
    written_at: datetime
    sent_at: datetime | None


async def mails_of(session: AsyncSession, batch: UUID) -> list[SentMail]:
    """Give the mails under the mark by which those to one person are told from others, in their order."""
    rows = await session.scalars(select(MailRow).where(MailRow.batch == batch).order_by(MailRow.id))
    return [SentMail(subject=row.subject, written_at=row.created_at, sent_at=row.sent_at) for row in rows]
