"""Send reminders on a schedule: each once for the day it counts from, whoever sweeps, and however often."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database, new_id
from events_service.mail.tables import MailRow
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus, Reminder
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.group_records import Draft
from events_service.registrations.letters.group_tables import GroupMailRow
from events_service.registrations.letters.own_choices import silent_at
from events_service.registrations.letters.reminders import (
    Fate,
    counted_from,
    draft_of,
    due_at,
    fate_of,
    readers,
    takes_latecomers,
)
from events_service.registrations.letters.scheduled_tables import SentReminderRow
from events_service.registrations.tables import RegistrationRow

FARTHEST = timedelta(days=370)
"""Days between an event and its farthest reminder, and some for the zones."""

NOBODY = UUID(int=0)
"""Stands where a mail to a group names the account that sent it: the schedule did."""

Arrived = Callable[[AsyncSession, str], Awaitable[Collection[UUID]]]
"""Gives who was checked in at an event."""


class Scheduled(Struct, frozen=True, kw_only=True):
    """A reminder, when it leaves, what becomes of it, and once it has left its batch and how many people got it."""

    reminder: Reminder
    due: datetime
    fate: Fate
    batch: UUID | None
    people: int


async def send_reminders(database: Database, arrived: Arrived, now: datetime) -> int:
    """Sweep the events with reminders, and give to how many people some were sent."""
    with_reminders = (
        select(EventRow.key)
        .where(
            EventRow.status == EventStatus.PUBLISHED,
            EventRow.first_day.between(now.date() - 2 * FARTHEST, now.date() + FARTHEST),
            type_coerce(EventRow.definition, Text).contains('"reminders":'),
        )
        .order_by(EventRow.key)
    )
    async with database.reading() as session:
        keys = (await session.scalars(with_reminders)).all()
        due = [key for key in keys if await _is_due(session, await get_any_event(session, key), now)]
    sent = 0
    for key in due:
        async with database.transaction() as session:
            await lock(session, key)
            found = await get_any_event(session, key)
            rows = await _sent(session, found)
            for reminder in found.event.reminders:
                sent += await _send(session, found, reminder, rows.get(reminder.key), arrived, now)
    return sent


async def list_scheduled(session: AsyncSession, found: FoundEvent, now: datetime) -> list[Scheduled]:
    """Give the reminders of an event in the order in which they leave."""
    rows = await _sent(session, found)
    batches = {row.id for row in rows.values()}
    counted = select(MailRow.batch, func.count()).where(MailRow.batch.in_(batches)).group_by(MailRow.batch)
    people = dict((await session.execute(counted)).all())
    listed = []
    for reminder in found.event.reminders:
        row = rows.get(reminder.key)
        listed.append(
            Scheduled(
                reminder=reminder,
                due=due_at(reminder, found.event),
                fate=fate_of(reminder, found.event, sent=row is not None, now=now),
                batch=row.id if row else None,
                people=people.get(row.id, 0) if row else 0,
            )
        )
    return sorted(listed, key=lambda each: each.due)


async def _is_due(session: AsyncSession, found: FoundEvent, now: datetime) -> bool:
    """Look without a lock whether anything is to be done, which is seldom so."""
    rows = await _sent(session, found)
    for reminder in found.event.reminders:
        row = rows.get(reminder.key)
        if row is None and fate_of(reminder, found.event, sent=False, now=now) is Fate.LEAVES:
            return True
        if row is not None and takes_latecomers(reminder, found.event, now):
            newer = RegistrationRow.event_key == found.event.key, RegistrationRow.changed_at > row.looked_at
            if await session.scalar(select(func.count()).select_from(RegistrationRow).where(*newer)):
                return True
    return False


async def _send(
    session: AsyncSession,
    found: FoundEvent,
    reminder: Reminder,
    row: SentReminderRow | None,
    arrived: Arrived,
    now: datetime,
) -> int:
    """Let a reminder leave if it is due, or to latecomers once it has (`row`); the event is locked."""
    late = row is not None and takes_latecomers(reminder, found.event, now)
    if not late and fate_of(reminder, found.event, sent=row is not None, now=now) is not Fate.LEAVES:
        return 0
    key = found.event.key
    if row is None:
        day = counted_from(reminder, found.event)
        row = SentReminderRow(
            id=new_id(), event_key=key, reminder=reminder.key, counts_from=day, sent_at=now, looked_at=now
        )
        session.add(row)
    mail = await session.get(GroupMailRow, row.id, with_for_update=True)
    people = await _readers(session, found, reminder, row.id, arrived)
    people = [id_ for id_ in people if mail is None or id_ not in mail.remaining]
    row.looked_at = now
    if mail is None and people:
        session.add(_mail(row, draft_of(reminder), people))
    elif mail is not None and people:
        mail.remaining, mail.people, mail.finished_at = [*mail.remaining, *people], mail.people + len(people), None
    return len(people)


def _mail(row: SentReminderRow, draft: Draft, people: list[UUID]) -> GroupMailRow:
    """Give the mail to a group that a reminder is; its copies are written as of any other."""
    return GroupMailRow(
        id=row.id,
        event_key=row.event_key,
        account_id=NOBODY,
        draft=draft,
        people=len(people),
        remaining=people,
        created_at=row.sent_at,
    )


async def _readers(
    session: AsyncSession, found: FoundEvent, reminder: Reminder, batch: UUID, arrived: Arrived
) -> list[UUID]:
    """Give who is to get it: nobody who had it in this batch, nobody who wants no news."""
    key = found.event.key
    written_to = select(MailRow.registration_id).where(MailRow.batch == batch, MailRow.registration_id.is_not(None))
    had = {*await silent_at(session, key), *await session.scalars(written_to)}
    people = await list_registrations(session, key)
    return readers(reminder, found.event, people, await arrived(session, key), had)


async def _sent(session: AsyncSession, found: FoundEvent) -> dict[str, SentReminderRow]:
    """Give which reminders have left for the days from which they count now, by their keys."""
    days = {reminder.key: counted_from(reminder, found.event) for reminder in found.event.reminders}
    rows = await session.scalars(select(SentReminderRow).where(SentReminderRow.event_key == found.event.key))
    return {row.reminder: row for row in rows if days.get(row.reminder) == row.counts_from}
