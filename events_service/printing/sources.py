"""Loads what documents are made from."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.printing.printed import last_prints
from events_service.printing.printouts import Sources
from events_service.printing.requests import DocumentKind, PrintRequest
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.needs import totals
from events_service.registrations.records import Status
from events_service.settings import Settings


async def load_sources(
    session: AsyncSession,
    database: Database,
    settings: Settings,
    event_key: str,
    request: PrintRequest,
    now: datetime,
) -> Sources:
    """Load an event, who is confirmed, and what else the document asked for needs. Raises UnknownEvent."""
    diets: list[tuple[str, int]] = []
    if request.document is DocumentKind.CATERER_TOTALS:
        diets = [(each.need, each.people) for each in (await totals(database, settings, event_key)).dietary]
    return Sources(
        found=await get_any_event(session, event_key),
        registrations=await list_registrations(session, event_key, statuses=[Status.CONFIRMED]),
        base_url=settings.base_url,
        printed=await last_prints(session, event_key),
        diets=diets,
        now=now,
    )
