"""What an organiser does with a poll: choose a date, which becomes the event; call it off; remind; and its end."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.polls.answering import forget
from events_service.polls.finding import get_hosted_poll
from events_service.polls.letters import PollOccasion, tell
from events_service.polls.options import event_of
from events_service.polls.records import FoundPoll
from events_service.polls.refusals import KeyTaken, PollClosed
from events_service.polls.tables import PollInviteeRow, PollRow
from events_service.programme.loading import save_event
from events_service.programme.tables import EventRow
from events_service.programme.tentative import withdraw_all
from events_service.settings import Settings
from events_service.sweeping import Sweep, sweep
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import gettext

KEPT = timedelta(days=30)
"""How long after its end it is known who was asked and what they answered."""


async def choose(
    database: Database, settings: Settings, id_: UUID, key: str, account: Account, *, now: datetime
) -> str:
    """Make an option the event, cancel the others, tell all; give the event's key.

    Raises UnknownPoll, NotAllowed, PollClosed, KeyTaken, FaultyFields.
    """
    async with database.transaction() as session:
        found, row = await _open(session, id_, account)
        option = found.poll.option(key)
        if option is None:
            raise FaultyFields([FieldFault("option", gettext("Choose one of the dates."))])
        if await session.get(EventRow, key) is not None:
            raise KeyTaken
        others = [each.key for each in found.poll.options if each.key != key]
        await save_event(session, event_of(found.poll, option), actor=account.actor, now=now)
        await withdraw_all(session, found.poll.project, others, now)
        row.closed_at, row.chosen = now, key
        closed = replace(found, closed_at=now, chosen=key)
        await tell(session, settings, closed, found.invitees, PollOccasion.CHOSEN, now)
        await _note(session, "poll.choose", id_, account, now)
    return key


async def call_off(database: Database, settings: Settings, id_: UUID, account: Account, *, now: datetime) -> None:
    """Take all dates back and tell everybody. Raises UnknownPoll, NotAllowed, PollClosed."""
    async with database.transaction() as session:
        found, row = await _open(session, id_, account)
        await withdraw_all(session, found.poll.project, [each.key for each in found.poll.options], now)
        row.closed_at = now
        await tell(session, settings, replace(found, closed_at=now), found.invitees, PollOccasion.CALLED_OFF, now)
        await _note(session, "poll.call_off", id_, account, now)


async def remind(database: Database, settings: Settings, id_: UUID, account: Account, *, now: datetime) -> int:
    """Write once more to whoever has not answered, and give how many these are.

    Raises UnknownPoll, NotAllowed, PollClosed.
    """
    async with database.transaction() as session:
        found, _ = await _open(session, id_, account)
        if not found.takes_answers(now):
            raise PollClosed
        await tell(session, settings, found, found.unanswered, PollOccasion.REMINDED, now)
        reminded = PollInviteeRow.id.in_([each.id for each in found.unanswered])
        await session.execute(update(PollInviteeRow).where(reminded).values(reminded_at=now))
        await _note(session, "poll.remind", id_, account, now)
        return len(found.unanswered)


async def forget_asked_due(database: Database, now: datetime) -> int:
    """Forget whoever was asked in polls that ended KEPT ago, and give how many these were."""
    ended = func.coalesce(PollRow.closed_at, PollRow.ends_at)
    what = Sweep(
        table=PollInviteeRow,
        due=select(PollInviteeRow)
        .join(PollRow, PollRow.id == PollInviteeRow.poll_id)
        .where(ended < now - KEPT)
        .order_by(PollInviteeRow.id),
        forget=_forget_asked,
        action="poll.forgotten",
        subject="polls",
        counted="invited",
    )
    return await sweep(database, what, now)


async def _forget_asked(session: AsyncSession, row: PollInviteeRow, _: datetime) -> None:
    await forget(session, row)


async def _open(session: AsyncSession, id_: UUID, account: Account) -> tuple[FoundPoll, PollRow]:
    """Hold a poll on which nothing is decided yet."""
    found = await get_hosted_poll(session, id_, account, lock=True)
    if found.closed_at is not None:
        raise PollClosed
    return found, await session.get_one(PollRow, id_)


async def _note(session: AsyncSession, action: str, id_: UUID, account: Account, now: datetime) -> None:
    await audit.append(session, audit.Entry(at=now, actor=account.actor, action=action, subject=f"poll:{id_}"))
