"""Loads what documents are made from."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.printing.printed import last_prints
from events_service.printing.printouts import Sources
from events_service.printing.requests import DocumentKind, PrintRequest
from events_service.programme.finding import get_any_event
from events_service.programme.records import AttendanceMode
from events_service.registrations.finding import list_registrations
from events_service.registrations.privacy.needs import totals_among
from events_service.registrations.records import Status
from events_service.settings import Settings


async def load_sources(
    session: AsyncSession,
    settings: Settings,
    event_key: str,
    request: PrintRequest,
    now: datetime,
) -> Sources:
    """Load an event, who is confirmed, and what else the document asked for needs. Raises UnknownEvent."""
    found = await get_any_event(session, event_key)
    registrations = await list_registrations(session, event_key, statuses=[Status.CONFIRMED])
    days = found.event.days if request.document is DocumentKind.CATERER_TOTALS else ()
    eating = [{one.id for one in registrations if one.mode_on(day) is AttendanceMode.IN_PERSON} for day in days]
    counted = await totals_among(session, settings, event_key, eating) if days else []
    return Sources(
        found=found,
        registrations=registrations,
        base_url=settings.base_url,
        printed=await last_prints(session, event_key),
        diets={
            day: [(each.need, each.people) for each in of_day.dietary]
            for day, of_day in zip(days, counted, strict=True)
        },
        now=now,
    )
