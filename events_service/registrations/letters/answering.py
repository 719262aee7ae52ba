"""Answers to invitations: who answered is checked, and the answer is kept as what it is, a word and no cancellation."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply, supersedes
from events_service.database import Database
from events_service.mail import outbox
from events_service.mailboxes import folded_address
from events_service.programme.finding import get_any_event
from events_service.programme.parts import Part
from events_service.programme.tables import RevisionRow
from events_service.registrations.finding import record_of
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Status
from events_service.registrations.tables import InvitationRow, RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class NotInvited(Refusal):
    """Nobody with this address was sent this invitation, or it was taken back."""

    status = 404
    slug = "not-invited"
    message = N_("No invitation of this service that {attendee} holds is answered by this mail.")


class ForeignAnswer(Refusal):
    """The mail comes from somebody else than the one in whose name it answers."""

    status = 403
    slug = "foreign-answer"
    message = N_("The mail comes from {sender}, but answers for {attendee}; only the invited person can answer.")


class OutdatedAnswer(Refusal):
    """The answer is to an invitation that was changed since, or older than one that came before."""

    status = 409
    slug = "outdated-answer"
    message = N_("The answer is to an earlier version of the invitation, or older than the last one; it is not kept.")


class Answered(Struct, frozen=True, kw_only=True):
    """What somebody answered, and under which number they are registered."""

    event: str
    number: int
    participation: Participation


async def take_answer(database: Database, settings: Settings, reply: Reply, *, now: datetime) -> Answered:
    """Keep an answer. Raises NotInvited, ForeignAnswer, OutdatedAnswer.

    A decline cancels nothing: it is one click in a calendar, sometimes of a rule or an assistant, and a seat that was
    given to somebody else cannot be had back. It shows to the organisers, and who declines is told how to cancel.
    """
    if reply.sender != reply.attendee:
        raise ForeignAnswer(sender=reply.sender or "?", attendee=reply.attendee)
    async with database.transaction() as session:
        invitation, row = await _invitation(session, reply)
        if not supersedes(reply, invitation.sequence, invitation.answered_at):
            raise OutdatedAnswer
        known = invitation.answer == reply.participation
        invitation.answer, invitation.answered_at = reply.participation, reply.stamp
        if not known:
            await _take(session, settings, reply, row, now)
        return Answered(event=row.event_key, number=row.number, participation=reply.participation)


async def _take(session: AsyncSession, settings: Settings, reply: Reply, row: RegistrationRow, now: datetime) -> None:
    revision = await session.get_one(RevisionRow, reply.uid)
    of_the_whole, before = revision.revision.part is not Part.SESSION, row.answer
    if of_the_whole:
        row.answer = reply.participation
    found = await get_any_event(session, row.event_key)
    # Whoever is away declines each day, and is asked once.
    if row.answer is Participation.DECLINED and before is not row.answer and not is_over(found, now):
        letter = write_letter(Occasion.WILL_NOT_COME, found, await record_of(session, row), settings)
        await outbox.queue(session, letter, sender=settings.mail_from, now=now)
    await audit.append(
        session,
        audit.Entry(
            at=now,
            actor="participant",
            action="registration.answered",
            subject=f"registration:{row.id}",
            facts={"answer": reply.participation.value, "part": revision.revision.part.value},
        ),
    )


async def _invitation(session: AsyncSession, reply: Reply) -> tuple[InvitationRow, RegistrationRow]:
    """Find the invitation that stands."""
    query = (
        select(InvitationRow, RegistrationRow)
        .join(RegistrationRow, RegistrationRow.id == InvitationRow.registration_id)
        .where(
            InvitationRow.uid == reply.uid,
            InvitationRow.withdrawn_at.is_(None),
            RegistrationRow.status == Status.CONFIRMED,
            RegistrationRow.email_folded == folded_address(reply.attendee),
        )
        .with_for_update()
    )
    found = (await session.execute(query)).first()
    if found is None:
        raise NotInvited(attendee=reply.attendee)
    return found[0], found[1]
