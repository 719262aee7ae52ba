"""Admit people: what each scan leads to, decided once and kept for good."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.door_helpers import Keeper, account_of
from events_service.access.records import AccountId
from events_service.checkin.changes import say_changed
from events_service.checkin.checkpoints import has_checkpoint
from events_service.checkin.keeping import Bounds, as_sent, bounds_of, device_of, require_keeper
from events_service.checkin.known import Known, first_scans, keep, kept, read_known
from events_service.checkin.reading import Reading, read_badge
from events_service.checkin.records import FaultyScan, FirstScan, Holder, Outcome, Scan, ScanResult
from events_service.checkin.set_aside import asides_of, set_aside
from events_service.database import Database
from events_service.programme.records import Event
from events_service.registrations.records import RegistrationId, Status


class ReadScan(Struct, frozen=True, kw_only=True):
    """A scan, and what was read in it."""

    scan: Scan
    reading: Reading


class Judged(Struct, frozen=True, kw_only=True):
    """A scan that came first under its id, with what it leads to; `code` is what is kept of what was read."""

    scan: Scan
    code: str
    outcome: Outcome
    holder: Holder | None


def admit(
    scan: Scan,
    event: Event | None,
    holder: Holder | None,
    arrivals: Set[tuple[RegistrationId, str]],
    bounds: Bounds | None = None,
) -> Outcome:
    """Decide what a scan leads to. `event` is the one it names, `holder` whose badge it is; None where unknown.

    Whoever holds a badge of the event is admitted, on the waiting list or not: the scan says that somebody came, and
    when the device's clock is wrong they came all the same. Whom nobody has approved staff let in, and say why. A scan
    made before the place was given up counts, too, whenever it arrives. `bounds` are those of a helper's desk.
    """
    if holder is None:
        return Outcome.UNKNOWN_BADGE
    if event is None or holder.event != event.key:
        return Outcome.WRONG_EVENT
    if not has_checkpoint(event, scan.checkpoint) or (bounds and scan.checkpoint not in bounds.checkpoints):
        return Outcome.UNKNOWN_CHECKPOINT
    if (holder.id, scan.checkpoint) in arrivals and not _gave_up(scan, holder):
        return Outcome.ALREADY_CHECKED_IN
    return _admit_holder(scan, holder)


def _admit_holder(scan: Scan, holder: Holder) -> Outcome:
    if _gave_up(scan, holder):
        return Outcome.CANCELLED
    if holder.status is Status.PENDING and not scan.let_in_because:
        return Outcome.NOT_APPROVED
    return Outcome.ACCEPTED


def _gave_up(scan: Scan, holder: Holder) -> bool:
    came_before = holder.cancelled_at is not None and scan.scanned_at < holder.cancelled_at
    return holder.status is Status.CANCELLED and not came_before


def is_same(sent: ReadScan, first: FirstScan, now: datetime) -> bool:
    """Tell whether a scan is the one that came first under its id, sent again: then it says the same.

    A page without a clock of its own makes its scans when they arrive, and a form that is sent twice arrives twice.
    """
    scan, reading = sent.scan, sent.reading
    before = (first.event, first.checkpoint, first.method, first.let_in_because)
    as_sent = before == (kept(scan.event), kept(scan.checkpoint), scan.method, _reason(scan))
    codes = {kept(code, 200) for code in (*reading.codes, reading.text)}
    made_on_arrival = first.scanned_at == first.received_at and scan.scanned_at == now
    return as_sent and first.badge_code in codes and (first.scanned_at == scan.scanned_at or made_on_arrival)


def _reason(scan: Scan) -> str | None:
    return kept(scan.let_in_because, 200) if scan.let_in_because else None


def judge(
    scans: Sequence[ReadScan], known: Known, now: datetime, bounds: Bounds | None = None
) -> tuple[list[ScanResult], list[Judged]]:
    """Give the result of each scan, and those that came first under their ids; the order of the scans matters.

    `bounds` are those of a helper: what was made after their desk closed is for a human to look at.
    """
    first, arrivals = dict(known.first), set(known.arrivals)
    results, judged = [], []
    for sent in scans:
        scan, reading = sent.scan, sent.reading
        if scan.id in first:
            results.append(_again(sent, first[scan.id], now))
            continue
        if bounds and bounds.is_late(scan.scanned_at):
            results.append(ScanResult(id=scan.id, outcome=Outcome.AFTER_CLOSING))
            continue
        code = next((code for code in reading.codes if code in known.holders), reading.kept)
        holder = known.holders.get(code)
        outcome = admit(scan, known.events.get(scan.event), holder, arrivals, bounds)
        if holder and outcome is Outcome.ACCEPTED:
            arrivals.add((holder.id, scan.checkpoint))
        new = Judged(scan=scan, code=kept(code, 200), outcome=outcome, holder=holder)
        first[scan.id] = _as_first(new, now)
        judged.append(new)
        results.append(_result(scan.id, outcome, holder))
    return results, judged


async def receive(
    database: Database, scans: Sequence[Scan | FaultyScan], *, device: str, account: Keeper, now: datetime
) -> list[ScanResult]:
    """Keep up to 1,000 scans in one transaction and give what each led to, in their order.

    `account` is whoever keeps the door: somebody who organises, or a helper. A scan that is sent again is given its
    first outcome and changes nothing; another scan under a known id, what cannot be read, and what a helper scanned
    after the desk had closed, is set aside for a human. Raises NotAllowed when one of the events is not this
    account's to organise, DeskClosed long after a helper's desk closed; then nothing is kept, and the device keeps its
    scans.
    """
    scans, device = [as_sent(account, scan) for scan in scans], device_of(account, device)
    read = [ReadScan(scan=scan, reading=read_badge(scan.badge_code)) for scan in scans if isinstance(scan, Scan)]
    async with database.transaction() as session:
        known = await read_known(
            session,
            events={scan.event for scan in scans if scan.event},
            codes={code for each in read for code in each.reading.codes},
            ids=[each.scan.id for each in read],
        )
        for event in known.events.values():
            require_keeper(account, event)
        bounds = bounds_of(account, next(iter(known.events.values()), None), now)
        results, judged = judge(read, known, now, bounds)
        rows = [row_of(each, device, account_of(account), now) for each in judged]
        lost = await keep(session, rows, database)
        if lost:  # another process kept the same ids in the meantime: theirs came first
            first = await first_scans(session, lost, known.events)
            results = [
                _again(sent, first[sent.scan.id], now) if sent.scan.id in first else result
                for sent, result in zip(read, results, strict=True)
            ]
        of_read = iter(results)
        results = [next(of_read) if isinstance(scan, Scan) else _faulty(scan) for scan in scans]
        aside = await set_aside(
            session, database, asides_of(scans, results, known), device=device, account=account, now=now
        )
        for key in known.events:
            await say_changed(session, database, key)
        if facts := _counted(len(judged) - len(lost), aside):
            named = next((scan.event for scan in scans if scan.event), "")
            await _log(session, kept(named), facts, account, now)
    return results


def _again(sent: ReadScan, first: FirstScan, now: datetime) -> ScanResult:
    if not is_same(sent, first, now):
        return ScanResult(id=sent.scan.id, outcome=Outcome.CONFLICT)
    return _result(sent.scan.id, first.outcome, first.holder)


def _result(id_: UUID, outcome: Outcome, holder: Holder | None) -> ScanResult:
    # A badge of another event may be another host's guest: their name is none of this door's business.
    if holder is None or outcome is Outcome.WRONG_EVENT:
        return ScanResult(id=id_, outcome=outcome)
    return ScanResult(id=id_, outcome=outcome, registration=holder.id, name=holder.name, status=holder.status)


def _faulty(scan: FaultyScan) -> ScanResult:
    return ScanResult(id=scan.id, outcome=Outcome.INVALID, faults=scan.faults)


def _as_first(judged: Judged, now: datetime) -> FirstScan:
    return FirstScan(
        event=kept(judged.scan.event),
        badge_code=judged.code,
        checkpoint=kept(judged.scan.checkpoint),
        method=judged.scan.method,
        scanned_at=judged.scan.scanned_at,
        received_at=now,
        outcome=judged.outcome,
        holder=judged.holder,
        let_in_because=_reason(judged.scan),
    )


def row_of(judged: Judged, device: str, account: AccountId | None, now: datetime) -> dict[str, Any]:
    """Give the row of a scan that came first under its id."""
    return {
        "id": judged.scan.id,
        "event_key": kept(judged.scan.event),
        "badge_code": judged.code,
        "checkpoint": kept(judged.scan.checkpoint),
        "device": kept(device, 100),
        "method": judged.scan.method,
        "scanned_at": judged.scan.scanned_at,
        "received_at": now,
        "account_id": account,
        "registration_id": judged.holder.id if judged.holder else None,
        "outcome": judged.outcome,
        "let_in_because": _reason(judged.scan),
    }


def _counted(scans: int, aside: int) -> dict[str, str]:
    counts = {"scans": scans, "set_aside": aside}
    return {name: str(count) for name, count in counts.items() if count}


async def _log(session: AsyncSession, event: str, facts: dict[str, str], account: Keeper, now: datetime) -> None:
    await audit.append(
        session,
        audit.Entry(at=now, actor=account.actor, action="check-ins.receive", subject=f"event:{event}", facts=facts),
    )
