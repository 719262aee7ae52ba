"""The word to those who still wait on the evening before: they must not set out, and plan their day otherwise."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import begin_of
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.sending import Addressed, had, send_letters
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings

FROM = time(18)
"""When it leaves on the day before, on clocks where the event takes place: till then a place may become free."""

AT_ONCE = 100


def says_from(found: FoundEvent) -> datetime:
    """Give when those who wait are told."""
    return datetime.combine(min(found.event.days) - timedelta(days=1), FROM, found.zone)


async def tell_who_waits(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep the events that begin tomorrow, and give how many were told that no place has become free."""
    waits = select(RegistrationRow.id).where(
        RegistrationRow.event_key == EventRow.key, RegistrationRow.status == Status.WAITLISTED
    )
    soon = (
        select(EventRow.key)
        .where(
            # Zones differ by up to a day; `says_from` is exact.
            EventRow.first_day.between(now.date() - timedelta(days=1), now.date() + timedelta(days=2)),
            EventRow.status == EventStatus.PUBLISHED,
            waits.exists(),
        )
        .order_by(EventRow.key)
    )
    async with database.reading() as session:
        keys = (await session.scalars(soon)).all()
    told = 0
    for key in keys:
        last: int | None = 0
        while last is not None:
            people, last = await _tell_some(database, settings, key, last, now)
            told += people
    return told


async def _tell_some(
    database: Database, settings: Settings, key: str, last: int, now: datetime
) -> tuple[int, int | None]:
    """Tell some of those who wait, and give how many, and the number of the last who was looked at."""
    async with database.transaction() as session:
        await lock(session, key)
        found = await get_any_event(session, key)
        if not says_from(found) <= now < begin_of(found):
            return 0, None
        waiting = await list_registrations(session, key, statuses=[Status.WAITLISTED], after=last, limit=AT_ONCE)
        if not waiting:
            return 0, None
        told = await had(session, Occasion.STILL_WAITING, [each.id for each in waiting], says_from(found))
        addressed = [
            Addressed(registration=each, occasion=Occasion.STILL_WAITING) for each in waiting if each.id not in told
        ]
        await send_letters(session, settings, found, addressed, now)
        return len(addressed), waiting[-1].number
