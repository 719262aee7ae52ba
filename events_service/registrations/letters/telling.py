"""Tell participants that the programme has changed: once for each version of an event, from whichever process."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.gathering import revisions_of
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.calendar_messages import Message, invited_of, messages, send
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Registration, Status
from events_service.registrations.window import is_over
from events_service.settings import Settings

AT_ONCE = 100
"""People who are told in one transaction: others wait for the event's lock meanwhile."""

LIVE = (Status.PENDING, Status.OFFERED, Status.CONFIRMED, Status.WAITLISTED)


async def tell_of_changes(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep events whose definition has changed, and give how many people were told."""
    changed = select(EventRow.key).where(text("invited_version < version")).order_by(EventRow.key)
    async with database.reading() as session:
        keys = (await session.scalars(changed)).all()
    told = 0
    for key in keys:
        told += await _tell_all(database, settings, key, now)
    return told


async def _tell_all(database: Database, settings: Settings, key: str, now: datetime) -> int:
    told, rest = 0, True
    while rest:
        async with database.transaction() as session:
            event = await lock(session, key)
            if event.invited_version >= event.version:
                break
            found = await get_any_event(session, key)
            due_now = await _due(session, settings, found, now)
            letters = [
                (write_letter(occasion, found, registration, settings), due)
                for registration, occasion, due in due_now[:AT_ONCE]
            ]
            await send(session, settings, letters, now)
            rest = len(due_now) > AT_ONCE
            if not rest:
                event.invited_version = event.version
            told += len(due_now[:AT_ONCE])
    return told


async def _due(
    session: AsyncSession, settings: Settings, found: FoundEvent, now: datetime
) -> list[tuple[Registration, Occasion, list[Message]]]:
    """Give who is to be told, why, and by which messages."""
    if found.event.status is EventStatus.DRAFT or is_over(found, now):
        return []
    registrations = await list_registrations(session, found.event.key, statuses=LIVE)
    if not registrations:
        return []
    revisions = (await revisions_of(session, [found.event.key]))[found.event.key]
    invited = await invited_of(session, [each.id for each in registrations])
    called_off = found.event.status is EventStatus.CANCELLED
    know_it = await _told_that_it_is_off(session, found.event.key) if called_off else set()
    listed = []
    for registration in registrations:
        due = messages(found, revisions, registration, invited[registration.id], settings, now)
        if called_off and registration.id not in know_it:
            listed.append((registration, Occasion.CALLED_OFF, due))
        elif due and invited[registration.id]:
            listed.append((registration, Occasion.PROGRAMME_CHANGED, due))
    return listed


async def _told_that_it_is_off(session: AsyncSession, event: str) -> set[UUID]:
    """Give who had the mail already, since those who were not invited leave no other trace of it."""
    query = select(MailRow.registration_id).where(MailRow.event_key == event, MailRow.kind == Occasion.CALLED_OFF.value)
    return {id_ for id_ in await session.scalars(query) if id_ is not None}
