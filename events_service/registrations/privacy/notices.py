"""Privacy notices as they were shown: kept word for word, once for each wording, and named by each registration."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import table_of
from events_service.programme.finding import FoundEvent
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.records import Notice
from events_service.registrations.tables import NoticeRow
from events_service.web.i18n import or_english

_NOTICES = table_of(NoticeRow).c
_KEPT = select(_NOTICES.version).where(_NOTICES.version == bindparam("version"))


async def keep_notice(session: AsyncSession, found: FoundEvent, language: str, now: datetime) -> str:
    """Keep the notice that a person sees in a language, and give its version.

    The event's row is locked, so a wording is kept by one of all who see it.
    """
    notice = privacy_notice(found, or_english(language))
    version = notice.version
    if await session.scalar(_KEPT, {"version": version}) is None:
        session.add(NoticeRow(version=version, event_key=found.event.key, notice=notice, shown_at=now))
        await session.flush()  # the next of a party has read the same
    return version


async def find_notice(session: AsyncSession, event_key: str, version: str) -> Notice | None:
    """Give a notice of an event as it was shown under a version."""
    row = await session.get(NoticeRow, version)
    return row.notice if row and row.event_key == event_key else None
