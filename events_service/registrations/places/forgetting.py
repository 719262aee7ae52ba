"""Forget registrations whose address nobody confirmed: nothing of them is left, and the address is free again."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database, new_id, table_of
from events_service.mail.outbox import withdraw
from events_service.programme.finding import FoundEvent
from events_service.programme.registration_state import end_of, registration_state
from events_service.registrations.records import Status
from events_service.registrations.tables import AnswerFileRow, ChosenSessionRow, RegistrationRow
from events_service.touched import KEYS

TIME_TO_CONFIRM = timedelta(hours=48)
_REGISTRATIONS = table_of(RegistrationRow).c
_UNCONFIRMED = select(_REGISTRATIONS.id).where(
    _REGISTRATIONS.event_key == bindparam("event"),
    _REGISTRATIONS.email_folded == bindparam("email"),
    _REGISTRATIONS.status == Status.UNCONFIRMED,
)


async def forget_due(database: Database, now: datetime) -> int:
    """Forget the registrations whose address was not confirmed in time; give how many there were."""
    due = RegistrationRow.confirm_by <= now
    async with database.reading() as session:
        query = select(RegistrationRow.id).where(due).order_by(RegistrationRow.id).limit(100)
        ids = (await session.scalars(query)).all()
    forgotten = 0
    for id_ in ids:
        async with database.transaction() as session:
            row = await session.get(RegistrationRow, id_, with_for_update={"skip_locked": True}, populate_existing=True)
            if row is None or row.status != Status.UNCONFIRMED:
                continue
            if row.confirm_by is not None and row.confirm_by <= now:
                await forget(session, row, now)
                await audit.append(session, _entry(id_, now))
                forgotten += 1
    return forgotten


def _entry(id_: UUID, now: datetime) -> audit.Entry:
    subject = f"registration:{id_}"
    return audit.Entry(at=now, actor=audit.SERVICE, action="registration.forgotten", subject=subject)


async def forget_address(session: AsyncSession, event_key: str, email_folded: str, now: datetime) -> None:
    """Forget what was entered under an address and not confirmed: the latest application is the one that counts."""
    await session.flush()
    id_ = await session.scalar(_UNCONFIRMED, {"event": event_key, "email": email_folded})
    if id_ is not None:
        await forget(session, await session.get_one(RegistrationRow, id_), now)


async def forget_unconfirmed(session: AsyncSession, row: RegistrationRow | None, now: datetime) -> None:
    """Forget what was entered under an address and not confirmed, by as many statements where there is nothing."""
    await _forget(session, new_id() if row is None else row.id, now)


async def forget_addresses(session: AsyncSession, event_key: str, emails: Collection[str], now: datetime) -> None:
    """Forget likewise what was entered under many addresses, given folded."""
    await session.flush()
    unconfirmed = select(RegistrationRow).where(
        RegistrationRow.event_key == event_key, RegistrationRow.status == Status.UNCONFIRMED
    )
    for row in (await session.scalars(unconfirmed)).all():
        if row.email_folded in emails:
            await forget(session, row, now)


async def forget(session: AsyncSession, row: RegistrationRow, now: datetime) -> None:
    """Remove a registration that never counted, with all that was kept under it; its number is not given again."""
    await _forget(session, row.id, now)


async def _forget(session: AsyncSession, id_: UUID, now: datetime) -> None:
    await withdraw(session, id_)
    for table in (ChosenSessionRow, AnswerFileRow):
        await session.execute(delete(table).where(table.registration_id == id_))
    gone = delete(RegistrationRow).where(RegistrationRow.id == id_)
    await session.execute(gone.execution_options(**{KEYS: [id_]}))
    await audit.erase(session, subject=f"registration:{id_}", at=now)


def confirm_until(found: FoundEvent, now: datetime, *, invited: bool = False) -> datetime:
    """Give until when an address can be confirmed: for two days, and not after registration has closed.

    For those who are `invited` by a link it closes with the event.
    """
    closes = None if invited else registration_state(found, now).closes
    return min(now + TIME_TO_CONFIRM, closes or end_of(found))
