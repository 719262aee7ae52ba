"""The reminder on the day before: sent once, at a decent hour where the event takes place, and kept as evidence."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.mail import outbox
from events_service.mail.tables import MailRow
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings

FROM, UNTIL = time(10), time(21)
"""When the reminder leaves, on clocks where the event takes place. Later it would say "tomorrow" of today."""

AT_ONCE = 100
"""People who are reminded in one transaction: others wait for the event's lock meanwhile."""


def reminds_from(found: FoundEvent) -> datetime:
    """Give when the reminder is due; whoever got a place later has just had a mail that says the same."""
    return datetime.combine(min(found.event.days) - timedelta(days=1), FROM, found.zone)


def is_due(found: FoundEvent, now: datetime) -> bool:
    """Tell whether the reminder leaves now."""
    start = reminds_from(found)
    return found.event.status is EventStatus.PUBLISHED and start <= now < datetime.combine(
        start.date(), UNTIL, found.zone
    )


async def remind_due(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep the events that begin tomorrow, and give how many people were reminded."""
    soon = (
        select(EventRow.key)
        .where(
            # Zones differ by up to a day; `is_due` is exact.
            EventRow.first_day.between(now.date(), now.date() + timedelta(days=2)),
            or_(EventRow.reminded_on.is_(None), EventRow.reminded_on != EventRow.first_day),
            EventRow.status == EventStatus.PUBLISHED,
        )
        .order_by(EventRow.key)
    )
    async with database.reading() as session:
        keys = (await session.scalars(soon)).all()
    reminded = 0
    for key in keys:
        while batch := await _remind_some(database, settings, key, now):
            reminded += batch
    return reminded


async def _remind_some(database: Database, settings: Settings, key: str, now: datetime) -> int:
    async with database.transaction() as session:
        event = await lock(session, key)
        found = await get_any_event(session, key)
        if event.reminded_on == event.first_day or not is_due(found, now):
            return 0
        due = await _not_reminded(session, found)
        people = await list_registrations(session, key, statuses=[Status.CONFIRMED], among=due[:AT_ONCE])
        letters = [write_letter(Occasion.REMINDER, found, each, settings) for each in people]
        await outbox.queue_all(session, letters, sender=settings.mail_from, now=now)
        if len(due) <= AT_ONCE:
            event.reminded_on = event.first_day
        return len(people)


async def _not_reminded(session: AsyncSession, found: FoundEvent) -> Sequence[UUID]:
    """Give who had a place when the reminder was due, wants to be reminded, and has not been for this date.

    They come in the order of arrival, one more than are reminded at once where there are more.
    """
    start = reminds_from(found)
    had_it = exists().where(
        MailRow.registration_id == RegistrationRow.id,
        MailRow.kind == Occasion.REMINDER.value,
        MailRow.created_at >= start,
    )
    due = (
        select(RegistrationRow.id)
        .where(
            RegistrationRow.event_key == found.event.key,
            RegistrationRow.status == Status.CONFIRMED,
            RegistrationRow.confirmed_at < start,
            RegistrationRow.wants_news.is_(True),
            ~had_it,
        )
        .order_by(RegistrationRow.number)
        .limit(AT_ONCE + 1)
    )
    return (await session.scalars(due)).all()
