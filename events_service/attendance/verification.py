"""Verification of seals: each step of a review against the record in it, and against what the audit log says of it."""

from collections.abc import AsyncIterator, Iterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.record import digest_of
from events_service.attendance.records import Action
from events_service.attendance.tables import ReviewStepRow
from events_service.audit import EntryRow

Logged = dict[tuple[str, int], tuple[str, str]]
"""From an event's key and a step's position to the action and the digest that the audit log has for it."""


async def faults(session: AsyncSession) -> AsyncIterator[str]:
    """Give a sentence for each attendance record whose review was changed after it was written."""
    logged = await _logged(session)
    previous: ReviewStepRow | None = None
    rows = await session.stream_scalars(select(ReviewStepRow).order_by(ReviewStepRow.event_key, ReviewStepRow.position))
    async for row in rows:
        before = previous if previous is not None and previous.event_key == row.event_key else None
        for fault in _faults_of(row, before, logged.pop((row.event_key, row.position), None)):
            yield fault
        previous = row
    for event, position in logged:
        yield f"attendance record of {event}: step {position} of its review is missing"


def _faults_of(row: ReviewStepRow, before: ReviewStepRow | None, logged: tuple[str, str] | None) -> Iterator[str]:
    name = f"attendance record of {row.event_key}, step {row.position} ({row.action})"
    if row.digest != digest_of(row.record.encode()):
        yield f"{name}: the record was changed after it was sealed"
    if logged is None:
        yield f"{name}: the audit log knows nothing of it"
    elif logged != (row.action, row.digest):
        yield f"{name}: the audit log holds another seal for it"
    if row.position != (before.position + 1 if before else 1):
        yield f"{name}: the step before it is missing"
    decision = row.action != Action.SUBMIT.value
    if decision and (before is None or before.action != Action.SUBMIT.value or before.digest != row.digest):
        yield f"{name}: it is not about the record that was submitted"


async def _logged(session: AsyncSession) -> Logged:
    actions = [f"attendance.{action.value}" for action in Action]
    entries = await session.scalars(select(EntryRow).where(EntryRow.action.in_(actions)).order_by(EntryRow.position))
    return {
        (entry.subject.removeprefix("event:"), int(entry.facts["position"])): (
            entry.action.removeprefix("attendance."),
            entry.facts["digest"],
        )
        for entry in entries
    }
