"""Remarks: what organisers note of somebody for themselves, and that they were seen at the desk.

It is on no page and in no file of a participant but in their own data, which they may ask for (GDPR Art. 15).
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.registrations.holding import hold
from events_service.registrations.tables import RegistrationRow
from events_service.web.decoding import unfit_faults
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

LONGEST = 2000


class Remark(Struct, frozen=True, kw_only=True):
    """What is noted of somebody: in words, and since when they are known to have been at the desk."""

    text: str = ""
    seen_at: datetime | None = None


async def get_remark(session: AsyncSession, id_: UUID) -> Remark:
    """Give what is noted of somebody who is registered."""
    row = await session.get_one(RegistrationRow, id_)
    return Remark(text=row.remark or "", seen_at=row.seen_at)


async def note(database: Database, id_: UUID, text: str, *, seen: bool, account: Account, now: datetime) -> None:
    """Note something of somebody in place of what was noted before; nobody is told.

    Raises FaultyFields, UnknownRegistration, NotAllowed.
    """
    faults = unfit_faults("remark", text)
    if len(text) > LONGEST:
        faults.append(FieldFault("remark", N_("Write at most 2,000 characters.")))
    if faults:
        raise FaultyFields(faults)
    async with database.transaction() as session:
        _, row = await hold(session, id_, account)
        entries = []
        if (text or None) != row.remark:
            row.remark = text or None
            entries.append(_entry("registration.remark", row, account, now, {"remark": text} if text else {}))
        if seen != (row.seen_at is not None):
            row.seen_at = now if seen else None
            entries.append(_entry("registration.seen" if seen else "registration.unseen", row, account, now, {}))
        await audit.append_all(session, entries)


def _entry(
    action: str, row: RegistrationRow, account: Account, now: datetime, personal: Mapping[str, str]
) -> audit.Entry:
    return audit.Entry(at=now, actor=account.actor, action=action, subject=f"registration:{row.id}", personal=personal)
