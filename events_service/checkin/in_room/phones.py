"""Whose phone it is: one phone confirms for one person at an event, and knows them by a cookie of its own."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.checkin.in_room.refusals import OtherPhone
from events_service.checkin.in_room.tables import RoomPhoneRow
from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.registrations.privacy.notice import PHONES_KEPT_DAYS
from events_service.registrations.records import Registration, RegistrationId
from events_service.secrets import hashed
from events_service.sweeping import Sweep, drop, sweep
from events_service.uniqueness import refusing
from events_service.web.i18n import gettext

ONE_PERSON = "pk_room_phones"


def forget_at(found: FoundEvent) -> datetime:
    """Give when the phones of an event are forgotten."""
    return datetime.combine(max(found.event.days) + timedelta(days=PHONES_KEPT_DAYS + 1), time(), found.zone)


def whom_to_ask(found: FoundEvent) -> str:
    """Name whom a participant asks in the room: the event's contact, or else its host."""
    return found.contact.line if found.contact else gettext("the host of this event")


class BoundMeanwhile(Exception):
    """Somebody else bound the phone at the same moment."""


async def holder_of(session: AsyncSession, event_key: str, cookie: str | None) -> RegistrationId | None:
    """Give whose phone it is at an event, by its cookie; None where it is nobody's."""
    if not cookie:
        return None
    row = await session.get(RoomPhoneRow, (event_key, hashed(cookie)))
    return RegistrationId(row.registration_id) if row else None


async def phones_of(session: AsyncSession, registration: UUID) -> Sequence[RoomPhoneRow]:
    """Give the phones that confirm for somebody, in the order in which they became theirs."""
    mine = select(RoomPhoneRow).where(RoomPhoneRow.registration_id == registration)
    return (await session.scalars(mine.order_by(RoomPhoneRow.bound_at, RoomPhoneRow.token_hash))).all()


async def bind(database: Database, found: FoundEvent, registration: Registration, cookie: str, now: datetime) -> None:
    """Bind a phone to a person for an event; it may be theirs already. Raises OtherPhone for another's."""
    row = RoomPhoneRow(
        event_key=found.event.key,
        token_hash=hashed(cookie),
        registration_id=registration.id,
        bound_at=now,
        forget_at=forget_at(found),
    )
    try:
        with refusing(ONE_PERSON, BoundMeanwhile()):
            async with database.transaction() as session:
                holder = await holder_of(session, found.event.key, cookie)
                if holder is None:
                    session.add(row)
    except BoundMeanwhile:  # two at once: the first one has it
        async with database.reading() as session:
            holder = await holder_of(session, found.event.key, cookie)
    if holder not in {None, registration.id}:
        raise OtherPhone(contact=whom_to_ask(found))


async def forget_phones_due(database: Database, now: datetime) -> int:
    """Forget whose phones they were, some time after their event; give how many there were."""
    due = (
        select(RoomPhoneRow)
        .where(RoomPhoneRow.forget_at <= now)
        .order_by(RoomPhoneRow.event_key, RoomPhoneRow.token_hash)
    )
    what = Sweep(
        table=RoomPhoneRow,
        due=due,
        forget=drop,
        action="room.forgotten",
        subject="room-phones",
        counted="phones",
    )
    return await sweep(database, what, now)
