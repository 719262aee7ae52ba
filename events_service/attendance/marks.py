"""Note evidence by hand: signed on paper, signed electronically, online. Each note is a fact that is appended."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.attendance.finding import list_marks
from events_service.attendance.record import Place, standing
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.tables import EvidenceMarkRow
from events_service.checkin.checkpoints import checkpoints_of
from events_service.database import Database, new_id
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.finding import list_registrations
from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class MarkElsewhere(Refusal):
    """A mark is about a person or a checkpoint that the event does not have."""

    status = 409
    slug = "mark-elsewhere"
    message = N_("One of the marks is about a person or a day that this event does not have. Please reload the page.")


def news(marks: Iterable[Mark], noted: Mapping[Place, frozenset[Evidence]]) -> list[Mark]:
    """Give the marks that change what is noted."""
    return [
        mark
        for mark in marks
        if mark.stands != (mark.evidence in noted.get((mark.registration, mark.checkpoint), frozenset()))
    ]


async def note(
    database: Database, event_key: str, marks: Iterable[Mark], *, account: Account, now: datetime
) -> list[Mark]:
    """Append the marks that change something, and give them. Raises UnknownEvent, NotAllowed, MarkElsewhere."""
    async with database.transaction() as session:
        found = await get_organised_event(session, event_key, account)
        await _check(session, found, marks := list(marks))
        changes = news(marks, standing(await list_marks(session, event_key)))
        rows = [
            EvidenceMarkRow(
                id=new_id(),
                event_key=event_key,
                registration_id=mark.registration,
                checkpoint=mark.checkpoint,
                evidence=mark.evidence,
                stands=mark.stands,
                marked_at=now,
                account_id=account.id,
            )
            for mark in changes
        ]
        session.add_all(rows)
        if changes:
            await audit.append(
                session,
                audit.Entry(
                    at=now,
                    actor=account.actor,
                    action="attendance.mark",
                    subject=f"event:{event_key}",
                    facts={"marks": str(len(changes))},
                ),
            )
    return changes


async def _check(session: AsyncSession, found: FoundEvent, marks: Iterable[Mark]) -> None:
    people = {registration.id for registration in await list_registrations(session, found.event.key)}
    checkpoints = {point.key for point in checkpoints_of(found.event)}
    if not all(mark.registration in people and mark.checkpoint in checkpoints for mark in marks):
        raise MarkElsewhere
