"""Admit people: what each scan leads to, decided once and kept for good."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.finding import COUNTING
from events_service.checkin.records import Holder, Outcome, Scan, ScanResult
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.programme.organising import require_organiser
from events_service.programme.records import Event
from events_service.programme.tables import EventRow
from events_service.registrations.finding import COUNTS
from events_service.registrations.records import RegistrationId, Status
from events_service.registrations.tables import RegistrationRow

Arrivals = set[tuple[RegistrationId, str]]
"""Who was admitted where: pairs of a registration and a checkpoint's key."""


def admit(scan: Scan, event: Event | None, holder: Holder | None, arrivals: Collection[Any]) -> Outcome:
    """Decide what a scan leads to. `event` is the one it names, `holder` whose badge it is; None where unknown.

    Whoever holds a badge of the event is admitted, on the waiting list or not: the scan says that somebody came, and
    when the device's clock is wrong they came all the same. A scan made before the place was given up counts, too,
    whenever it arrives.
    """
    if holder is None:
        return Outcome.UNKNOWN_BADGE
    if event is None or holder.event != event.key:
        return Outcome.WRONG_EVENT
    if scan.checkpoint not in {checkpoint.key for checkpoint in checkpoints_of(event)}:
        return Outcome.UNKNOWN_CHECKPOINT
    came_before = holder.cancelled_at is not None and scan.scanned_at < holder.cancelled_at
    if holder.status is Status.CANCELLED and not came_before:
        return Outcome.CANCELLED
    if (holder.id, scan.checkpoint) in arrivals:
        return Outcome.ALREADY_CHECKED_IN
    return Outcome.ACCEPTED


def code_of(read: str) -> str:
    """Give the badge code of what was read: a bare code in any case, or an address such as HTTPS://HOST/B/CODE."""
    text = " ".join(read.split())
    head, slash, tail = text.rpartition("/")
    if slash and head.upper().endswith("/B"):
        text = tail
    return text.partition("?")[0].strip().upper().replace("\x00", "")


async def receive(
    database: Database, scans: Sequence[Scan], *, device: str, account: Account, now: datetime
) -> list[ScanResult]:
    """Keep up to 1,000 scans in one transaction and give what each led to, in their order.

    A scan whose id is known already is given its first outcome and changes nothing. Raises NotAllowed when one of the
    events is not this account's to organise; then nothing is kept, and the device keeps its scans.
    """
    async with database.transaction() as session:
        events = await _events(session, {scan.event for scan in scans})
        for event in events.values():
            require_organiser(account, event)
        # Locked in one order: of two devices that scan one person at once, the second sees what the first has done.
        holders = await _holders(session, {code_of(scan.badge_code) for scan in scans})
        first = await _first_results(session, [scan.id for scan in scans], events)
        arrivals = await _arrivals(session, [holder.id for holder in holders.values()])
        results, rows = _decide(scans, events, holders, first, arrivals)
        rows = [{**row, "device": _kept(device, 100), "account_id": account.id, "received_at": now} for row in rows]
        lost = await _keep(session, rows, database)
        if lost:  # another process kept the same ids in the meantime: theirs came first
            results |= await _first_results(session, lost, events)
        if kept := len(rows) - len(lost):
            await _log(session, scans[0].event, kept, account, now)
    return [results[scan.id] for scan in scans]


def _decide(
    scans: Iterable[Scan],
    events: Mapping[str, Event],
    holders: Mapping[str, Holder],
    first: Mapping[UUID, ScanResult],
    arrivals: Arrivals,
) -> tuple[dict[UUID, ScanResult], list[dict[str, Any]]]:
    """Give the result of each scan, and what is to be kept of those that are new; the order of the scans matters."""
    results, rows = dict(first), []
    for scan in scans:
        if scan.id in results:
            continue
        code = code_of(scan.badge_code)
        holder = holders.get(code)
        outcome = admit(scan, events.get(scan.event), holder, arrivals)
        if holder and outcome is Outcome.ACCEPTED:
            arrivals.add((holder.id, scan.checkpoint))
        results[scan.id] = _result(scan.id, outcome, holder)
        rows.append(
            {
                "id": scan.id,
                "event_key": _kept(scan.event, 63),
                "badge_code": _kept(code, 200),
                "checkpoint": _kept(scan.checkpoint, 63),
                "method": scan.method,
                "scanned_at": scan.scanned_at,
                "registration_id": holder.id if holder else None,
                "outcome": outcome,
            }
        )
    return results, rows


def _result(id_: UUID, outcome: Outcome, holder: Holder | None) -> ScanResult:
    # A badge of another event may be another host's guest: their name is none of this door's business.
    if holder is None or outcome is Outcome.WRONG_EVENT:
        return ScanResult(id=id_, outcome=outcome)
    return ScanResult(id=id_, outcome=outcome, registration=holder.id, name=holder.name, status=holder.status)


def _kept(text: str, length: int) -> str:
    """Cut what no database column could hold: a scan of a stray code is a fact too."""
    return text.replace("\x00", "")[:length]


async def _events(session: AsyncSession, keys: Collection[str]) -> dict[str, Event]:
    # PostgreSQL cannot even be asked for text with a NUL in it.
    rows = await session.scalars(select(EventRow).where(EventRow.key.in_([_kept(key, 63) for key in keys])))
    return {row.key: row.definition for row in rows}


async def _holders(session: AsyncSession, codes: Collection[str]) -> dict[str, Holder]:
    rows = await session.scalars(
        select(RegistrationRow)
        .where(COUNTS, RegistrationRow.badge_code.in_([code for code in codes if 0 < len(code) <= 16]))
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


async def _first_results(
    session: AsyncSession, ids: Sequence[UUID], events: Mapping[str, Event]
) -> dict[UUID, ScanResult]:
    pairs = await session.execute(
        select(CheckInRow, RegistrationRow)
        .outerjoin(RegistrationRow, RegistrationRow.id == CheckInRow.registration_id)
        .where(CheckInRow.id.in_(ids))
    )
    return {
        row.id: _result(
            row.id, row.outcome, _holder(registration) if registration and row.event_key in events else None
        )
        for row, registration in pairs
    }


async def _arrivals(session: AsyncSession, registrations: Collection[RegistrationId]) -> Arrivals:
    pairs = await session.execute(
        select(CheckInRow.registration_id, CheckInRow.checkpoint).where(
            CheckInRow.registration_id.in_(registrations),
            COUNTING,
        )
    )
    return {(RegistrationId(registration), checkpoint) for registration, checkpoint in pairs if registration}


async def _keep(session: AsyncSession, rows: list[dict[str, Any]], database: Database) -> list[UUID]:
    """Insert in the order of ids, so that two processes never wait for each other; give the ids kept by another."""
    if not rows:
        return []
    table = sqlite.insert(CheckInRow) if database.is_sqlite else postgresql.insert(CheckInRow)
    kept = set(
        await session.scalars(
            table.on_conflict_do_nothing(index_elements=[CheckInRow.id]).returning(CheckInRow.id),
            sorted(rows, key=lambda row: row["id"]),
        )
    )
    return [row["id"] for row in rows if row["id"] not in kept]


async def _log(session: AsyncSession, event: str, kept: int, account: Account, now: datetime) -> None:
    await audit.append(
        session,
        at=now,
        actor=f"account:{account.id}",
        action="check-ins.receive",
        subject=f"event:{_kept(event, 63)}",
        facts={"scans": str(kept)},
    )
