"""Erase a registration: the place is given back, and all that tells who it was is removed for good."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.mail.outbox import queue, withdraw
from events_service.mail.server import find_way
from events_service.programme.finding import FoundEvent
from events_service.registrations.asking.answer_files import erase_files
from events_service.registrations.finding import record_of
from events_service.registrations.holding import changing_one
from events_service.registrations.import_tables import ImportedPersonRow
from events_service.registrations.letters.calendar_messages import keep
from events_service.registrations.letters.sending import farewell
from events_service.registrations.letters.stray_answers import forget_stray
from events_service.registrations.places import seats
from events_service.registrations.places.settling import settle
from events_service.registrations.privacy.invited import forget_invited
from events_service.registrations.records import Consents, Status
from events_service.registrations.refusals import EvidenceKept
from events_service.registrations.tables import InvitationLinkRow, RegistrationRow
from events_service.registrations.tokens import make_badge_code
from events_service.registrations.window import is_over
from events_service.secrets import hashed, new_token
from events_service.settings import Settings

Attested = Callable[[AsyncSession, str, UUID], Awaitable[bool]]
"""Tells whether there is evidence that somebody was at an event; only the rooms of the door and of the record know."""

Forget = Callable[[AsyncSession, UUID], Awaitable[None]]
"""Forgets what the door keeps of somebody that is no evidence."""


def is_evidence(found: FoundEvent, status: Status, now: datetime, *, attested: bool) -> bool:
    """Tell whether a registration is evidence: of who came, and of who did not come although a place was theirs.

    It is until the project's retention ends (GDPR Art. 17(3)(b)); where none is set, for good.
    """
    retention = found.project.retention
    if retention is not None and now.astimezone(found.zone).date() > retention.until:
        return False
    return attested or (is_over(found, now) and status is Status.CONFIRMED)


async def erase(
    database: Database, settings: Settings, id_: UUID, *, attested: Attested, forget: Forget, now: datetime
) -> None:
    """Erase a registration on its holder's wish; who was registered stays as a number without a person.

    Raises UnknownRegistration, EvidenceKept.
    """
    async with changing_one(database, settings, id_, now) as (held, row):
        session = held.session
        if is_evidence(held.found, row.status, now, attested=await attested(session, row.event_key, id_)):
            raise EvidenceKept
        leaving = await record_of(session, row)
        letter, due = await farewell(session, settings, held.found, leaving, now)
        await seats.give_back(session, held.event, row)
        if row.invitation_link:
            await forget_invited(session, await session.get_one(InvitationLinkRow, row.invitation_link), now)
        await forget_stray(session, row.event_key, row.email)
        _blank(row, now)
        await withdraw(session, id_)
        leaves = (await find_way(session, settings)).url is not None
        if leaves and leaving.status is not Status.UNCONFIRMED:  # else the address would lie there for ever
            await queue(session, letter, sender=settings.mail_from, now=now)
            await keep(session, [(id_, due)], now)
        await erase_files(session, id_)
        await session.execute(delete(ImportedPersonRow).where(ImportedPersonRow.registration_id == id_))
        await forget(session, id_)
        await session.execute(update(RegistrationRow).where(RegistrationRow.party == id_).values(party=None))
        await audit.erase(session, subject=f"registration:{id_}", at=now)
        await settle(held, [held.entry("registration.erased", f"registration:{id_}")], {})


def _blank(row: RegistrationRow, now: datetime) -> None:
    """Remove what tells who it was; the link and the badge open nothing any more."""
    row.status, row.cancelled_at = Status.CANCELLED, row.cancelled_at or now
    row.first_name = row.last_name = row.latin_name = row.email = row.email_folded = row.organisation = ""
    row.consents = Consents(privacy_notice=row.consents.privacy_notice)
    row.answers = row.party = row.left_parts = row.remark = row.seen_at = None
    row.special_needs, row.idempotency_key, row.application_digest, row.salt = None, None, None, None
    row.manage_hash, row.badge_code = hashed(new_token()), make_badge_code()
    row.erased_at = row.changed_at = now
