"""The badge or letter that goes with a mail: made when the mail leaves, so that it shows the name as it is by then."""

from uuid import UUID

from events_service import clock
from events_service.database import Database
from events_service.documents.badges import badges
from events_service.documents.invitation_letters import invitation_letters
from events_service.mail.records import Attachment
from events_service.printing import preparing
from events_service.printing.beside import PDF, beside
from events_service.printing.giving_letters import NobodyToInvite, prepare_orders
from events_service.printing.invitation_letters import NoLetterhead
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import get_registration
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.web.i18n import gettext, speaking, translator


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


async def letter_of(database: Database, settings: Settings, id_: UUID) -> Attachment | None:
    """Print somebody's letter for a mission order, or give None where they may have none now. Raises NotPrinted."""
    async with database.reading() as session:
        registration = await get_registration(session, id_)
    try:
        prepared = await prepare_orders(database, settings, registration.event, [id_], now=clock.now())
    except (NobodyToInvite, NoLetterhead):
        return None
    octets = await beside(lambda: invitation_letters(prepared, translator))
    with speaking(registration.language):
        return Attachment(name=f"{gettext('Letter of invitation')}.pdf", media_type=PDF, content=octets)
