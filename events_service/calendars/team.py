"""An organiser's own calendar with drafts: whose it is, what it stands for, and the secret address that opens it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import account_of, find_working
from events_service.access.feed_tokens import feed_token, read_feed_token
from events_service.access.records import Account
from events_service.access.tables import AccountRow
from events_service.calendars.versions import Version, ask_programme, versions_of
from events_service.database import Database
from events_service.settings import Settings
from events_service.web.errors import NotFound


async def team_token(session: AsyncSession, settings: Settings, account: Account) -> str:
    """Give the secret part of the address of somebody's calendar."""
    row = await session.get_one(AccountRow, account.id)
    return feed_token(settings.secret_key, row.id, row.feed_generation)


async def renew_address(database: Database, account: Account, *, now: datetime) -> None:
    """Give somebody's calendar a new address; the old one opens nothing any more."""
    async with database.transaction() as session:
        row = await session.get_one(AccountRow, account.id, with_for_update=True)
        row.feed_generation += 1
        who = account.actor
        await audit.append(
            session, audit.Entry(at=now, actor=who, action="account.calendar_address_renewed", subject=who)
        )


async def team_version(database: Database, settings: Settings, token: str, now: datetime) -> Version:
    """Give the version of all that somebody works for. Raises NotFound.

    It is known for the day alone, for on the next one the account may open nothing any more.
    """

    async def ask(session: AsyncSession) -> Version:
        account = await find_by_feed_token(session, settings.secret_key, token, now)
        version = await ask_programme(account.project)(session)
        return Version(
            text=f"{account.project} {','.join(account.events)} {version.text}", changed_at=version.changed_at
        )

    return await versions_of(database).get(("team", token, now.date()), ask)


async def find_by_feed_token(session: AsyncSession, secret_key: str, token: str, now: datetime) -> Account:
    """Give the account whose calendar this token opens, as long as it is open itself. Raises NotFound."""
    read = read_feed_token(token)
    row = await find_working(session, read.owner, now) if read else None
    if read is None or row is None or not read.proves(secret_key, row.feed_generation):
        raise NotFound
    return account_of(row)
