"""The badge that goes with a mail: made when the mail leaves, so that it shows the name as it is by then."""

from uuid import UUID

from events_service.database import Database
from events_service.documents.badges import badges
from events_service.mail.records import Attachment
from events_service.printing import preparing
from events_service.printing.beside import PDF, beside
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import get_registration
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.web.i18n import gettext, speaking


async def badge_of(database: Database, settings: Settings, id_: UUID) -> Attachment | None:
    """Print the badge of a registration, or give None where it holds no place any more. Raises NotPrinted."""
    async with database.reading() as session:
        registration = await get_registration(session, id_)
        found = await get_any_event(session, registration.event)
    if registration.status is not Status.CONFIRMED:
        return None
    prepared = preparing.badge(registration, settings.base_url)
    octets = await beside(lambda: badges(preparing.badge_event(found), [prepared]))
    with speaking(registration.language):
        return Attachment(name=f"{gettext('Badge')}.pdf", media_type=PDF, content=octets)
