"""Answers to invitations from another address than the invited one: an alias, or somebody who answers for another.

The address alone tells nobody who is meant, and anybody can write it. So the answer is kept, and whose it may be is
proposed to the organisers, who decide.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.parts import Part, uid_of
from events_service.programme.words import in_language
from events_service.registrations.letters.stray_tables import StrayAnswerRow
from events_service.registrations.records import Status
from events_service.registrations.refusals import NotInvited, TooManyStrayAnswers
from events_service.registrations.tables import InvitationRow, RegistrationRow
from events_service.web.fold import bare
from events_service.web.i18n import long_day, spoken

MOST = 200
"""Answers that wait at one event: anybody can send some, and somebody has to look at each."""


class Invited(Struct, frozen=True, kw_only=True):
    """Somebody who was sent the invitation that is answered."""

    registration: UUID
    name: str
    email: str


class StrayAnswer(Struct, frozen=True, kw_only=True):
    """An answer that waits: to what, from which address and for which; `likely` are those whose it may well be."""

    id: UUID
    about: str
    participation: Participation
    sender: str
    name: str
    attendee: str
    received_at: datetime
    likely: Sequence[Invited]
    others: Sequence[Invited]


async def keep_stray(session: AsyncSession, event: str, reply: Reply, now: datetime) -> None:
    """Keep an answer to an event, whose row is locked; a later one from the same address takes the one before's place.

    Raises NotInvited where no invitation of ours that stands is answered, TooManyStrayAnswers.
    """
    standing = select(InvitationRow.uid).where(InvitationRow.uid == reply.uid, InvitationRow.withdrawn_at.is_(None))
    if await session.scalar(standing.limit(1)) is None:
        raise NotInvited(attendee=reply.attendee)
    rows = await _rows(session, event)
    same = [row for row in rows if _who(row.reply) == _who(reply)]
    if len(rows) - len(same) >= MOST:
        raise TooManyStrayAnswers
    if not any(row.reply.stamp > reply.stamp for row in same):
        await session.execute(delete(StrayAnswerRow).where(StrayAnswerRow.id.in_([row.id for row in same])))
        session.add(StrayAnswerRow(event_key=event, reply=reply, received_at=now))


async def forget_stray(session: AsyncSession, event: str, email: str) -> None:
    """Drop the answers that name somebody whose data are erased."""
    folded = folded_address(email)
    for row in await _rows(session, event):
        if folded in {folded_address(row.reply.attendee), folded_address(row.reply.sender)}:
            await session.delete(row)


async def count_stray(session: AsyncSession, event: str) -> int:
    """Give how many answers wait at an event."""
    counted = select(func.count()).select_from(StrayAnswerRow).where(StrayAnswerRow.event_key == event)
    return await session.scalar(counted) or 0


async def list_stray(session: AsyncSession, found: FoundEvent) -> list[StrayAnswer]:
    """List the answers that wait at an event, the oldest first, in the language being spoken."""
    rows = await _rows(session, found.event.key)
    invited = await _invited(session, {row.reply.uid for row in rows})
    abouts = _abouts(found)
    listed = []
    for row in rows:
        reply, people = row.reply, invited.get(row.reply.uid, [])
        likely = likely_of(reply, people)
        listed.append(
            StrayAnswer(
                id=row.id,
                about=abouts.get(reply.uid, in_language(found.event.title, spoken())),
                participation=reply.participation,
                sender=reply.sender,
                name=reply.name,
                attendee=reply.attendee,
                received_at=row.received_at,
                likely=likely,
                others=[each for each in people if each not in likely],
            )
        )
    return listed


def likely_of(reply: Reply, invited: Iterable[Invited]) -> list[Invited]:
    """Give those whose answer it may well be: they are named in it, by address or name, or have a mailbox so called."""
    people = list(invited)
    named = [each for each in people if folded_address(each.email) == folded_address(reply.attendee)]
    named = named or [each for each in people if is_named(reply, each.name)]
    return named or [each for each in people if _local(each.email) in {_local(reply.sender), _local(reply.attendee)}]


def is_named(reply: Reply, *names: str) -> bool:
    """Tell whether an answer is given in somebody's name, however it is put."""
    return reply.name != "" and _words(" ".join(names)) == _words(reply.name)


def _who(reply: Reply) -> tuple[str, str, str]:
    return reply.uid, reply.sender, reply.attendee


def _words(name: str) -> list[str]:
    return sorted(bare(name).replace(",", " ").split())


def _local(address: str) -> str:
    return folded_address(address).rpartition("@")[0]


def _abouts(found: FoundEvent) -> dict[str, str]:
    """Give what each entry of an event is about: a day, or a session."""
    event = found.event
    days = {uid_of(Part.DAY, event.key, day.isoformat()): long_day(day) for day in event.days}
    return days | {
        uid_of(Part.SESSION, event.key, each.key): in_language(each.title, spoken()) for each in event.sessions
    }


async def _rows(session: AsyncSession, event: str) -> Sequence[StrayAnswerRow]:
    return (
        await session.scalars(
            select(StrayAnswerRow).where(StrayAnswerRow.event_key == event).order_by(StrayAnswerRow.id)
        )
    ).all()


async def _invited(session: AsyncSession, uids: Iterable[str]) -> dict[str, list[Invited]]:
    """Give who was sent each invitation that stands, by its UID, in the order of their arrival."""
    rows = await session.execute(
        select(InvitationRow.uid, RegistrationRow)
        .join(RegistrationRow, RegistrationRow.id == InvitationRow.registration_id)
        .where(
            InvitationRow.uid.in_(sorted(uids)),
            InvitationRow.withdrawn_at.is_(None),
            RegistrationRow.status == Status.CONFIRMED,
        )
        .order_by(RegistrationRow.number)
    )
    invited: dict[str, list[Invited]] = {}
    for uid, row in rows:
        name = f"{row.first_name} {row.last_name}".strip()
        invited.setdefault(uid, []).append(Invited(registration=row.id, name=name, email=row.email))
    return invited
