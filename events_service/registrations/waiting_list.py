"""The waiting list: whoever waited longest gets the seat that became free, and is told in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations import seats
from events_service.registrations.finding import get_registration
from events_service.registrations.inviting import queue_with_invitations
from events_service.registrations.letters import OF_STATUS, Occasion, write_letter
from events_service.registrations.records import Status
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings


async def promote(
    session: AsyncSession, event: EventRow, found: FoundEvent, now: datetime, *, arrived: Iterable[UUID] = ()
) -> Mapping[UUID, Occasion]:
    """Hand out free seats and give who is to be told what: those who waited, and nothing of those just `arrived`.

    After the event's last day nobody is moved up any more, save those who are entered then.
    """
    arrivals = set(arrived)
    if not arrivals and (is_over(found, now) or found.event.status is not EventStatus.PUBLISHED):
        return {}
    filled = await seats.fill(session, event, now)
    told = {id_: Occasion.SESSION_PLACE for id_, _ in filled.sessions}
    told |= dict.fromkeys(filled.event, Occasion.PROMOTED)
    for id_ in told:
        (await session.get_one(RegistrationRow, id_)).changed_at = now  # their calendars are no longer the same
    return {id_: occasion for id_, occasion in told.items() if id_ not in arrivals}


async def tell(
    session: AsyncSession,
    settings: Settings,
    found: FoundEvent,
    letters: Mapping[UUID, Occasion | None],
    now: datetime,
    *,
    even_after: bool = False,
) -> None:
    """Queue a letter to each; an occasion None stands for the one that fits the registration's status.

    Nobody gets mail about an event that is over, unless they asked for it.
    """
    if is_over(found, now) and not even_after:
        return
    await session.flush()
    for id_, occasion in letters.items():
        registration = await get_registration(session, id_)
        registrant = await session.get(RegistrationRow, registration.party) if registration.party else None
        registered_by = f"{registrant.first_name} {registrant.last_name}" if registrant and occasion is None else None
        letter = write_letter(occasion or OF_STATUS[registration.status], found, registration, settings, registered_by)
        await queue_with_invitations(session, settings, found, registration, letter, now)


async def record_promotions(session: AsyncSession, promoted: Mapping[UUID, Occasion], now: datetime) -> None:
    """Write to the audit log who was moved up; call it last in a transaction."""
    for id_, occasion in promoted.items():
        await audit.append(
            session,
            at=now,
            actor="waiting list",
            action=f"registration.{occasion.value}",
            subject=f"registration:{id_}",
        )


async def promote_due(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep events that have both free seats and people waiting, as after a raised capacity; give how many moved up."""
    async with database.reading() as session:
        keys = (await session.scalars(_with_free_seats_and_waiting(now))).all()
    moved = 0
    for key in keys:
        async with database.transaction() as session:
            event = await seats.lock(session, key)
            found = await get_any_event(session, key)
            promoted = await promote(session, event, found, now)
            await tell(session, settings, found, promoted, now)
            await record_promotions(session, promoted, now)
        moved += len(promoted)
    return moved


def _with_free_seats_and_waiting(now: datetime) -> Select[str]:
    waiting = select(RegistrationRow.id).where(
        RegistrationRow.event_key == EventRow.key, RegistrationRow.status == Status.WAITLISTED.value
    )
    waiting_for_session = (
        select(ChosenSessionRow.session_key)
        .join(RegistrationRow, RegistrationRow.id == ChosenSessionRow.registration_id)
        .join(
            SessionRow,
            (SessionRow.event_key == ChosenSessionRow.event_key) & (SessionRow.key == ChosenSessionRow.session_key),
        )
        .where(
            ChosenSessionRow.event_key == EventRow.key,
            ChosenSessionRow.status == Status.WAITLISTED.value,
            RegistrationRow.status == Status.CONFIRMED.value,
            or_(SessionRow.capacity.is_(None), SessionRow.seats_taken < SessionRow.capacity),
        )
    )
    free = or_(EventRow.capacity.is_(None), EventRow.seats_taken < EventRow.capacity)
    return (
        select(EventRow.key)
        .where(
            EventRow.status == EventStatus.PUBLISHED.value,
            EventRow.last_day >= now.date() - timedelta(days=1),  # zones differ by up to a day; `promote` is exact
            or_(free & waiting.exists(), waiting_for_session.exists()),
        )
        .order_by(EventRow.key)
    )
