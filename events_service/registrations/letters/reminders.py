"""Reminders on a schedule: when each is due, whether it still leaves, and who gets it. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID
from zoneinfo import ZoneInfo

from events_service.complete import for_each, for_some
from events_service.programme.records import AttendanceMode, Event, EventStatus, Reminder, ReminderDay, ReminderReaders
from events_service.registrations.letters.group_records import Audience, Draft, GroupText
from events_service.registrations.letters.own_words import exactly
from events_service.registrations.records import Registration, Status
from events_service.web.i18n import LANGUAGES

TOO_LATE = timedelta(days=1)
"""A reminder that could not leave for longer than this, as the service was down, does not leave any more."""


class Fate(Enum):
    """What becomes of a reminder: it waits for its hour, leaves now, has left, comes too late, or its event is off."""

    WAITS = "waits"
    LEAVES = "leaves"
    SENT = "sent"
    MISSED = "missed"
    OFF = "off"


_STATUSES = for_each(
    ReminderReaders,
    {
        ReminderReaders.CONFIRMED: {Status.CONFIRMED},
        ReminderReaders.IN_PERSON: {Status.CONFIRMED},
        ReminderReaders.ONLINE: {Status.CONFIRMED},
        ReminderReaders.SESSION: {Status.CONFIRMED},
        ReminderReaders.WAITING: {Status.WAITLISTED, Status.OFFERED},
        ReminderReaders.ATTENDED: {Status.CONFIRMED},
    },
)
_WAYS = for_some(
    ReminderReaders,
    {ReminderReaders.IN_PERSON: AttendanceMode.IN_PERSON, ReminderReaders.ONLINE: AttendanceMode.ONLINE},
)


def counted_from(reminder: Reminder, event: Event) -> date:
    """Give the day from which a reminder counts: where the event moves, it moves along."""
    return min(event.days) if reminder.counts_from is ReminderDay.FIRST else max(event.days)


def due_at(reminder: Reminder, event: Event) -> datetime:
    """Give when a reminder leaves."""
    day = counted_from(reminder, event) + timedelta(days=reminder.days)
    return datetime.combine(day, reminder.at, ZoneInfo(event.timezone))


def fate_of(reminder: Reminder, event: Event, *, sent: bool, now: datetime) -> Fate:
    """Decide what becomes of a reminder; `sent`: it has left already for the day from which it counts."""
    due = due_at(reminder, event)
    if sent:
        return Fate.SENT
    if now >= due + TOO_LATE:
        return Fate.MISSED
    if event.status is not EventStatus.PUBLISHED:
        return Fate.OFF
    return Fate.LEAVES if now >= due else Fate.WAITS


def readers(
    reminder: Reminder, event: Event, people: Iterable[Registration], arrived: Collection[UUID], had: Collection[UUID]
) -> list[UUID]:
    """Give who is to get a reminder and has not had it: in a way means on any day."""
    way = _WAYS.get(reminder.to)
    due = due_at(reminder, event)
    return [
        each.id
        for each in people
        if each.id not in had
        and each.status in _STATUSES[reminder.to]
        and (reminder.latecomers or each.created_at <= due)
        and (way is None or way in each.ways_at(event).values())
        and (reminder.to is not ReminderReaders.ATTENDED or each.id in arrived)
        and (reminder.to is not ReminderReaders.SESSION or reminder.session in each.living_sessions)
    ]


def takes_latecomers(reminder: Reminder, event: Event, now: datetime) -> bool:
    """Tell whether somebody who registers now still gets a reminder that has left."""
    begins = datetime.combine(min(event.days), datetime.min.time(), ZoneInfo(event.timezone))
    return reminder.latecomers and event.status is EventStatus.PUBLISHED and now < begins


def draft_of(reminder: Reminder) -> Draft:
    """Give the mail that a reminder is: who reads a language without a text gets English, else the first there is."""
    texts: Mapping[str, GroupText] = {
        code: GroupText(subject=exactly(reminder.subject, code), body=exactly(reminder.text, code))
        for code in LANGUAGES
        if exactly(reminder.subject, code) and exactly(reminder.text, code)
    }
    return Draft(audience=Audience(), texts=texts)
