"""Verification of seals: each step of a review against the record in it, and against what the audit log says of it."""

import hashlib
from collections.abc import AsyncIterator, Iterator

import msgspec
from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.record import digest_of
from events_service.attendance.records import Action
from events_service.attendance.tables import ReviewStepRow
from events_service.audit import EntryRow

Logged = dict[tuple[str, int], EntryRow]
"""From an event's key and a step's position to the entry that the audit log has for it."""

_ACTION, _ACTIONS = type_coerce(ReviewStepRow.action, String), [action.value for action in Action]
_IN_ORDER = (ReviewStepRow.event_key, ReviewStepRow.position)


def digest_of_step(row: ReviewStepRow) -> str:
    """Give the SHA-256 of all that a step says, the record by its own digest; the audit log keeps it."""
    said = [row.event_key, row.position, row.action, row.at.isoformat(), str(row.account_id), row.account_name]
    return hashlib.sha256(msgspec.json.encode([*said, row.reason, row.digest])).hexdigest()


async def faults(session: AsyncSession) -> AsyncIterator[str]:
    """Give a sentence for each attendance record whose review was changed after it was written."""
    logged = await _logged(session)
    for key, position in await session.execute(
        select(ReviewStepRow.event_key, ReviewStepRow.position).where(_ACTION.not_in(_ACTIONS)).order_by(*_IN_ORDER)
    ):
        logged.pop((key, position), None)
        yield f"attendance record of {key}, step {position}: nobody takes such a step"
    previous: ReviewStepRow | None = None
    rows = await session.stream_scalars(select(ReviewStepRow).where(_ACTION.in_(_ACTIONS)).order_by(*_IN_ORDER))
    async for row in rows:
        before = previous if previous is not None and previous.event_key == row.event_key else None
        for fault in _faults_of(row, before, logged.pop((row.event_key, row.position), None)):
            yield fault
        previous = row
    for event, position in logged:
        yield f"attendance record of {event}: step {position} of its review is missing"


async def count_steps(session: AsyncSession) -> int:
    """Give how many steps of reviews there are, each of which bears a seal."""
    return await session.scalar(select(func.count()).select_from(ReviewStepRow)) or 0


def _faults_of(row: ReviewStepRow, before: ReviewStepRow | None, logged: EntryRow | None) -> Iterator[str]:
    name = f"attendance record of {row.event_key}, step {row.position} ({row.action.value})"
    if row.digest != digest_of(row.record.encode()):
        yield f"{name}: the record was changed after it was sealed"
    if logged is None:
        yield f"{name}: the audit log knows nothing of it"
    else:
        yield from _contradictions(row, logged, name)
    if row.position != (before.position + 1 if before else 1):
        yield f"{name}: the step before it is missing"
    decision = row.action != Action.SUBMIT
    if decision and (before is None or before.action != Action.SUBMIT or before.digest != row.digest):
        yield f"{name}: it is not about the record that was submitted"


def _contradictions(row: ReviewStepRow, logged: EntryRow, name: str) -> Iterator[str]:
    if (logged.action, logged.facts["digest"]) != (f"attendance.{row.action.value}", row.digest):
        yield f"{name}: the audit log holds another seal for it"
    elif (logged.at, logged.actor) != (row.at, f"account:{row.account_id}"):
        yield f"{name}: the audit log says otherwise who took it and when"
    elif logged.facts.get("step", digest_of_step(row)) != digest_of_step(row):  # the first entries were without it
        yield f"{name}: the name or the reason was changed after it was written"


async def _logged(session: AsyncSession) -> Logged:
    actions = [f"attendance.{action}" for action in _ACTIONS]
    entries = await session.scalars(select(EntryRow).where(EntryRow.action.in_(actions)).order_by(EntryRow.position))
    return {(entry.subject.removeprefix("event:"), int(entry.facts["position"])): entry for entry in entries}
