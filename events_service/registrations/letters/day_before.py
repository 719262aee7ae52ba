"""The reminder on the day before: sent once, at a decent hour where the event takes place, and kept as evidence."""

from datetime import datetime, time, timedelta

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
from events_service.registrations.records import Registration, Status
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
        people = await _not_reminded(session, found)
        for registration in people[:AT_ONCE]:
            letter = write_letter(Occasion.REMINDER, found, registration, settings)
            await outbox.queue(session, letter, sender=settings.mail_from, now=now)
        if len(people) <= AT_ONCE:
            event.reminded_on = event.first_day
        return len(people[:AT_ONCE])


async def _not_reminded(session: AsyncSession, found: FoundEvent) -> list[Registration]:
    """Give who had a place when the reminder was due, wants to be reminded, and has not been for this date."""
    start = reminds_from(found)
    had_it = exists().where(
        MailRow.registration_id == RegistrationRow.id,
        MailRow.kind == Occasion.REMINDER.value,
        MailRow.created_at >= start,
    )
    ids = await session.scalars(
        select(RegistrationRow.id).where(
            RegistrationRow.event_key == found.event.key,
            RegistrationRow.status == Status.CONFIRMED,
            RegistrationRow.confirmed_at < start,
            RegistrationRow.wants_news.is_(True),
            ~had_it,
        )
    )
    wanted = set(ids)
    if not wanted:
        return []
    confirmed = await list_registrations(session, found.event.key, statuses=[Status.CONFIRMED])
    return [registration for registration in confirmed if registration.id in wanted]
