"""The certificate of attendance that goes with a mail: made when the mail leaves, from the record as it is by then."""

from uuid import UUID

from events_service.database import Database
from events_service.documents.certificates import certificates
from events_service.mail.records import Attachment
from events_service.pages.organiser.certificates import NobodyAttended, prepare
from events_service.pages.participant.badge import PDF, beside
from events_service.registrations.finding import get_registration
from events_service.settings import Settings
from events_service.web.i18n import gettext, speaking, translator


async def certificate_of(database: Database, settings: Settings, id_: UUID) -> Attachment | None:
    """Print somebody's certificate, or give None where the record does not show enough presence. Raises NotPrinted."""
    async with database.reading() as session:
        registration = await get_registration(session, id_)
    try:
        prepared = await prepare(database, settings, registration.event, registration)
    except NobodyAttended:
        return None
    octets = await beside(lambda: certificates(prepared, translator))
    with speaking(registration.language):
        return Attachment(name=f"{gettext('Certificate of attendance')}.pdf", media_type=PDF, content=octets)
