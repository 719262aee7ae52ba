"""What is known where scans arrive: their events, whose badges they are, who came already, which scans came before."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.binding import kinds
from events_service.checkin.finding import COUNTING
from events_service.checkin.records import FirstScan, Holder
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.programme.records import Event
from events_service.programme.tables import EventRow
from events_service.registrations.finding import COUNTS
from events_service.registrations.records import RegistrationId
from events_service.registrations.tables import RegistrationRow
from events_service.touched import KEYS, note

Arrivals = frozenset[tuple[RegistrationId, str]]
"""Who was admitted where: pairs of a registration and a checkpoint's key."""


_SCAN = kinds()[CheckInRow.__tablename__]


class Known(Struct, frozen=True, kw_only=True):
    """The facts that scans are judged by; `events` by their keys, `holders` by badge codes, `first` by scans' ids."""

    events: Mapping[str, Event]
    holders: Mapping[str, Holder]
    first: Mapping[UUID, FirstScan]
    arrivals: Arrivals


async def read_known(
    session: AsyncSession, *, events: Collection[str], codes: Collection[str], ids: Sequence[UUID]
) -> Known:
    """Load what scans are judged by, and lock the people whose badges they are.

    They are locked in one order: of two devices that scan one person at once, the second sees what the first has done.
    """
    found = await _events(session, events)
    holders = await _holders(session, codes)
    return Known(
        events=found,
        holders=holders,
        first=await first_scans(session, ids, found),
        arrivals=await _arrivals(session, [holder.id for holder in holders.values()]),
    )


async def first_scans(session: AsyncSession, ids: Sequence[UUID], events: Mapping[str, Event]) -> dict[UUID, FirstScan]:
    """Give the scans that are kept under these ids; whose badge it was is told of `events` alone."""
    pairs = await session.execute(
        select(CheckInRow, RegistrationRow)
        .outerjoin(RegistrationRow, RegistrationRow.id == CheckInRow.registration_id)
        .where(CheckInRow.id.in_(ids))
    )
    return {
        row.id: FirstScan(
            event=row.event_key,
            badge_code=row.badge_code,
            checkpoint=row.checkpoint,
            method=row.method,
            scanned_at=row.scanned_at,
            received_at=row.received_at,
            outcome=row.outcome,
            let_in_because=row.let_in_because,
            holder=_holder(registration) if registration and row.event_key in events else None,
        )
        for row, registration in pairs
    }


async def keep(session: AsyncSession, rows: list[dict[str, Any]], database: Database) -> list[UUID]:
    """Insert in the order of ids, so that two processes never wait for each other; give the ids kept by another."""
    if not rows:
        return []
    table = sqlite.insert(CheckInRow) if database.is_sqlite else postgresql.insert(CheckInRow)
    new = table.on_conflict_do_nothing(index_elements=[CheckInRow.id]).returning(CheckInRow.id)
    by_id = sorted(rows, key=lambda row: row["id"])
    inserted = set(await session.scalars(new.execution_options(**{KEYS: []}), by_id))
    for row in by_id:
        if row["id"] in inserted:
            note(session.sync_session, _SCAN, row)
    return [row["id"] for row in rows if row["id"] not in inserted]


def kept(text: str, length: int = 63) -> str:
    """Cut what no database column could hold: a scan of a stray code is a fact too."""
    return text.replace("\x00", "")[:length]


async def _events(session: AsyncSession, keys: Collection[str]) -> dict[str, Event]:
    # PostgreSQL cannot even be asked for text with a NUL in it.
    rows = await session.scalars(select(EventRow).where(EventRow.key.in_([kept(key) for key in keys])))
    return {row.key: row.definition for row in rows}


async def _holders(session: AsyncSession, codes: Collection[str]) -> dict[str, Holder]:
    rows = await session.scalars(
        select(RegistrationRow)
        .where(COUNTS, RegistrationRow.badge_code.in_(codes))
        .order_by(RegistrationRow.id)
        .with_for_update(key_share=True)
    )
    return {row.badge_code: _holder(row) for row in rows}


def _holder(row: RegistrationRow) -> Holder:
    return Holder(
        id=RegistrationId(row.id),
        event=row.event_key,
        status=row.status,
        name=f"{row.first_name} {row.last_name}",
        organisation=row.organisation,
        cancelled_at=row.cancelled_at,
    )


async def _arrivals(session: AsyncSession, registrations: Collection[RegistrationId]) -> Arrivals:
    pairs = await session.execute(
        select(CheckInRow.registration_id, CheckInRow.checkpoint).where(
            CheckInRow.registration_id.in_(registrations),
            COUNTING,
        )
    )
    return frozenset((RegistrationId(registration), checkpoint) for registration, checkpoint in pairs if registration)
