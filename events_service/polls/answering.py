"""Answer a poll by a personal link, as often as wanted until it is closed, and see or take back what is known."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.mail.outbox import withdraw_batch
from events_service.mail.own_mails import SentMail, mails_of
from events_service.polls.busy import BusyTimes, clashing
from events_service.polls.finding import found_poll, invitee_of, invitee_row
from events_service.polls.letters import batch_of
from events_service.polls.records import Answer, FoundPoll, Invitee
from events_service.polls.refusals import PollClosed
from events_service.polls.tables import PollInviteeRow, PollRow
from events_service.settings import Settings

LONGEST_REMARK = 1000


class Mine(Struct, frozen=True, kw_only=True):
    """A poll as one of those who were asked sees it: nothing of the others is theirs to read."""

    poll: FoundPoll
    me: Invitee


class OwnAnswer(Struct, frozen=True, kw_only=True):
    """All that is kept of whoever was asked (GDPR Art. 15 and 20)."""

    poll: str
    dates: dict[str, datetime]
    me: Invitee
    mails: list[SentMail]


async def my_poll(session: AsyncSession, settings: Settings, token: str) -> Mine:
    """Give the poll that a personal link opens. Raises UnknownPoll."""
    return await _mine(session, await invitee_row(session, settings.secret_key, token))


async def answer(
    database: Database, settings: Settings, token: str, given: Mapping[str, Answer], remark: str, *, now: datetime
) -> None:
    """Take an answer, or another one in its place; a date without one is answered with no.

    Raises UnknownPoll, PollClosed.
    """
    async with database.transaction() as session:
        row, poll = await _open(session, settings, token, now)
        row.answers = {option.key: given.get(option.key, Answer.NO) for option in poll.poll.options}
        row.remark, row.answered_at = remark.strip()[:LONGEST_REMARK], now


async def look_for_clashes(
    database: Database, settings: Settings, token: str, busy: BusyTimes, *, now: datetime
) -> None:
    """Keep which dates somebody's calendar clashes with, and nothing else of it. Raises UnknownPoll, PollClosed."""
    async with database.transaction() as session:
        row, poll = await _open(session, settings, token, now)
        row.busy = clashing(poll.poll, busy)


async def own_answer(session: AsyncSession, settings: Settings, token: str) -> OwnAnswer:
    """Collect all that is kept of whoever was asked. Raises UnknownPoll."""
    mine = await my_poll(session, settings, token)
    return OwnAnswer(
        poll=mine.poll.poll.title,
        dates={option.key: option.instants(mine.poll.poll.timezone)[0] for option in mine.poll.poll.options},
        me=mine.me,
        mails=await mails_of(session, batch_of(mine.me.id)),
    )


async def forget_me(database: Database, settings: Settings, token: str, *, now: datetime) -> None:
    """Erase whoever was asked, with their answer and the mails to them. Raises UnknownPoll."""
    async with database.transaction() as session:
        row = await invitee_row(session, settings.secret_key, token, lock=True)
        await forget(session, row)
        subject = f"poll:{row.poll_id}"
        await audit.append(session, audit.Entry(at=now, actor="invitee", action="poll.forget", subject=subject))


async def forget(session: AsyncSession, row: PollInviteeRow) -> None:
    """Drop all that is known of somebody who was asked."""
    await withdraw_batch(session, batch_of(row.id))
    await session.delete(row)


async def _open(
    session: AsyncSession, settings: Settings, token: str, now: datetime
) -> tuple[PollInviteeRow, FoundPoll]:
    row = await invitee_row(session, settings.secret_key, token, lock=True)
    mine = await _mine(session, row)
    if not mine.poll.takes_answers(now):
        raise PollClosed
    return row, mine.poll


async def _mine(session: AsyncSession, row: PollInviteeRow) -> Mine:
    return Mine(poll=await found_poll(session, await session.get(PollRow, row.poll_id)), me=invitee_of(row))
