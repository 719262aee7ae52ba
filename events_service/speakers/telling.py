"""Tell speakers of what has changed in their sessions, once it is released; and forget them when all is long over.

As with participants, what is told follows from what each was last told and what holds now: changes that come one
after the other are one mail, and one that was taken back is none.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.programme.records import EventStatus
from events_service.programme.release_records import Reach
from events_service.programme.tables import EventRow, EventVersionRow
from events_service.registrations.holding import lock
from events_service.registrations.letters.telling import QUIET
from events_service.registrations.privacy.notice import NEEDS_KEPT_DAYS
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.speakers.answering import forget
from events_service.speakers.finding import Own, find_row, get_own
from events_service.speakers.letters import SpeakerOccasion, tell
from events_service.speakers.records import Answer, Schedule, other_times, schedule_of
from events_service.speakers.refusals import UnknownSpeakerLink
from events_service.speakers.tables import SpeakerRow
from events_service.sweeping import Sweep, sweep

AT_ONCE = 100


def occasion_of(told: Schedule, planned: Schedule) -> SpeakerOccasion | None:
    """Decide which mail somebody gets who was last `told` of other sessions than are `planned` now; None: none."""
    if told == planned:
        return None
    if not planned:
        return SpeakerOccasion.CALLED_OFF
    return SpeakerOccasion.MOVED if other_times(told, planned) else SpeakerOccasion.CHANGED


async def tell_speakers(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep the speakers of events that were released, or changed and have been quiet since; give who was mailed."""
    async with database.reading() as session:
        due = (await session.scalars(_due(now).limit(AT_ONCE))).all()
    return sum([await _tell_one(database, settings, row.event_key, row.key, now) for row in due])


def _due(now: datetime) -> Select[SpeakerRow]:
    latest = (EventVersionRow.event_key == EventRow.key) & (EventVersionRow.version == EventRow.version)
    return (
        select(SpeakerRow)
        .join(EventRow, EventRow.key == SpeakerRow.event_key)
        .outerjoin(EventVersionRow, latest)
        .where(SpeakerRow.asked_at.is_not(None), SpeakerRow.told_version < EventRow.version)
        .where(EventRow.status != EventStatus.DRAFT)
        .where(or_(EventRow.changed_at <= now - QUIET, EventVersionRow.reach.is_not(None)))
        .order_by(SpeakerRow.id)
    )


async def _tell_one(database: Database, settings: Settings, event: str, key: str, now: datetime) -> int:
    async with database.transaction() as session:
        version = (await lock(session, event)).version
        row = await find_row(session, event, key, lock=True)
        if row is None or row.told_version >= version:
            return 0
        own = await _own(session, row)
        released = await session.get(EventVersionRow, (event, version))
        row.told_version = version
        if own is None:
            return 0
        planned = schedule_of(own.found, key)
        occasion, row.told = occasion_of(row.told, planned), planned
        silent = released is not None and released.reach is Reach.NOBODY
        if occasion is None or silent or not row.email or row.answer is Answer.DECLINED or is_over(own.found, now):
            return 0
        await tell(session, settings, own, occasion, now)
        return 1


async def _own(session: AsyncSession, row: SpeakerRow) -> Own | None:
    """Give what a speaker may see, None for who is taken out."""
    try:
        return await get_own(session, row)
    except UnknownSpeakerLink:
        return None


async def forget_speakers_due(database: Database, now: datetime) -> int:
    """Forget addresses and answers of speakers a month after their event, and give how many there were."""
    ended = EventRow.last_day < (now - timedelta(days=NEEDS_KEPT_DAYS)).date()
    what = Sweep(
        table=SpeakerRow,
        due=select(SpeakerRow)
        .join(EventRow, EventRow.key == SpeakerRow.event_key)
        .where(ended, or_(SpeakerRow.email > "", SpeakerRow.asked_at.is_not(None), SpeakerRow.remark > ""))
        .order_by(SpeakerRow.id),
        forget=_forget,
        action="speaker.forgotten",
        subject="speakers",
        counted="speakers",
    )
    return await sweep(database, what, now)


async def _forget(session: AsyncSession, row: SpeakerRow, _: datetime) -> None:
    await forget(session, row)
