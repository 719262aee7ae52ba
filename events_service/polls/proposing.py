"""Propose dates: what an organiser typed is checked as a whole, entered as tentative dates, and mailed to all asked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import getaddresses
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.mailboxes import folded_address, is_address
from events_service.polls.finding import found_poll
from events_service.polls.letters import PollOccasion, tell
from events_service.polls.options import event_of, with_keys
from events_service.polls.records import FEWEST_OPTIONS, MOST_INVITED, MOST_OPTIONS, Poll
from events_service.polls.tables import PollInviteeRow, PollRow
from events_service.programme.finding import projects_by_key
from events_service.programme.records import Project
from events_service.programme.tables import EventRow
from events_service.programme.tentative import propose_all
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, NotAllowed
from events_service.web.i18n import gettext

LONGEST_TITLE, LONGEST_TEXT = 200, 2000


class Asked(Struct, frozen=True):
    """Somebody who is to be asked."""

    name: str
    email: str


def read_invitees(typed: str) -> list[Asked]:
    """Read whom to ask, one on a line: an address, or a name with it in pointed brackets. Raises FaultyFields."""
    found: dict[str, Asked] = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        ((name, address), *more) = getaddresses([line.strip(",;")]) or [("", "")]
        if more or not is_address(address):
            message = gettext("This line is no mail address: {line}").format(line=line[:100])
            raise FaultyFields([FieldFault("invitees", message)])
        found.setdefault(folded_address(address), Asked(name=name[:300] or address, email=address))
    if not 1 <= len(found) <= MOST_INVITED:
        message = gettext("Name between 1 and {most} people, each on a line of their own.").format(most=MOST_INVITED)
        raise FaultyFields([FieldFault("invitees", message)])
    return list(found.values())


async def propose(
    database: Database, settings: Settings, poll: Poll, asked: Sequence[Asked], account: Account, *, now: datetime
) -> UUID:
    """Propose dates to people, and give the poll's id. Raises FaultyFields, NotAllowed."""
    async with database.transaction() as session:
        projects = await projects_by_key(session)
        if not account.hosts(poll.project, poll.host):
            raise NotAllowed
        if faults := list(faults_of(poll, projects, now)):
            raise FaultyFields(faults)
        row = await _enter(session, with_keys(poll, await _taken(session)), account, now)
        session.add_all(
            PollInviteeRow(
                poll_id=row.id, name=each.name, email=folded_address(each.email), busy=[], remark="", invited_at=now
            )
            for each in asked
        )
        await session.flush()
        found = await found_poll(session, row)
        await tell(session, settings, found, found.invitees, PollOccasion.ASKED, now)
        facts = {"options": str(len(poll.options)), "invited": str(len(asked))}
        entry = audit.Entry(at=now, actor=account.actor, action="poll.propose", subject=f"poll:{row.id}", facts=facts)
        await audit.append(session, entry)
        return row.id


def faults_of(poll: Poll, projects: Mapping[str, Project], now: datetime) -> Iterator[FieldFault]:
    """Find what is wrong with a poll, by the fields of its form."""
    project = projects.get(poll.project)
    if project is None or poll.host not in {partner.key for partner in project.partners}:
        yield FieldFault("host", gettext("Choose who hosts the event."))
    if not 1 <= len(poll.title) <= LONGEST_TITLE:
        yield FieldFault(
            "title", gettext("Give the event a title of at most {most} letters.").format(most=LONGEST_TITLE)
        )
    if len(poll.note) > LONGEST_TEXT or len(poll.place) > LONGEST_TITLE:
        yield FieldFault("note", gettext("Write less: this is too long for a mail."))
    distinct = {(option.starts, option.ends) for option in poll.options}
    if not FEWEST_OPTIONS <= len(distinct) <= MOST_OPTIONS or len(distinct) < len(poll.options):
        sentence = gettext("Propose between {fewest} and {most} dates, each of them once.")
        yield FieldFault("options", sentence.format(fewest=FEWEST_OPTIONS, most=MOST_OPTIONS))
    elif any(len(option.days) > 14 or option.starts >= option.ends for option in poll.options):
        yield FieldFault("options", gettext("A date ends after it begins, and takes 14 days at most."))
    elif any(option.instants(poll.timezone)[0] <= now for option in poll.options):
        yield FieldFault("options", gettext("A date lies in the past; propose later ones."))
    elif poll.ends_at <= now or poll.deadline > min(option.starts.date() for option in poll.options):
        yield FieldFault("deadline", gettext("Let people answer until a day from today on, before the first date."))


async def _taken(session: AsyncSession) -> set[str]:
    """Give the keys that no option may have: of events, and of the options of other polls."""
    polls = await session.scalars(select(PollRow.poll))
    return {*await session.scalars(select(EventRow.key)), *(each.key for poll in polls for each in poll.options)}


async def _enter(session: AsyncSession, poll: Poll, account: Account, now: datetime) -> PollRow:
    await propose_all(session, poll.project, [event_of(poll, option) for option in poll.options], now)
    row = PollRow(
        project_key=poll.project,
        host=poll.host,
        account_id=account.id,
        poll=poll,
        created_at=now,
        ends_at=poll.ends_at,
    )
    session.add(row)
    await session.flush()
    return row
