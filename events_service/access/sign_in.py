"""Signing in: links that work once, the browser's session, and tokens for the JSON API; all kept by their hash only."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import UnknownAccount, account_of, find_account, find_working, works
from events_service.access.records import Account
from events_service.access.tables import AccountRow, ApiTokenRow, BrowserSessionRow, SignInLinkRow
from events_service.database import Database
from events_service.secrets import hashed, new_token
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

LINK_LIFETIME = timedelta(minutes=30)
SESSION_LIFETIME = timedelta(hours=14)


class LinkSpent(Refusal):
    """The link was used, has expired, or never was."""

    status = 410
    slug = "link-spent"
    message = N_("This sign-in link was used already or has expired. Ask for a new one below; it arrives by mail.")


class SignedIn(Struct, frozen=True, kw_only=True):
    """A browser that has just signed in: `cookie` is the secret for its session, `expires_at` its end."""

    account: Account
    cookie: str
    expires_at: datetime


async def issue_link(
    session: AsyncSession, account: Account, now: datetime, lifetime: timedelta = LINK_LIFETIME
) -> str:
    """Make a token that signs its account in once before it expires."""
    token = new_token()
    session.add(
        SignInLinkRow(token_hash=hashed(token), account_id=account.id, created_at=now, expires_at=now + lifetime)
    )
    return token


async def make_link(database: Database, base_url: str, email: str, now: datetime) -> str:
    """Make a sign-in address for an account. Raises UnknownAccount."""
    async with database.transaction() as session:
        account = await find_account(session, email, now)
        if account is None:
            raise UnknownAccount(email=email)
        token = await issue_link(session, account, now)
    return f"{base_url}/sign-in/{token}"


async def use_link(database: Database, token: str, now: datetime, browser: str = "") -> SignedIn:
    """Sign a browser in by a link; the link is spent in the same statement that finds it. Raises LinkSpent."""
    async with database.transaction() as session:
        account_id = await session.scalar(
            update(SignInLinkRow)
            .where(
                SignInLinkRow.token_hash == hashed(token),
                SignInLinkRow.used_at.is_(None),
                SignInLinkRow.expires_at > now,
            )
            .values(used_at=now)
            .returning(SignInLinkRow.account_id)
        )
        row = await find_working(session, account_id, now) if account_id else None
        if row is None:
            raise LinkSpent
        # Whoever has signed in needs no other link that is under way, and somebody else is not to find one.
        await spend_links(session, row.id, now)
        return await begin_session(session, account_of(row), now, browser)


async def begin_session(session: AsyncSession, account: Account, now: datetime, browser: str = "") -> SignedIn:
    """Sign a browser in as somebody who has shown who they are; call it last, for it writes to the audit log.

    `browser` is what it calls itself, in a few words by which its owner tells it from their others.
    """
    cookie = new_token()
    expires_at = now + SESSION_LIFETIME
    row = BrowserSessionRow(token_hash=hashed(cookie), account_id=account.id, created_at=now, expires_at=expires_at)
    row.browser = browser
    session.add(row)
    subject = account.actor
    await audit.append(session, audit.Entry(at=now, actor=subject, action="sign-in", subject=subject))
    return SignedIn(account=account, cookie=cookie, expires_at=expires_at)


async def spend_links(session: AsyncSession, account: UUID, now: datetime) -> None:
    """End all sign-in links of an account that are under way."""
    await session.execute(
        update(SignInLinkRow)
        .where(SignInLinkRow.account_id == account, SignInLinkRow.used_at.is_(None))
        .values(used_at=now)
    )


def runs(now: datetime) -> ColumnElement[bool]:
    """Give the condition of a browser's session that has neither ended nor run out."""
    return and_(BrowserSessionRow.ended_at.is_(None), BrowserSessionRow.expires_at > now)


def is_good(now: datetime) -> ColumnElement[bool]:
    """Give the condition of a token that is neither revoked nor has run out."""
    return and_(ApiTokenRow.revoked_at.is_(None), ApiTokenRow.expires_at > now)


async def sign_out(database: Database, cookie: str, now: datetime) -> None:
    """End a browser's session."""
    async with database.transaction() as session:
        await session.execute(
            update(BrowserSessionRow).where(BrowserSessionRow.token_hash == hashed(cookie)).values(ended_at=now)
        )


async def account_of_browser(database: Database, cookie: str, now: datetime) -> Account | None:
    """Give whose browser holds this cookie, if its session still runs."""
    query = (
        select(AccountRow)
        .join(BrowserSessionRow, BrowserSessionRow.account_id == AccountRow.id)
        .where(BrowserSessionRow.token_hash == hashed(cookie), runs(now), *works(now))
    )
    async with database.reading() as session:
        row = await session.scalar(query)
    return account_of(row) if row else None


async def make_token(database: Database, email: str, lifetime: timedelta, now: datetime) -> str:
    """Make a token for the JSON API. Raises UnknownAccount."""
    token = new_token()
    async with database.transaction() as session:
        account = await find_account(session, email, now)
        if account is None:
            raise UnknownAccount(email=email)
        session.add(
            ApiTokenRow(token_hash=hashed(token), account_id=account.id, created_at=now, expires_at=now + lifetime)
        )
        await audit.append(
            session,
            audit.Entry(
                at=now,
                actor=audit.OPERATOR,
                action="token.create",
                subject=account.actor,
                facts={"expires_at": (now + lifetime).isoformat()},
            ),
        )
    return token


async def account_of_token(database: Database, token: str, now: datetime) -> Account | None:
    """Give whose API token this is, if it is still good."""
    query = (
        select(AccountRow)
        .join(ApiTokenRow, ApiTokenRow.account_id == AccountRow.id)
        .where(ApiTokenRow.token_hash == hashed(token), is_good(now), *works(now))
    )
    async with database.reading() as session:
        row = await session.scalar(query)
    return account_of(row) if row else None
