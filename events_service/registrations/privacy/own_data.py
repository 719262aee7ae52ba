"""All that is kept about a participant, as they may take it along (GDPR Art. 15 and 20)."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.mail.tables import MailRow
from events_service.registrations.asking.answer_files import KeptFile, list_files
from events_service.registrations.privacy.special_needs import SpecialNeeds, decrypt
from events_service.registrations.records import Consents, Registration
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings


class SentMail(Struct, frozen=True, kw_only=True):
    """A mail to the participant; `sent_at` None while it is on its way."""

    kind: str
    subject: str
    written_at: datetime
    sent_at: datetime | None


class OwnData(Struct, frozen=True, kw_only=True):
    """What the service knows of a participant through one registration; `needs_removed_at`: when special needs were."""

    registration: Registration
    consents: Consents
    special_needs: SpecialNeeds
    needs_removed_at: datetime | None
    files: list[KeptFile]
    mails: list[SentMail]


async def own_data(session: AsyncSession, settings: Settings, registration: Registration) -> OwnData:
    """Collect all that is kept under a registration, special needs decrypted."""
    row = await session.get_one(RegistrationRow, registration.id)
    mails = await session.scalars(
        select(MailRow).where(MailRow.registration_id == registration.id).order_by(MailRow.created_at, MailRow.id)
    )
    return OwnData(
        registration=registration,
        consents=row.consents,
        special_needs=decrypt(row.special_needs, secret_key=settings.secret_key, registration=row.id),
        needs_removed_at=row.needs_removed_at if row.special_needs is None else None,
        files=list(await list_files(session, registration.id)),
        mails=[
            SentMail(kind=mail.kind, subject=mail.subject, written_at=mail.created_at, sent_at=mail.sent_at)
            for mail in mails
        ],
    )
