"""Thanks with the certificate: by themselves on the day after the event, and again when an organiser asks for it.

The record may grow for weeks, as paper is read. Each sending goes to those whose presence reaches the event's rule by
then and who have not had the mail, so nobody gets it twice, and nobody who was not there.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.attendance.certificates import attended
from events_service.attendance.finding import read_record
from events_service.database import Database
from events_service.mail import outbox
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import end_of
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.sending import had
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Registration, RegistrationId
from events_service.settings import Settings

FROM = time(10)
"""When thanks leave by themselves, on clocks where the event took place."""

NOT_LATER = timedelta(days=7)
"""After so many days nobody is thanked unasked: a service that comes back after a month stays silent."""

AT_ONCE = 100


async def thank_due(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep the events that ended yesterday, and give how many people were thanked."""
    ended = (
        select(EventRow.key)
        .where(
            EventRow.last_day.between(now.date() - NOT_LATER, now.date()),
            EventRow.thanked_on.is_(None),
            EventRow.status == EventStatus.PUBLISHED,
        )
        .order_by(EventRow.key)
    )
    async with database.reading() as session:
        keys = (await session.scalars(ended)).all()
    thanked = 0
    for key in keys:
        async with database.reading() as session:
            found = await get_any_event(session, key)
        if now >= datetime.combine(end_of(found).date(), FROM, found.zone):
            thanked += await thank(database, settings, key, now=now)
    return thanked


async def thank(
    database: Database, settings: Settings, key: str, *, now: datetime, account: Account | None = None
) -> int:
    """Thank all who were there and have not been thanked; give how many. `account`: the organiser who asked for it."""
    async with database.reading() as session:
        were_there = await _were_there(session, await get_any_event(session, key))
    thanked = 0
    # A last part, and be it an empty one, ends the sending.
    for start in range(0, len(were_there) + 1, AT_ONCE):
        some = were_there[start : start + AT_ONCE]
        async with database.transaction() as session:
            event = await lock(session, key)
            found = await get_any_event(session, key)
            if account is None and event.thanked_on is not None:
                break
            people = await _not_thanked(session, key, some)
            letters = [write_letter(Occasion.THANKS, found, each, settings) for each in people]
            await outbox.queue_all(session, letters, sender=settings.mail_from, now=now)
            thanked += len(people)
            if len(some) < AT_ONCE:
                event.thanked_on = now.astimezone(found.zone).date()
                if thanked:
                    await audit.append(session, _sent(key, thanked, now, account))
    return thanked


async def _were_there(session: AsyncSession, found: FoundEvent) -> list[RegistrationId]:
    """Give whose presence reaches the event's rule, in the order of their ids."""
    return sorted(one.registration for one in attended(await read_record(session, found), found.event.certificate))


async def _not_thanked(session: AsyncSession, key: str, people: Sequence[RegistrationId]) -> list[Registration]:
    had_it = await had(session, Occasion.THANKS, people)
    registrations = await list_registrations(session, key, among=people)
    return [each for each in registrations if each.id not in had_it and each.erased_at is None]


def _sent(key: str, thanked: int, now: datetime, account: Account | None) -> audit.Entry:
    actor = account.actor if account else audit.OPERATOR
    facts = {"people": str(thanked)}
    return audit.Entry(at=now, actor=actor, action="certificates.sent", subject=f"event:{key}", facts=facts)
