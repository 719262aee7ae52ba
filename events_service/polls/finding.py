"""Find date polls: one with all that was answered, those of an organiser, and what else stands in the way of a date."""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.access.tables import AccountRow
from events_service.polls.links import read_poll_token
from events_service.polls.records import FoundPoll, Invitee, Option, Poll
from events_service.polls.refusals import UnknownPoll
from events_service.polls.tables import PollInviteeRow, PollRow
from events_service.programme.finding import FoundEvent, all_found, select_events
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow
from events_service.programme.year import Proposal
from events_service.web.errors import NotAllowed


class OpenPoll(Struct, frozen=True, kw_only=True):
    """A poll in an organiser's list: how many were asked, and how many of them have answered."""

    id: UUID
    poll: Poll
    asked: int
    answered: int


async def get_hosted_poll(session: AsyncSession, id_: UUID, account: Account, *, lock: bool = False) -> FoundPoll:
    """Give a poll of a host whose events the account prepares. Raises UnknownPoll, NotAllowed."""
    found = await found_poll(session, await session.get(PollRow, id_, with_for_update=lock))
    if not account.hosts(found.poll.project, found.poll.host):
        raise NotAllowed
    return found


async def found_poll(session: AsyncSession, row: PollRow | None) -> FoundPoll:
    """Give the poll of a row with whoever was asked, by name. Raises UnknownPoll."""
    if row is None:
        raise UnknownPoll
    asking = await session.get_one(AccountRow, row.account_id)
    of_poll = PollInviteeRow.poll_id == row.id
    invitees = await session.scalars(
        select(PollInviteeRow).where(of_poll).order_by(PollInviteeRow.name, PollInviteeRow.email)
    )
    return FoundPoll(
        id=row.id,
        poll=row.poll,
        asked_by=asking.name,
        reply_to=asking.email,
        created_at=row.created_at,
        closed_at=row.closed_at,
        chosen=row.chosen,
        invitees=tuple(map(invitee_of, invitees)),
    )


async def invitee_row(session: AsyncSession, secret_key: str, token: str, *, lock: bool = False) -> PollInviteeRow:
    """Give the row of whoever a personal link is for. Raises UnknownPoll."""
    id_ = read_poll_token(secret_key, token)
    row = await session.get(PollInviteeRow, id_, with_for_update=lock) if id_ else None
    if row is None:
        raise UnknownPoll
    return row


def invitee_of(row: PollInviteeRow) -> Invitee:
    """Make the record of a row."""
    return Invitee(
        id=row.id,
        name=row.name,
        email=row.email,
        invited_at=row.invited_at,
        reminded_at=row.reminded_at,
        answered_at=row.answered_at,
        answers=row.answers,
        busy=row.busy,
        remark=row.remark,
    )


async def list_open_polls(session: AsyncSession, account: Account) -> list[OpenPoll]:
    """Give the polls on which an organiser has to decide, the first deadline first."""
    conditions: list[ColumnElement[bool]] = [PollRow.closed_at.is_(None)]
    if account.project is not None:
        conditions.append(PollRow.project_key == account.project)
    rows = await session.execute(
        select(PollRow, func.count(PollInviteeRow.id), func.count(PollInviteeRow.answered_at))
        .outerjoin(PollInviteeRow, PollInviteeRow.poll_id == PollRow.id)
        .where(*conditions)
        .group_by(PollRow.id)
        .order_by(PollRow.ends_at, PollRow.id)
    )
    return [
        OpenPoll(id=row.id, poll=row.poll, asked=asked, answered=answered)
        for row, asked, answered in rows
        if account.hosts(row.project_key, row.host)
    ]


async def list_proposals(session: AsyncSession, project: str, account: Account) -> list[Proposal]:
    """Give all dates that are proposed in a project and not decided on, the earliest first."""
    rows = await session.scalars(select(PollRow).where(PollRow.project_key == project, PollRow.closed_at.is_(None)))
    proposed = [
        Proposal(
            host=row.host,
            type=row.poll.type,
            title=row.poll.title,
            days=option.days,
            address=f"/organise/polls/{row.id}" if account.hosts(project, row.host) else None,
        )
        for row in rows
        for option in row.poll.options
    ]
    return sorted(proposed, key=lambda each: (each.days, each.title, each.host))


async def list_beside(session: AsyncSession, poll: Poll) -> dict[str, list[FoundEvent]]:
    """Give, for each option, the events of the project that others know of and that have one of its days."""
    days = [day for option in poll.options for day in option.days]
    rows = await session.execute(
        select_events().where(
            EventRow.project_key == poll.project,
            EventRow.status == EventStatus.PUBLISHED,
            EventRow.first_day <= max(days),
            EventRow.last_day >= min(days),
        )
    )
    events = all_found(rows)
    return {option.key: _on_days_of(option, events) for option in poll.options}


def _on_days_of(option: Option, events: Iterable[FoundEvent]) -> list[FoundEvent]:
    return [found for found in events if found.event.key != option.key and set(option.days) & set(found.event.days)]
