"""What somebody's own account is signed in to: the browsers and the tokens, each of which they can end themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from events_service import audit
from events_service.access.ending import SHOWN_DIGITS, Token, end_sessions, good_tokens, revoke_those
from events_service.access.records import Account
from events_service.access.sign_in import runs, spend_links
from events_service.access.tables import ApiTokenRow, BrowserSessionRow
from events_service.database import Database
from events_service.secrets import hashed
from events_service.web.errors import NotFound
from events_service.web.i18n import N_


class SessionOver(NotFound):
    """No browser is signed in under this number, or no longer."""

    slug = "session-over"
    message = N_("That browser is signed out already.")


class TokenOver(NotFound):
    """No token of this account is good under this number, or no longer."""

    slug = "token-over"
    message = N_("That token opens nothing any more.")


class SignedInBrowser(Struct, frozen=True, kw_only=True):
    """A browser that is signed in; `number` stands for it, `browser` is what it calls itself, empty when unknown."""

    number: str
    browser: str
    since: datetime
    until: datetime
    asks: bool


class OwnAccess(Struct, frozen=True, kw_only=True):
    """Where somebody is signed in, the browser that asks first, and the tokens that programs use in their name."""

    browsers: Sequence[SignedInBrowser]
    tokens: Sequence[Token]

    @property
    def elsewhere(self) -> int:
        """How many browsers besides the one that asks are signed in."""
        return sum(not each.asks for each in self.browsers)


async def own_access(session: AsyncSession, account: Account, cookie: str, now: datetime) -> OwnAccess:
    """Give where an account is signed in; `cookie` is that of the browser that asks."""
    query = select(BrowserSessionRow).where(BrowserSessionRow.account_id == account.id, runs(now))
    newest = query.order_by(BrowserSessionRow.created_at.desc(), BrowserSessionRow.token_hash)
    mine = hashed(cookie)
    browsers = [
        SignedInBrowser(
            number=row.token_hash[:SHOWN_DIGITS],
            browser=row.browser,
            since=row.created_at,
            until=row.expires_at,
            asks=row.token_hash == mine,
        )
        for row in await session.scalars(newest)
    ]
    tokens = (await good_tokens(session, now, account)).get(account.id, ())
    return OwnAccess(browsers=sorted(browsers, key=lambda each: not each.asks), tokens=tokens)


async def end_browser(database: Database, account: Account, number: str, *, now: datetime) -> None:
    """Sign one of one's own browsers out. Raises SessionOver."""
    async with database.transaction() as session:
        facts = await end_sessions(session, account, now, _numbered(BrowserSessionRow.token_hash, number))
        if facts["sessions"] != "1":
            raise SessionOver
        await audit.append(session, _entry("sessions.end", account, now, facts))


async def end_other_browsers(database: Database, account: Account, cookie: str, *, now: datetime) -> None:
    """Sign all of one's own browsers out but the one that asks, and end the sign-in links that are under way."""
    async with database.transaction() as session:
        facts = await end_sessions(session, account, now, BrowserSessionRow.token_hash != hashed(cookie))
        await spend_links(session, account.id, now)
        await audit.append(session, _entry("sessions.end", account, now, facts))


async def revoke_own_token(database: Database, account: Account, number: str, *, now: datetime) -> None:
    """Revoke one of one's own tokens. Raises TokenOver."""
    async with database.transaction() as session:
        facts = await revoke_those(session, account, now, _numbered(ApiTokenRow.token_hash, number))
        if facts["tokens"] != "1":
            raise TokenOver
        await audit.append(session, _entry("token.revoke", account, now, {"token": number}))


def _numbered(token_hash: InstrumentedAttribute[str], number: str) -> ColumnElement[bool]:
    return func.substr(token_hash, 1, SHOWN_DIGITS) == number


def _entry(action: str, account: Account, now: datetime, facts: Mapping[str, str]) -> audit.Entry:
    return audit.Entry(at=now, actor=account.actor, action=action, subject=account.actor, facts=facts)
