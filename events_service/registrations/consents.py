"""Consents that change: photos are a choice at any time, and whoever takes the other one back has the needs removed."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events_service import audit
from events_service.database import Database
from events_service.registrations.holding import hold
from events_service.registrations.tables import RegistrationRow


class KeptNeeds(Struct, frozen=True, kw_only=True):
    """Whether special needs are kept, or when they were removed; both empty where none were ever told."""

    kept: bool
    removed_at: datetime | None


async def kept_needs(database: Database, id_: UUID) -> KeptNeeds:
    """Tell whether special needs are kept under a registration, without a look at them."""
    async with database.reading() as session:
        row = await session.get_one(RegistrationRow, id_)
        kept = row.special_needs is not None
        return KeptNeeds(kept=kept, removed_at=None if kept else row.needs_removed_at)


async def choose_consents(database: Database, id_: UUID, *, photos: bool, special_needs: bool, now: datetime) -> None:
    """Keep what a participant agrees to from now on, after the event as well. Raises UnknownRegistration.

    Without the consent to special needs (GDPR Art. 7(3)) they are removed at once; giving it brings nothing back.
    """
    async with database.transaction() as session:
        _, row = await hold(session, id_, None)
        keeps = special_needs and row.special_needs is not None
        chosen = replace(row.consents, photos=photos, special_needs=keeps)
        if chosen == row.consents:
            return
        if row.special_needs is not None and not keeps:
            row.special_needs, row.needs_removed_at = None, now
        row.consents, row.changed_at = chosen, now
        await audit.append(
            session,
            at=now,
            actor="participant",
            action="registration.consents",
            subject=f"registration:{id_}",
            facts={"photos": str(photos).lower(), "special_needs": str(keeps).lower()},
        )
