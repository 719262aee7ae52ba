"""Answers to invitations: who answered is checked, and the answer is kept as what it is, a word and no cancellation."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import ColumnElement

from events_service import audit
from events_service.access.records import Account
from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply, supersedes
from events_service.database import Database
from events_service.mail import outbox
from events_service.programme.finding import get_any_event
from events_service.programme.organising import get_organised_event
from events_service.programme.parts import Part
from events_service.programme.tables import RevisionRow
from events_service.registrations.finding import record_of
from events_service.registrations.holding import PARTICIPANT, actor_of, lock
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.stray_answers import is_named, keep_stray
from events_service.registrations.letters.stray_tables import StrayAnswerRow
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Status
from events_service.registrations.refusals import NotInvited, OutdatedAnswer, UnknownAnswer
from events_service.registrations.shared_mailboxes import at_mailbox
from events_service.registrations.tables import InvitationRow, RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings


class Answered(Struct, frozen=True, kw_only=True):
    """What somebody answered, and under which number they are registered; None: the organisers say who it is."""

    event: str
    number: int | None
    participation: Participation


async def take_answer(database: Database, settings: Settings, reply: Reply, *, now: datetime) -> Answered:
    """Keep an answer: with whom it is from, where the invited address gave it, else for the organisers to decide.

    A decline cancels nothing: it is one click in a calendar, sometimes of a rule or an assistant, and a seat that was
    given to somebody else cannot be had back. It shows to the organisers, and who declines is told how to cancel.
    Raises NotInvited, OutdatedAnswer, TooManyStrayAnswers.
    """
    async with database.transaction() as session:
        event = await session.scalar(select(RevisionRow.event_key).where(RevisionRow.uid == reply.uid))
        if event is None:
            raise NotInvited(attendee=reply.attendee)
        await lock(session, event)
        holder = at_mailbox(reply.attendee)
        held = await _invitation(session, reply, holder) if reply.sender == reply.attendee else None
        if held is None:
            await keep_stray(session, event, reply, now)
            return Answered(event=event, number=None, participation=reply.participation)
        await _enter(session, settings, reply, held, PARTICIPANT, now)
        return Answered(event=held.row.event_key, number=held.row.number, participation=reply.participation)


class Decision(Struct, frozen=True, kw_only=True):
    """Whose an answer from another address is, by the id of their registration; None: nobody's."""

    answer: UUID
    registration: UUID | None


async def decide_answer(
    database: Database, settings: Settings, event: str, decision: Decision, *, account: Account, now: datetime
) -> None:
    """Enter an answer from another address as that of a participant, or set it aside where it is nobody's.

    Raises UnknownEvent, NotAllowed, UnknownAnswer, NotInvited, OutdatedAnswer.
    """
    async with database.transaction() as session:
        await get_organised_event(session, event, account)
        await lock(session, event)
        stray = await session.get(StrayAnswerRow, decision.answer)
        if stray is None or stray.event_key != event:
            raise UnknownAnswer
        reply = stray.reply
        await session.delete(stray)
        if decision.registration is None:
            subject = f"event:{event}"
            entry = audit.Entry(at=now, actor=account.actor, action="answer.set_aside", subject=subject)
            await audit.append(session, entry)
            return
        held = await _invitation(session, reply, RegistrationRow.id == decision.registration)
        if held is None:
            raise NotInvited(attendee=reply.attendee)
        await _enter(session, settings, reply, held, actor_of(account), now)


class _Held(Struct, frozen=True, kw_only=True):
    """An invitation that stands, and whose it is."""

    invitation: InvitationRow
    row: RegistrationRow


async def _enter(
    session: AsyncSession, settings: Settings, reply: Reply, held: _Held, actor: str, now: datetime
) -> None:
    """Keep an answer with the invitation that it is to. Raises OutdatedAnswer."""
    invitation, row = held.invitation, held.row
    if not supersedes(reply, invitation.sequence, invitation.answered_at):
        raise OutdatedAnswer
    known = invitation.answer == reply.participation
    invitation.answer, invitation.answered_at = reply.participation, reply.stamp
    if known:
        return
    revision = await session.get_one(RevisionRow, reply.uid)
    of_the_whole, before = revision.revision.part is not Part.SESSION, row.answer
    if of_the_whole:
        row.answer = reply.participation
    found = await get_any_event(session, row.event_key)
    # Whoever is away declines each day, and is asked once.
    if row.answer is Participation.DECLINED and before is not row.answer and not is_over(found, now):
        letter = write_letter(Occasion.WILL_NOT_COME, found, await record_of(session, row), settings)
        await outbox.queue(session, letter, sender=settings.mail_from, now=now)
    facts = {"answer": reply.participation.value, "part": revision.revision.part.value}
    entry = audit.Entry(
        at=now, actor=actor, action="registration.answered", subject=f"registration:{row.id}", facts=facts
    )
    await audit.append(session, entry)


async def _invitation(session: AsyncSession, reply: Reply, holder: ColumnElement[bool]) -> _Held | None:
    """Find the invitation that stands and is somebody's; of several who share a mailbox, whoever is named, or None."""
    query = (
        select(InvitationRow, RegistrationRow)
        .join(RegistrationRow, RegistrationRow.id == InvitationRow.registration_id)
        .where(
            InvitationRow.uid == reply.uid,
            InvitationRow.withdrawn_at.is_(None),
            RegistrationRow.status == Status.CONFIRMED,
            holder,
        )
        .with_for_update()
    )
    held = [_Held(invitation=invitation, row=row) for invitation, row in await session.execute(query)]
    if len(held) > 1:
        held = [each for each in held if is_named(reply, each.row.first_name, each.row.last_name)]
    return held[0] if len(held) == 1 else None
