"""What goes with a mail: a badge, a letter or a certificate, made when the mail leaves, from what is known by then."""

from uuid import UUID

from events_service import clock
from events_service.attendance.certifying import NobodyAttended, prepare
from events_service.database import Database
from events_service.documents.certificates import certificates
from events_service.mail.records import Attachment, Enclosure
from events_service.printing.beside import PDF, beside
from events_service.printing.enclosing import badge_of, letter_of
from events_service.registrations.finding import get_registration
from events_service.settings import Settings
from events_service.web.i18n import gettext, speaking, translator


async def enclosed(database: Database, settings: Settings, kind: Enclosure, id_: UUID) -> Attachment | None:
    """Make what a mail on a registration announces, or give None where there is none by now. Raises NotPrinted."""
    if kind is Enclosure.BADGE:
        return await badge_of(database, settings, id_)
    if kind is Enclosure.INVITATION_LETTER:
        return await letter_of(database, settings, id_)
    return await certificate_of(database, settings, id_)


async def certificate_of(database: Database, settings: Settings, id_: UUID) -> Attachment | None:
    """Print somebody's certificate, or give None where the record does not show enough presence. Raises NotPrinted."""
    async with database.reading() as session:
        registration = await get_registration(session, id_)
    try:
        prepared = await prepare(database, settings, registration.event, registration, now=clock.now())
    except NobodyAttended:
        return None
    octets = await beside(lambda: certificates(prepared, translator))
    with speaking(registration.language):
        return Attachment(name=f"{gettext('Certificate of attendance')}.pdf", media_type=PDF, content=octets)
