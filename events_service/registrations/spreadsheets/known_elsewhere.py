"""People of a file whom another event of the project knows, and what the file leaves open that is known there."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.programme.organising import organises
from events_service.programme.records import Event
from events_service.programme.tables import EventRow
from events_service.programme.words import in_language
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.web.i18n import spoken

TAKEN_OVER = ("first_name", "last_name", "organisation", "country", "category", "language")
"""Fields that are true of somebody at every event."""

_COLUMNS = [getattr(RegistrationRow, field) for field in TAKEN_OVER]
_GONE = [Status.UNCONFIRMED, Status.CANCELLED]


class KnownElsewhere(Struct, frozen=True, kw_only=True):
    """Somebody as another event knows them: its title, and what they say there in the fields that are taken over."""

    event: str
    cells: Mapping[str, str]


async def known_elsewhere(session: AsyncSession, event: Event, account: Account | None) -> Mapping[str, KnownElsewhere]:
    """Give whom the project's other events know and this one does not, by folded address, as the latest has them.

    An account learns only of events that it organises; without one, of all of the project.
    """
    events = await _others(session, event, account)
    here = select(RegistrationRow.email_folded).where(
        RegistrationRow.event_key == event.key, RegistrationRow.status.not_in(_GONE)
    )
    query = (
        select(RegistrationRow.event_key, RegistrationRow.email_folded, *_COLUMNS)
        .join(EventRow, EventRow.key == RegistrationRow.event_key)
        .where(
            RegistrationRow.event_key.in_(events),
            RegistrationRow.status.not_in(_GONE),
            RegistrationRow.email_folded.not_in(here),
        )
        .order_by(EventRow.first_day, RegistrationRow.event_key, RegistrationRow.number)
    )
    return {
        address: KnownElsewhere(event=events[key], cells=dict(zip(TAKEN_OVER, map(_written, values), strict=True)))
        for key, address, *values in await session.execute(query)
    }


async def _others(session: AsyncSession, event: Event, account: Account | None) -> dict[str, str]:
    """Give the titles of the project's other events, by their keys."""
    rows = await session.scalars(
        select(EventRow).where(EventRow.project_key == event.project, EventRow.key != event.key)
    )
    mine = [row.definition for row in rows if account is None or organises(account, row.definition)]
    return {each.key: in_language(each.title, spoken()) for each in mine}


def lacking(cells: Mapping[str, str], known: KnownElsewhere) -> dict[str, str]:
    """Give what a row leaves open, as it is known."""
    return {field: cell for field, cell in known.cells.items() if cell and not cells.get(field)}


def _written(value: object) -> str:
    return str(getattr(value, "value", value))
