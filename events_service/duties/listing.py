"""What needs doing across all events of an account: counted in as many statements for thousands as for one."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from events_service.access.records import Account
from events_service.attendance.finding import latest_steps
from events_service.attendance.records import Action, ReviewState
from events_service.attendance.tables import EvidenceMarkRow, ReviewStepRow
from events_service.checkin.finding import COUNTING
from events_service.checkin.tables import CheckInRow
from events_service.duties.needs import Counts, Need, most_urgent_first, need_of_poll, needs_of
from events_service.mail.records import MailStatus
from events_service.mail.tables import MailRow
from events_service.polls.finding import list_open_polls
from events_service.printing.deciding_letters import count_asked
from events_service.programme.finding import FoundEvent, all_found, select_events
from events_service.programme.listing import organised_by
from events_service.programme.registration_state import end_of
from events_service.programme.tables import EventRow
from events_service.registrations.places.promised import with_promised
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.speakers.finding import OpenAnswers, count_open

MOST_EVENTS = 200
"""Events that are looked at, those with the latest days first; older ones come up as these are done with."""


async def list_needs(session: AsyncSession, account: Account, now: datetime) -> list[Need]:
    """Give all that the events and date polls need which an account organises, the most urgent first."""
    events = await with_promised(session, await _unfinished(session, account, now))
    keys = [found.event.key for found in events]
    over = [found.event.key for found in events if now >= end_of(found)]
    pending, refused = await _pending(session, keys), await _refused(session, keys)
    letters = await count_asked(session, keys)
    speakers = await count_open(session, events)
    reviews, evidenced = await latest_steps(session, keys), await _evidenced(session, over)

    def counts(key: str) -> Counts:
        return Counts(
            pending=pending.get(key, 0),
            refused=refused.get(key, 0),
            letters=letters.get(key, 0),
            review=reviews[key][0] if key in reviews else ReviewState.OPEN,
            evidenced=frozenset(evidenced.get(key, ())),
            speakers=speakers.get(key, OpenAnswers()),
        )

    of_events = [need for found in events for need in needs_of(found, counts(found.event.key), account, now)]
    of_polls = [need_of_poll(each, now) for each in await list_open_polls(session, account)]
    return most_urgent_first([*of_events, *of_polls])


async def _unfinished(session: AsyncSession, account: Account, now: datetime) -> list[FoundEvent]:
    """Give the events that are not over, or whose record is not approved."""
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    last = _last_action()
    open_still = or_(EventRow.last_day >= yesterday, last.is_(None), last != Action.APPROVE)
    latest = (
        select(EventRow.key)
        .where(*organised_by(account), open_still)
        .order_by(EventRow.last_day.desc(), EventRow.key)
        .limit(MOST_EVENTS)
    )
    return all_found(await session.execute(select_events().where(EventRow.key.in_(latest))))


def _last_action() -> ScalarSelect[Action]:
    """Select the last step of the review of each event."""
    return (
        select(ReviewStepRow.action)
        .where(ReviewStepRow.event_key == EventRow.key)
        .order_by(ReviewStepRow.position.desc())
        .limit(1)
        .correlate(EventRow)
        .scalar_subquery()
    )


async def _pending(session: AsyncSession, keys: Collection[str]) -> dict[str, int]:
    counted = await session.execute(
        select(RegistrationRow.event_key, func.count())
        .where(RegistrationRow.event_key.in_(keys), RegistrationRow.status == Status.PENDING)
        .group_by(RegistrationRow.event_key)
    )
    return dict(counted.all())


async def _refused(session: AsyncSession, keys: Collection[str]) -> dict[str, int]:
    """Count the refused mails that none of the same kind to the same person followed: sent again, it is done."""
    later = aliased(MailRow)
    same_person = or_(
        later.registration_id == MailRow.registration_id,
        and_(MailRow.registration_id.is_(None), later.recipient == MailRow.recipient),
    )
    followed = exists().where(
        later.event_key == MailRow.event_key, later.kind == MailRow.kind, later.id > MailRow.id, same_person
    )
    counted = await session.execute(
        select(MailRow.event_key, func.count())
        .where(MailRow.event_key.in_(keys), MailRow.status == MailStatus.REFUSED, MailRow.secret.is_(False), ~followed)
        .group_by(MailRow.event_key)
    )
    return {str(key): number for key, number in counted}


async def _evidenced(session: AsyncSession, keys: Collection[str]) -> dict[str, set[str]]:
    """Give the checkpoints of each event at which a check-in counts or a mark stands."""
    later = aliased(EvidenceMarkRow)
    taken_back = exists().where(
        later.event_key == EvidenceMarkRow.event_key,
        later.registration_id == EvidenceMarkRow.registration_id,
        later.checkpoint == EvidenceMarkRow.checkpoint,
        later.evidence == EvidenceMarkRow.evidence,
        later.stands.is_(False),
        or_(
            later.marked_at > EvidenceMarkRow.marked_at,
            and_(later.marked_at == EvidenceMarkRow.marked_at, later.id > EvidenceMarkRow.id),
        ),
    )
    scanned = select(CheckInRow.event_key, CheckInRow.checkpoint).where(CheckInRow.event_key.in_(keys), COUNTING)
    marked = select(EvidenceMarkRow.event_key, EvidenceMarkRow.checkpoint).where(
        EvidenceMarkRow.event_key.in_(keys), EvidenceMarkRow.stands.is_(True), ~taken_back
    )
    shown: dict[str, set[str]] = {}
    for key, checkpoint in await session.execute(scanned.union(marked)):
        shown.setdefault(key, set()).add(checkpoint)
    return shown
