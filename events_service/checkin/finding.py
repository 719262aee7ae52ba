"""Find what the door needs: an event that is one's own to check people in at, and the scans that were made there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import AccountId
from events_service.checkin.records import SAW, CheckIn, Method, ScanId
from events_service.checkin.tables import CheckInRow, WithdrawalRow
from events_service.registrations.records import RegistrationId
from events_service.web.errors import NotFound
from events_service.web.i18n import N_

_WITHDRAWN = select(WithdrawalRow.check_in_id).where(WithdrawalRow.check_in_id == CheckInRow.id).correlate(CheckInRow)
COUNTING = and_(CheckInRow.outcome.in_(SAW), ~_WITHDRAWN.exists())
"""The condition of scans that make their person present."""

BY_HELPERS = and_(CheckInRow.account_id.is_(None), CheckInRow.method != Method.ROOM)
"""The condition of scans that helpers made: no account sent them, and nobody confirmed by themselves."""


class UnknownCheckIn(NotFound):
    """No scan with this id was made at this event."""

    slug = "unknown-check-in"
    message = N_("There is no such check-in at this event. Open the check-in page again to see the latest ones.")


async def list_check_ins(session: AsyncSession, event_key: str, of: UUID | None = None) -> list[CheckIn]:
    """Give all scans that were made at an event, or those of one registration, in the order in which they were made."""
    query = _check_ins().where(CheckInRow.event_key == event_key).order_by(CheckInRow.scanned_at, CheckInRow.id)
    if of is not None:
        query = query.where(CheckInRow.registration_id == of)
    return [check_in_of(row, withdrawal) for row, withdrawal in await session.execute(query)]


async def list_latest(session: AsyncSession, event_key: str, limit: int, helper: str | None = None) -> list[CheckIn]:
    """Give the scans that arrived last, the newest first: all of them, or those of one desk that helpers keep."""
    query = (
        _check_ins()
        .where(CheckInRow.event_key == event_key)
        .order_by(CheckInRow.received_at.desc(), CheckInRow.scanned_at.desc(), CheckInRow.id)
        .limit(limit)
    )
    if helper is not None:
        query = query.where(BY_HELPERS, CheckInRow.device == helper)
    return [check_in_of(row, withdrawal) for row, withdrawal in await session.execute(query)]


async def get_check_in(session: AsyncSession, event_key: str, id_: UUID) -> CheckIn:
    """Give a scan that was made at an event. Raises UnknownCheckIn."""
    query = _check_ins().where(CheckInRow.id == id_, CheckInRow.event_key == event_key)
    pair = (await session.execute(query)).one_or_none()
    if pair is None:
        raise UnknownCheckIn
    return check_in_of(*pair)


async def list_counting(session: AsyncSession, registrations: Sequence[UUID]) -> list[CheckIn]:
    """Give the scans that make these people present."""
    query = _check_ins().where(CheckInRow.registration_id.in_(registrations), COUNTING)
    return [check_in_of(row, withdrawal) for row, withdrawal in await session.execute(query)]


async def find_other(session: AsyncSession, check_in: CheckIn) -> CheckIn | None:
    """Give the first other scan that makes its person present at the same checkpoint."""
    counting = await list_counting(session, [check_in.registration] if check_in.registration else [])
    others = [other for other in counting if other.checkpoint == check_in.checkpoint and other.id != check_in.id]
    return min(others, key=lambda other: other.scanned_at, default=None)


async def list_arrived(session: AsyncSession, event_key: str) -> set[UUID]:
    """Give the registrations of whoever was checked in at an event, at any of its checkpoints."""
    query = select(CheckInRow.registration_id).where(CheckInRow.event_key == event_key, COUNTING).distinct()
    return {id_ for id_ in await session.scalars(query) if id_ is not None}


def check_in_of(row: CheckInRow, withdrawal: WithdrawalRow | None) -> CheckIn:
    """Give the record of a row."""
    return CheckIn(
        let_in_because=row.let_in_because,
        id=ScanId(row.id),
        event=row.event_key,
        badge_code=row.badge_code,
        checkpoint=row.checkpoint,
        device=row.device,
        method=row.method,
        scanned_at=row.scanned_at,
        received_at=row.received_at,
        outcome=row.outcome,
        account=AccountId(row.account_id) if row.account_id else None,
        registration=RegistrationId(row.registration_id) if row.registration_id else None,
        withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
        withdrawn_because=withdrawal.reason if withdrawal else None,
        withdrawn_words=withdrawal.words if withdrawal else None,
    )


def _check_ins() -> Select[CheckInRow, WithdrawalRow]:
    return select(CheckInRow, WithdrawalRow).outerjoin(WithdrawalRow, WithdrawalRow.check_in_id == CheckInRow.id)
