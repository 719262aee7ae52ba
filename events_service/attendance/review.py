"""Review: the host submits the record, the lead partner returns or approves it; each step keeps what it is about.

Both sides are told of each by mail.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.attendance.finding import list_steps, read_record, read_submitted, state_of
from events_service.attendance.record import canonical, digest_of
from events_service.attendance.records import Action, AttendanceRecord, Review, ReviewState, Step
from events_service.attendance.refusals import (
    AnotherRecord,
    NotBegun,
    NotHeld,
    NothingNew,
    NothingSubmitted,
    Overtaken,
    SubmittedAlready,
)
from events_service.attendance.tables import ONE_AFTER_THE_OTHER, ReviewStepRow
from events_service.attendance.telling import Taken, tell_of_step
from events_service.attendance.verification import digest_of_step
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.organising import get_organised_event
from events_service.programme.records import Event, EventStatus
from events_service.settings import Settings
from events_service.uniqueness import refusing
from events_service.web.errors import FaultyFields, FieldFault, NotAllowed
from events_service.web.i18n import N_, long_day
from events_service.web.text import cleaned

REASON_MISSING = N_("Please say what has to be corrected; the host reads it.")
REASON_TOO_LONG = N_("Please say it in at most 5,000 characters.")


class Returning(Struct, frozen=True, kw_only=True):
    """Why a record is returned; `seen` is the digest of the one that was looked at, None where that is not told."""

    reason: str
    seen: str | None = None


class _Taking(Struct, frozen=True, kw_only=True):
    """A step as it is taken: who takes which one when, and for which reason they return a record."""

    action: Action
    account: Account
    at: datetime
    settings: Settings
    reason: str | None = None


def check_submission(event: Event, record: AttendanceRecord, digest: str, steps: Sequence[Step], now: datetime) -> None:
    """Decide whether the host may submit the record: once the event has begun, by the calendar or by a first arrival.

    Raises NotHeld, NotBegun, SubmittedAlready, NothingNew.
    """
    if event.status is not EventStatus.PUBLISHED:
        raise NotHeld
    begins = datetime.combine(min(event.days), time.min, ZoneInfo(event.timezone))
    if now < begins and not record.people.present:
        raise NotBegun(day=long_day(min(event.days)))
    state = state_of(tuple(steps))
    if state is ReviewState.SUBMITTED:
        raise SubmittedAlready
    if state is ReviewState.APPROVED and steps[-1].digest == digest:
        raise NothingNew


def may_submit(review: Review) -> bool:
    """Tell whether there is anything to submit: nothing waits for the lead partner, and nothing approved still holds.

    Whether the event has begun is `check_submission`'s to say, in a sentence.
    """
    approved = review.state is ReviewState.APPROVED and not review.changes
    return review.state is not ReviewState.SUBMITTED and not approved


def check_decision(steps: Sequence[Step], seen: str | None = None) -> None:
    """Decide whether the lead partner may return or approve; `seen` is the digest of the record that they looked at.

    Raises NothingSubmitted, AnotherRecord.
    """
    if state_of(tuple(steps)) is not ReviewState.SUBMITTED:
        raise NothingSubmitted
    if seen and seen != steps[-1].digest:
        raise AnotherRecord


def check_reason(reason: str) -> str:
    """Give the reason as it is kept. Raises FaultyFields."""
    reason = cleaned(reason).strip()
    if not reason or len(reason) > 5_000:
        raise FaultyFields([FieldFault("reason", REASON_TOO_LONG if reason else REASON_MISSING)])
    return reason


async def submit(database: Database, settings: Settings, event_key: str, *, account: Account, now: datetime) -> None:
    """Submit the record as it is known now; from here on it stands as it is.

    Raises UnknownEvent, NotAllowed, NotHeld, NotBegun, SubmittedAlready, NothingNew, Overtaken.
    """
    with refusing(ONE_AFTER_THE_OTHER, Overtaken()):
        async with database.transaction() as session:
            found = await get_organised_event(session, event_key, account)
            record = await read_record(session, found)
            content, steps = canonical(record), await list_steps(session, event_key)
            check_submission(found.event, record, digest_of(content), steps, now)
            taking = _Taking(action=Action.SUBMIT, account=account, at=now, settings=settings)
            await _take(session, found, steps, content.decode(), taking)


async def give_back(
    database: Database, settings: Settings, event_key: str, returning: Returning, *, account: Account, now: datetime
) -> None:
    """Return the record to its host with a reason.

    Raises UnknownEvent, NotAllowed, FaultyFields, NothingSubmitted, AnotherRecord, Overtaken.
    """
    taking = _Taking(action=Action.RETURN, account=account, at=now, settings=settings, reason=returning.reason)
    await _decide(database, event_key, taking, returning.seen)


async def approve(
    database: Database,
    settings: Settings,
    event_key: str,
    *,
    account: Account,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Approve the record that was submitted and seal it.

    Raises UnknownEvent, NotAllowed, NothingSubmitted, AnotherRecord, Overtaken.
    """
    await _decide(database, event_key, _Taking(action=Action.APPROVE, account=account, at=now, settings=settings), seen)


async def get_reviewed_event(session: AsyncSession, event_key: str, account: Account) -> FoundEvent:
    """Give an event whose record the account may return and approve. Raises UnknownEvent, NotAllowed."""
    found = await get_any_event(session, event_key)
    if not account.reviews(found.event.project):
        raise NotAllowed
    return found


async def _decide(database: Database, event_key: str, taking: _Taking, seen: str | None) -> None:
    with refusing(ONE_AFTER_THE_OTHER, Overtaken()):
        async with database.transaction() as session:
            found = await get_reviewed_event(session, event_key, taking.account)
            taking = replace(taking, reason=None if taking.reason is None else check_reason(taking.reason))
            steps = await list_steps(session, event_key)
            check_decision(steps, seen)
            content = await read_submitted(session, event_key, steps[-1].position)
            await _take(session, found, steps, content, taking)


async def _take(session: AsyncSession, found: FoundEvent, steps: Sequence[Step], content: str, taking: _Taking) -> None:
    """Append a step, and its digests to the audit log: who changes the one has to change the other. Tell both sides."""
    position, digest = len(steps) + 1, digest_of(content.encode())
    row = ReviewStepRow(
        event_key=found.event.key,
        position=position,
        action=taking.action,
        at=taking.at.astimezone(UTC),
        account_id=taking.account.id,
        account_name=taking.account.name,
        reason=taking.reason,
        record=content,
        digest=digest,
    )
    session.add(row)
    await session.flush()
    await audit.append(
        session,
        audit.Entry(
            at=taking.at,
            actor=taking.account.actor,
            action=f"attendance.{taking.action.value}",
            subject=f"event:{found.event.key}",
            facts={"position": str(position), "digest": digest, "step": digest_of_step(row)},
        ),
    )
    head = await audit.read_head(session)
    taken = Taken(
        action=taking.action,
        by=taking.account,
        at=taking.at,
        digest=digest,
        head=f"{head.position} {head.digest}",
        reason=taking.reason,
    )
    await tell_of_step(session, taking.settings, found, taken, [step.account for step in steps])
    await audit.bind(session, taking.at)  # the mails, which name the entry before
