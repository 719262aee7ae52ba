"""Certify: the certificates of all who attended an event, or of one of them, and what one says by its number."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.certificates import Attended, attended, certificates_of
from events_service.attendance.finding import read_record
from events_service.database import Database
from events_service.documents.records import Certificate
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import list_registrations, record_of
from events_service.registrations.records import Registration
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.tokens import certificate_number
from events_service.settings import Settings
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_


class NobodyAttended(Refusal):
    """There is nobody to certify."""

    status = 409
    slug = "nobody-attended"
    message = N_(
        "The attendance record shows nobody yet whose presence is enough, so there are no certificates. "
        "Check people in first."
    )


class NoCertificate(NotFound):
    """The participant has no certificate."""

    slug = "no-certificate"
    title = N_("No certificate")
    message = N_(
        "There is no certificate here: the attendance record does not show the presence that the event asks for."
    )


class UnknownCertificate(NoCertificate):
    """No certificate of the event has this number."""

    title = N_("There is no such certificate")
    message = N_("No certificate has this number. Please compare it with the paper, letter by letter.")


class Certified(Struct, frozen=True, kw_only=True):
    """What somebody's certificate vouches for."""

    found: FoundEvent
    attended: Attended
    registration: Registration


async def find_certified(database: Database, settings: Settings, event: str, number: str) -> Certified:
    """Give what the certificate of this number says by what is known now. Raises UnknownEvent,
    UnknownCertificate, NoCertificate.

    Anybody may ask, so it reads the record of this one person, and finds them by an index.
    """
    async with database.reading() as session:
        found = await get_any_event(session, event)
        registration = await _by_number(session, event, number)
    if registration is None and await _number(database, settings, event):
        async with database.reading() as session:
            registration = await _by_number(session, event, number)
    if registration is None:
        raise UnknownCertificate
    async with database.reading() as session:
        people = attended(await read_record(session, found, registration), found.event.certificate)
    if not people:
        raise NoCertificate
    return Certified(found=found, attended=people[0], registration=registration)


async def _by_number(session: AsyncSession, event: str, number: str) -> Registration | None:
    row = await session.scalar(
        select(RegistrationRow).where(RegistrationRow.certificate_number == number, RegistrationRow.event_key == event)
    )
    return await record_of(session, row) if row else None


async def _number(database: Database, settings: Settings, event: str) -> bool:
    """Number those who registered before numbers were kept, once for each event, and tell whether there were any."""
    unnumbered = select(RegistrationRow.id).where(
        RegistrationRow.event_key == event, RegistrationRow.certificate_number.is_(None)
    )
    async with database.reading() as session:
        ids = (await session.scalars(unnumbered)).all()
    if ids:
        numbers = [{"id": id_, "certificate_number": certificate_number(settings.secret_key, id_)} for id_ in ids]
        async with database.transaction() as session:
            await session.execute(update(RegistrationRow), numbers)
    return bool(ids)


async def prepare(
    database: Database, settings: Settings, event: str, only: Registration | None = None, *, now: datetime
) -> list[Certificate]:
    """Give the certificates of all who attended an event, or of one of them. Raises NobodyAttended."""
    async with database.reading() as session:
        found = await get_any_event(session, event)
        people = attended(await read_record(session, found, only), found.event.certificate)
        registrations = [only] if only else await list_registrations(session, event)
    if not people:
        raise NobodyAttended
    return certificates_of(
        found,
        people,
        registrations,
        base_url=settings.base_url,
        secret_key=settings.secret_key,
        now=now,
    )
