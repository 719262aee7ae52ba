"""Certify: the certificates of all who attended an event, or of one of them, as they are printed."""

from datetime import datetime

from events_service.attendance.certificates import attended, certificates_of
from events_service.attendance.finding import read_record
from events_service.database import Database
from events_service.documents.records import Certificate
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class NobodyAttended(Refusal):
    """There is nobody to certify."""

    status = 409
    slug = "nobody-attended"
    message = N_(
        "The attendance record shows nobody yet whose presence is enough, so there are no certificates. "
        "Check people in first."
    )


async def prepare(
    database: Database, settings: Settings, event: str, only: Registration | None = None, *, now: datetime
) -> list[Certificate]:
    """Give the certificates of all who attended an event, or of one of them. Raises NobodyAttended."""
    async with database.reading() as session:
        found = await get_any_event(session, event)
        people = attended(await read_record(session, found), found.event.certificate)
        registrations = await list_registrations(session, event)
    if only is not None:
        people = [one for one in people if one.registration == only.id]
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
