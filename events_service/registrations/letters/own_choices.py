"""What participants decide about what reaches them: their calendar's address, its reminders, invitations and news."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.registrations.finding import record_of
from events_service.registrations.holding import Held, changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.sending import Addressed, send_letters
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings


async def renew_calendar_address(database: Database, settings: Settings, id_: UUID, *, now: datetime) -> None:
    """Give a participant's calendar a new address; the old one opens nothing any more. Raises UnknownRegistration."""
    async with changing_one(database, settings, id_, now) as (held, row):
        row.feed_generation += 1
        await _record(held, id_, "calendar_address_renewed")


async def choose_invitations(
    database: Database, settings: Settings, id_: UUID, *, by_mail: bool, now: datetime
) -> None:
    """Switch invitations by mail off or on; what was sent is taken back: nobody would keep it right any more.

    Raises UnknownRegistration.
    """
    async with changing_one(database, settings, id_, now) as (held, row):
        row.invited_by_mail = by_mail
        await held.session.flush()
        if not is_over(held.found, now):
            registration = await record_of(held.session, row)
            letter = Addressed(registration=registration, occasion=Occasion.INVITATIONS)
            await send_letters(held.session, settings, held.found, [letter], now)
        await _record(held, id_, f"invitations_{'on' if by_mail else 'off'}")


async def choose_reminder(
    database: Database, settings: Settings, id_: UUID, *, minutes: int | None, now: datetime
) -> None:
    """Choose how long before a session the own calendar reminds; None: not at all. Raises UnknownRegistration."""
    async with changing_one(database, settings, id_, now) as (held, row):
        if row.remind_minutes != minutes:
            row.remind_minutes, row.changed_at = minutes, now
            await _record(held, id_, "reminder_chosen")


async def choose_news(database: Database, settings: Settings, id_: UUID, *, wanted: bool, now: datetime) -> None:
    """Keep whether somebody wants reminders and news about an event. Raises UnknownRegistration."""
    async with changing_one(database, settings, id_, now) as (held, row):
        if row.wants_news != wanted:
            row.wants_news = wanted
            await _record(held, id_, f"news_{'wanted' if wanted else 'unwanted'}")


async def silent_at(session: AsyncSession, event_key: str) -> set[UUID]:
    """Give who wants no reminders and no news about an event."""
    silent = select(RegistrationRow.id).where(
        RegistrationRow.event_key == event_key, RegistrationRow.wants_news.is_(False)
    )
    return set(await session.scalars(silent))


async def _record(held: Held, id_: UUID, what: str) -> None:
    await audit.append_all(held.session, [held.entry(f"registration.{what}", f"registration:{id_}")])
