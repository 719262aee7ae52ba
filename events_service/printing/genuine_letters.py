"""Whether a letter of invitation is genuine: found by its number, without telling whom it is for."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from events_service.database import Database
from events_service.printing.letter_tables import InvitationLetterRow
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus, LetterKind
from events_service.registrations.finding import get_registration
from events_service.registrations.records import Registration, Status
from events_service.web.errors import NotFound
from events_service.web.fold import bare
from events_service.web.i18n import N_


class UnknownLetter(NotFound):
    """No letter of the event has this number."""

    slug = "unknown-letter"
    title = N_("There is no such letter")
    message = N_("No letter of invitation has this number. Please compare it with the paper, letter by letter.")


class Genuine(Struct, frozen=True, kw_only=True):
    """A letter that was given: `stands` while its reader has a place and the event takes place."""

    found: FoundEvent
    kind: LetterKind
    issued_at: datetime
    registration: Registration
    stands: bool

    def names(self, written: str) -> bool:
        """Tell whether a name is the one on the letter: as it is written there, or in Latin letters below it."""
        person = self.registration
        turned = f"{person.last_name} {person.first_name}"
        names = {bare(name) for name in (person.name, turned, person.latin_name) if name}
        return bool(bare(written)) and bare(written) in names


async def find_genuine(database: Database, event: str, number: str) -> Genuine:
    """Give the letter of this number at an event. Raises UnknownEvent, UnknownLetter."""
    query = select(InvitationLetterRow).where(InvitationLetterRow.number == number)
    async with database.reading() as session:
        found = await get_any_event(session, event)
        row = await session.scalar(query)
        if row is None or row.issued_at is None:
            raise UnknownLetter
        registration = await get_registration(session, row.registration_id)
    if registration.event != event:
        raise UnknownLetter
    return Genuine(
        found=found,
        kind=row.kind,
        issued_at=row.issued_at,
        registration=registration,
        stands=registration.status is Status.CONFIRMED and found.event.status is EventStatus.PUBLISHED,
    )
