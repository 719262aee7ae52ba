"""Set aside what cannot be kept as a scan: another one under a known id, or one that cannot be read. A human looks."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.door_helpers import Keeper, account_of
from events_service.access.records import Account
from events_service.checkin.finding import UnknownCheckIn
from events_service.checkin.known import Known, kept
from events_service.checkin.reading import read_badge
from events_service.checkin.records import FaultyScan, Outcome, Scan, ScanResult
from events_service.checkin.tables import ScanAsideRow, ScanSeenRow
from events_service.database import Database
from events_service.programme.organising import get_organised_event
from events_service.registrations.records import RegistrationId
from events_service.registrations.tables import RegistrationRow

MOST_SHOWN = 20
NOT_COUNTED = (Outcome.CONFLICT, Outcome.AFTER_CLOSING)
"""Outcomes of scans that can be read and are set aside all the same."""


class Aside(Struct, frozen=True, kw_only=True):
    """What is set aside: why, as it was sent, and the event and the badge's holder where they can be told."""

    outcome: Outcome
    sent: dict[str, str]
    event: str | None = None
    registration: RegistrationId | None = None


class ToSee(Struct, frozen=True, kw_only=True):
    """Something set aside that nobody has looked at yet. `name` is whose badge it was, where that is known."""

    digest: str
    outcome: Outcome
    device: str
    received_at: datetime
    sent: dict[str, str]
    name: str | None


def asides_of(scans: Sequence[Scan | FaultyScan], results: Sequence[ScanResult], known: Known) -> list[Aside]:
    """Give what is to be set aside of a batch, by its results."""
    asides = []
    for scan, result in zip(scans, results, strict=True):
        if isinstance(scan, FaultyScan):
            event = scan.event if scan.event in known.events else None
            asides.append(Aside(outcome=Outcome.INVALID, sent=scan.sent, event=event))
        elif result.outcome in NOT_COUNTED:
            holders = (known.holders.get(code) for code in read_badge(scan.badge_code).codes)
            holder = next((one for one in holders if one and one.event == scan.event), None)
            sent = {name: kept(str(value), 200) for name, value in msgspec.to_builtins(scan).items()}
            event = scan.event if scan.event in known.events else None
            asides.append(
                Aside(outcome=result.outcome, sent=sent, event=event, registration=holder.id if holder else None)
            )
    return asides


async def set_aside(
    session: AsyncSession, database: Database, asides: Sequence[Aside], *, device: str, account: Keeper, now: datetime
) -> int:
    """Keep what is new of it; give how much that is."""
    if not asides:
        return 0
    rows = {
        digest: {
            "digest": digest,
            "event_key": aside.event,
            "device": kept(device, 100),
            "account_id": account_of(account),
            "received_at": now,
            "outcome": aside.outcome,
            "sent": aside.sent,
            "registration_id": aside.registration,
        }
        for aside in asides
        for digest in (_digest(aside, device),)
    }
    table = sqlite.insert(ScanAsideRow) if database.is_sqlite else postgresql.insert(ScanAsideRow)
    new = await session.scalars(
        table.on_conflict_do_nothing(index_elements=[ScanAsideRow.digest]).returning(ScanAsideRow.digest),
        [rows[digest] for digest in sorted(rows)],
    )
    return len(new.all())


async def forget_set_aside(session: AsyncSession, registration: UUID) -> None:
    """Part what was set aside from a person whose data are erased; that something came and was not counted stays."""
    for row in await session.scalars(select(ScanAsideRow).where(ScanAsideRow.registration_id == registration)):
        row.registration_id, row.sent = None, {**row.sent, "badge_code": ""}


async def list_to_see(session: AsyncSession, event_key: str, account: Account) -> list[ToSee]:
    """Give what was set aside at an event and nobody has seen, the oldest first.

    What names no event of ours is shown to the account that sent it, wherever that is.
    """
    pairs = await session.execute(
        select(ScanAsideRow, RegistrationRow)
        .outerjoin(RegistrationRow, RegistrationRow.id == ScanAsideRow.registration_id)
        .outerjoin(ScanSeenRow, ScanSeenRow.digest == ScanAsideRow.digest)
        .where(_is_shown_at(event_key, account), ScanSeenRow.digest.is_(None))
        .order_by(ScanAsideRow.received_at, ScanAsideRow.digest)
        .limit(MOST_SHOWN)
    )
    return [
        ToSee(
            digest=row.digest,
            outcome=row.outcome,
            device=row.device,
            received_at=row.received_at,
            sent=row.sent,
            name=f"{person.first_name} {person.last_name}" if person else None,
        )
        for row, person in pairs
    ]


async def see(database: Database, event_key: str, digest: str, *, account: Account, now: datetime) -> None:
    """Note that a human has looked at it. Raises UnknownEvent, NotAllowed, UnknownCheckIn."""
    async with database.transaction() as session:
        await get_organised_event(session, event_key, account)
        shown = await session.scalar(
            select(ScanAsideRow.digest).where(ScanAsideRow.digest == digest, _is_shown_at(event_key, account))
        )
        if shown is None:
            raise UnknownCheckIn
        if await session.get(ScanSeenRow, digest, with_for_update=True) is None:
            session.add(ScanSeenRow(digest=digest, seen_at=now, account_id=account.id))


def _is_shown_at(event_key: str, account: Account) -> ColumnElement[bool]:
    names_none = and_(ScanAsideRow.event_key.is_(None), ScanAsideRow.account_id == account.id)
    return or_(ScanAsideRow.event_key == event_key, names_none)


def _digest(aside: Aside, device: str) -> str:
    content = [aside.outcome, device, sorted(aside.sent.items())]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()
