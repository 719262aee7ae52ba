"""Note evidence by hand: signed on paper, online, excused. Each note is a fact that is appended, in the order typed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.attendance.finding import list_marks
from events_service.attendance.marking.records import BY_HAND, MarkOutcome, MarkResult, SentMark
from events_service.attendance.record import Place, excuses, standing
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.tables import EvidenceMarkRow
from events_service.binding import new_salt
from events_service.checkin.checkpoints import checkpoints_of
from events_service.database import Database, new_id
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import RegistrationId
from events_service.web.errors import Refusal
from events_service.web.i18n import N_
from events_service.web.text import cleaned

_NEXT = timedelta(microseconds=1)


class MarkElsewhere(Refusal):
    """A mark is about a person or a checkpoint that the event does not have."""

    status = 409
    slug = "mark-elsewhere"
    message = N_("One of the marks is about a person or a day that this event does not have. Please reload the page.")


class _Known(Struct, frozen=True, kw_only=True):
    """Of whom and where something may be noted at an event."""

    people: frozenset[UUID]
    checkpoints: frozenset[str]

    def has(self, registration: UUID, checkpoint: str) -> bool:
        return registration in self.people and checkpoint in self.checkpoints


def news(marks: Iterable[Mark], noted: Mapping[Place, frozenset[Evidence]], reasons: Mapping[Place, str]) -> list[Mark]:
    """Give the marks that change what is noted: `reasons` are those of whom is excused."""
    return [mark for mark in marks if _changes(mark, noted, reasons)]


def _changes(mark: Mark, noted: Mapping[Place, frozenset[Evidence]], reasons: Mapping[Place, str]) -> bool:
    place = (mark.registration, mark.checkpoint)
    if mark.stands != (mark.evidence in noted.get(place, frozenset())):
        return True
    return mark.evidence is Evidence.EXCUSED and mark.stands and mark.reason != reasons.get(place)


async def note(
    database: Database, event_key: str, marks: Iterable[Mark], *, account: Account, now: datetime
) -> list[Mark]:
    """Append the marks that change something, and give them. Raises UnknownEvent, NotAllowed, MarkElsewhere."""
    async with database.transaction() as session:
        found = await get_organised_event(session, event_key, account)
        known, marks = await _known(session, found), list(marks)
        if not all(known.has(mark.registration, mark.checkpoint) for mark in marks):
            raise MarkElsewhere
        before = await list_marks(session, event_key)
        changes = news(marks, standing(before), excuses(before))
        await _append(session, event_key, [(new_id(), mark) for mark in changes], account, now)
    return changes


async def receive(
    database: Database, event_key: str, sent: Sequence[SentMark], *, account: Account, now: datetime
) -> list[MarkResult]:
    """Append what a device sends, each mark once by its own id, and say what became of each.

    One that cannot be noted keeps no other back. Raises UnknownEvent, NotAllowed.
    """
    async with database.transaction() as session:
        found = await get_organised_event(session, event_key, account)
        # One after the other: a device that hears nothing sends again while the first is still being written.
        await session.execute(select(EventRow.key).where(EventRow.key == event_key).with_for_update())
        known = await _known(session, found)
        kept = await _kept(session, [mark.id for mark in sent])
        outcomes = {mark.id: MarkOutcome.NOTED if mark.id in kept else decide(mark, known) for mark in sent}
        new = {mark.id: _mark(mark) for mark in sent if mark.id not in kept and outcomes[mark.id] is MarkOutcome.NOTED}
        await _append(session, event_key, [*new.items()], account, now)
    return [MarkResult(id=mark.id, outcome=outcomes[mark.id]) for mark in sent]


def decide(mark: SentMark, known: _Known) -> MarkOutcome:
    """Decide what becomes of a mark that was never sent before."""
    if mark.evidence not in BY_HAND:
        return MarkOutcome.NOT_BY_HAND
    if not known.has(mark.registration, mark.checkpoint):
        return MarkOutcome.ELSEWHERE
    if mark.evidence is Evidence.EXCUSED and mark.stands and not cleaned(mark.reason).strip():
        return MarkOutcome.REASON_MISSING
    return MarkOutcome.NOTED


def _mark(sent: SentMark) -> Mark:
    return Mark(
        registration=RegistrationId(sent.registration),
        checkpoint=sent.checkpoint,
        evidence=sent.evidence,
        stands=sent.stands,
        reason=cleaned(sent.reason).strip() if sent.evidence is Evidence.EXCUSED and sent.stands else "",
    )


async def _known(session: AsyncSession, found: FoundEvent) -> _Known:
    return _Known(
        people=frozenset(registration.id for registration in await list_registrations(session, found.event.key)),
        checkpoints=frozenset(point.key for point in checkpoints_of(found.event)),
    )


async def _kept(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    return {*await session.scalars(select(EvidenceMarkRow.id).where(EvidenceMarkRow.id.in_(ids)))}


async def _append(
    session: AsyncSession, event_key: str, marks: Sequence[tuple[UUID, Mark]], account: Account, now: datetime
) -> None:
    """Append marks; each has an instant of its own after all before, so that of two about the same the later holds."""
    latest = await session.scalar(
        select(func.max(EvidenceMarkRow.marked_at)).where(EvidenceMarkRow.event_key == event_key)
    )
    first = max(now, latest + _NEXT) if latest and marks else now
    session.add_all(
        EvidenceMarkRow(
            id=id_,
            event_key=event_key,
            registration_id=mark.registration,
            checkpoint=mark.checkpoint,
            evidence=mark.evidence,
            stands=mark.stands,
            marked_at=first + place * _NEXT,
            account_id=account.id,
            reason=mark.reason or None,
            salt=new_salt() if mark.reason else None,
        )
        for place, (id_, mark) in enumerate(marks)
    )
    if marks:
        await audit.append(
            session,
            audit.Entry(
                at=now,
                actor=account.actor,
                action="attendance.mark",
                subject=f"event:{event_key}",
                facts={"marks": str(len(marks))},
            ),
        )
