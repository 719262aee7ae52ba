"""Find attendance records: as they are known now, and as they were submitted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Select, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account, AccountId
from events_service.attendance.differences import differences
from events_service.attendance.record import attested, reconcile
from events_service.attendance.records import (
    STATE_AFTER,
    Action,
    AttendanceRecord,
    Mark,
    Review,
    ReviewState,
    Step,
)
from events_service.attendance.tables import EvidenceMarkRow, ReviewStepRow
from events_service.checkin.finding import list_check_ins, list_counting
from events_service.checkin.tables import CheckInRow, WithdrawalRow
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.organising import organises
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration, RegistrationId
from events_service.web.errors import NotAllowed


async def get_readable_event(session: AsyncSession, key: str, account: Account) -> FoundEvent:
    """Give an event whose record the account may read: its organisers, the lead partner and controllers.

    Raises UnknownEvent, NotAllowed.
    """
    found = await get_any_event(session, key)
    if not organises(account, found.event) and not account.inspects(found.event.project, key):
        raise NotAllowed
    return found


async def read_record(session: AsyncSession, found: FoundEvent, only: Registration | None = None) -> AttendanceRecord:
    """Make the record of what is known now, of all or of one registration: for one certificate the others stay away."""
    key, of = found.event.key, only.id if only else None
    return reconcile(
        found,
        [only] if only else await list_registrations(session, key),
        await list_check_ins(session, key, of),
        await list_marks(session, key, of),
    )


async def list_marks(session: AsyncSession, event_key: str, of: UUID | None = None) -> list[Mark]:
    """Give all marks of an event, or those of one registration, in the order in which they were made."""
    query = select(EvidenceMarkRow).where(EvidenceMarkRow.event_key == event_key)
    if of is not None:
        query = query.where(EvidenceMarkRow.registration_id == of)
    rows = await session.scalars(query.order_by(EvidenceMarkRow.marked_at, EvidenceMarkRow.id))
    return [mark_of(row) for row in rows]


def mark_of(row: EvidenceMarkRow) -> Mark:
    """Give what a row says."""
    return Mark(
        registration=RegistrationId(row.registration_id),
        checkpoint=row.checkpoint,
        evidence=row.evidence,
        stands=row.stands,
        marked_at=row.marked_at,
        reason=row.reason or "",
    )


async def is_attested(session: AsyncSession, event_key: str, registration: UUID) -> bool:
    """Tell whether there is evidence that somebody was at an event: a check-in that counts, or a mark that stands."""
    if await list_counting(session, [registration]):
        return True
    return bool(attested(await list_marks(session, event_key, registration)))


async def list_steps(session: AsyncSession, event_key: str) -> tuple[Step, ...]:
    """Give the steps of a review in their order, without the records in them."""
    rows = await session.execute(
        select(
            ReviewStepRow.position,
            ReviewStepRow.action,
            ReviewStepRow.at,
            ReviewStepRow.account_id.label("account"),
            ReviewStepRow.account_name.label("by"),
            ReviewStepRow.reason,
            ReviewStepRow.digest,
        )
        .where(ReviewStepRow.event_key == event_key)
        .order_by(ReviewStepRow.position)
    )
    return tuple(_with_submitters(Step(**row) for row in rows.mappings()))


def _with_submitters(steps: Iterable[Step]) -> Iterator[Step]:
    """Say of each decision whether whoever took it had submitted the record."""
    submitter: AccountId | None = None
    for step in steps:
        yield replace(step, by_submitter=step.action is not Action.SUBMIT and step.account == submitter)
        submitter = step.account if step.action is Action.SUBMIT else submitter


async def read_submitted(session: AsyncSession, event_key: str, position: int) -> str:
    """Give the record that a step is about, as canonical JSON."""
    row = await session.get_one(ReviewStepRow, (event_key, position))
    return row.record


async def read_review(session: AsyncSession, found: FoundEvent, live: AttendanceRecord | None = None) -> Review:
    """Give a record with its review; `live` is the record of what is known now, where the caller has it already."""
    live = live or await read_record(session, found)
    steps = await list_steps(session, found.event.key)
    state = state_of(steps)
    if state not in {ReviewState.SUBMITTED, ReviewState.APPROVED}:
        return Review(event=found.event.key, state=state, record=live, digest=None, changes=(), steps=steps)
    content = await read_submitted(session, found.event.key, steps[-1].position)
    submitted = msgspec.json.decode(content, type=AttendanceRecord)
    return Review(
        event=found.event.key,
        state=state,
        record=submitted,
        digest=steps[-1].digest,
        changes=differences(submitted, live),
        steps=steps,
    )


def state_of(steps: tuple[Step, ...]) -> ReviewState:
    """Give where a review stands after its steps."""
    return STATE_AFTER[steps[-1].action] if steps else ReviewState.OPEN


async def noted_since(session: AsyncSession, reviews: Mapping[str, tuple[ReviewState, datetime]]) -> set[str]:
    """Give those of some events whose record was approved before the latest scan, withdrawal or mark was kept.

    `reviews` is what `latest_steps` gives.
    """
    approved = [key for key, (state, _) in reviews.items() if state is ReviewState.APPROVED]
    if not approved:
        return set()
    sealed = (
        select(ReviewStepRow.event_key, func.max(ReviewStepRow.at).label("at"))
        .where(ReviewStepRow.event_key.in_(approved))
        .group_by(ReviewStepRow.event_key)
        .subquery()
    )
    scans = select(CheckInRow.event_key).join(sealed, sealed.c.event_key == CheckInRow.event_key)
    marks = select(EvidenceMarkRow.event_key).join(sealed, sealed.c.event_key == EvidenceMarkRow.event_key)
    later = union(
        scans.where(CheckInRow.received_at > sealed.c.at),
        scans.join(WithdrawalRow, WithdrawalRow.check_in_id == CheckInRow.id).where(
            WithdrawalRow.withdrawn_at > sealed.c.at
        ),
        marks.where(EvidenceMarkRow.marked_at > sealed.c.at),
    )
    return {*await session.scalars(later)}


async def latest_steps(
    session: AsyncSession, event_keys: Select[str] | list[str]
) -> dict[str, tuple[ReviewState, datetime]]:
    """Give for each of the events with these keys, or selected by key, the state of its review and since when."""
    latest = (
        select(ReviewStepRow.event_key, func.max(ReviewStepRow.position).label("position"))
        .where(ReviewStepRow.event_key.in_(event_keys))
        .group_by(ReviewStepRow.event_key)
        .subquery()
    )
    rows = await session.execute(
        select(ReviewStepRow.event_key, ReviewStepRow.action, ReviewStepRow.at).join(
            latest,
            (latest.c.event_key == ReviewStepRow.event_key) & (latest.c.position == ReviewStepRow.position),
        )
    )
    return {key: (STATE_AFTER[action], at) for key, action, at in rows}
