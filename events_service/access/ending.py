"""End what an account opened, at once and for good: its sessions, its tokens, or all of it with the account."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import account_of, entry_about, give_rights, rights_of
from events_service.access.changing import hold_account, require_lead_partner
from events_service.access.records import Account, Place, joined
from events_service.access.sign_in import is_good, runs, spend_links
from events_service.access.tables import AccountRow, ApiTokenRow, BrowserSessionRow
from events_service.database import Database
from events_service.web.errors import NotAllowed, NotFound, Refusal
from events_service.web.i18n import N_

SHOWN_DIGITS = 12
"""How many digits of a token's hash stand for it where it is listed: enough to tell it, and nothing to sign in with."""


class UnknownToken(NotFound):
    """No token that still opens anything is listed under this number."""

    slug = "unknown-token"
    message = N_("No token that is still good has the number {number}. `token list` shows those there are.")


class CannotTakeOver(Refusal):
    """One account has one role, in one place."""

    status = 409
    slug = "cannot-take-over"
    message = N_("{name} works in another role or place and cannot take this over. Change what they may do first.")


class Token(Struct, frozen=True, kw_only=True):
    """A token for the JSON API that is still good; `number` stands for it, the token itself is nowhere kept."""

    number: str
    created_at: datetime
    expires_at: datetime


class Access(Struct, frozen=True, kw_only=True):
    """A person with access: when they signed in last, in how many browsers they are signed in now, their tokens."""

    account: Account
    last_sign_in: datetime | None
    sessions: int
    tokens: Sequence[Token]
    closed: bool = False


async def list_access(session: AsyncSession, now: datetime, *, closed: bool = False) -> list[Access]:
    """Give everybody whose account is open, and those whose is `closed`, by address; three queries for all."""
    query = select(AccountRow).order_by(AccountRow.email)
    rows = list(await session.scalars(query if closed else query.where(AccountRow.closed_at.is_(None))))
    last = dict((await session.execute(_LAST_SIGN_INS)).all())
    running = dict(
        (
            await session.execute(
                select(BrowserSessionRow.account_id, func.count())
                .where(runs(now))
                .group_by(BrowserSessionRow.account_id)
            )
        ).all()
    )
    tokens = await good_tokens(session, now)
    return [
        Access(
            account=account_of(row),
            last_sign_in=last.get(row.id),
            sessions=running.get(row.id, 0),
            tokens=tokens.get(row.id, ()),
            closed=row.closed_at is not None,
        )
        for row in rows
    ]


async def good_tokens(session: AsyncSession, now: datetime, account: Account | None = None) -> dict[UUID, list[Token]]:
    """Give the tokens that are good, of one account or of all, by account and in the order in which they were made."""
    query = select(ApiTokenRow).where(is_good(now)).order_by(ApiTokenRow.created_at, ApiTokenRow.token_hash)
    tokens: dict[UUID, list[Token]] = {}
    for row in await session.scalars(query.where(ApiTokenRow.account_id == account.id) if account else query):
        listed = Token(number=row.token_hash[:SHOWN_DIGITS], created_at=row.created_at, expires_at=row.expires_at)
        tokens.setdefault(row.account_id, []).append(listed)
    return tokens


_LAST_SIGN_INS = select(BrowserSessionRow.account_id, func.max(BrowserSessionRow.created_at)).group_by(
    BrowserSessionRow.account_id
)


async def close_account(
    database: Database, email: str, *, now: datetime, by: Account | None = None, places: Collection[Place] = ()
) -> Account:
    """Close an account and end all that it opened; `by` None: the operator, `places` are those of its events.

    Raises UnknownAccount, NotAllowed, LastLeadPartner.
    """
    async with database.transaction() as session:
        row = await hold_account(session, email, by, places)
        await require_lead_partner(session, row, None)
        await audit.append(session, _entry("account.close", account_of(row), by, now, await _close(session, row, now)))
    return account_of(row)


async def hand_over(
    database: Database, email: str, to: str, *, now: datetime, by: Account, places: Collection[Place] = ()
) -> Account:
    """Give somebody's work to a colleague besides their own, close the account, and give the colleague's.

    `places` are those of both accounts' events. Raises UnknownAccount, NotAllowed, CannotTakeOver, LastLeadPartner.
    """
    async with database.transaction() as session:
        row = await hold_account(session, email, by, places)
        colleague = row if to == email else await hold_account(session, to, None)
        before, after = rights_of(colleague), joined(rights_of(colleague), rights_of(row))
        if after is None or colleague is row:
            raise CannotTakeOver(name=colleague.name)
        if after != before and not (by.administers(account_of(colleague), places) and by.gives(after, places)):
            raise NotAllowed
        await require_lead_partner(session, row, None)
        give_rights(colleague, after)
        facts = await _close(session, row, now) | {"handed_to": str(colleague.id)}
        entries = [entry_about(colleague, "account.change", now, by.actor)] if after != before else []
        closing = _entry("account.close", account_of(row), by, now, facts)
        await audit.append_all(session, [*entries, closing])
    return account_of(colleague)


async def sign_out_everywhere(
    database: Database, email: str, *, now: datetime, by: Account | None = None, places: Collection[Place] = ()
) -> int:
    """End all sessions of a person and the sign-in links under way, and give how many sessions ran.

    Raises UnknownAccount, NotAllowed.
    """
    async with database.transaction() as session:
        account = account_of(await hold_account(session, email, by, places))
        facts = await end_sessions(session, account, now)
        await spend_links(session, account.id, now)
        await audit.append(session, _entry("sessions.end", account, by, now, facts))
    return int(facts["sessions"])


async def revoke_tokens(
    database: Database, email: str, *, now: datetime, by: Account | None = None, places: Collection[Place] = ()
) -> int:
    """Revoke all tokens of a person and give how many were good. Raises UnknownAccount, NotAllowed."""
    async with database.transaction() as session:
        account = account_of(await hold_account(session, email, by, places))
        facts = await revoke_those(session, account, now)
        await audit.append(session, _entry("tokens.revoke", account, by, now, facts))
    return int(facts["tokens"])


async def revoke_token(database: Database, number: str, *, now: datetime) -> Account:
    """Revoke the one token that is listed under a number, and give whose it was. Raises UnknownToken."""
    async with database.transaction() as session:
        query = select(ApiTokenRow).where(ApiTokenRow.token_hash.startswith(number, autoescape=True), is_good(now))
        found = (await session.scalars(query)).all() if len(number) >= SHOWN_DIGITS else []
        if len(found) != 1:
            raise UnknownToken(number=number)
        found[0].revoked_at = now
        account = account_of(await session.get_one(AccountRow, found[0].account_id))
        await audit.append(session, _entry("token.revoke", account, None, now, {"token": number}))
    return account


async def _close(session: AsyncSession, row: AccountRow, now: datetime) -> dict[str, str]:
    row.closed_at, account = now, account_of(row)
    await spend_links(session, account.id, now)
    return await end_sessions(session, account, now) | await revoke_those(session, account, now)


async def end_sessions(
    session: AsyncSession, account: Account, now: datetime, *only: ColumnElement[bool]
) -> dict[str, str]:
    """End the sessions of an account that run, or `only` some of them, and give what the audit log says of it."""
    ended = await session.scalars(
        update(BrowserSessionRow)
        .where(BrowserSessionRow.account_id == account.id, runs(now), *only)
        .values(ended_at=now)
        .returning(BrowserSessionRow.token_hash)
    )
    return {"sessions": str(len(ended.all()))}


async def revoke_those(
    session: AsyncSession, account: Account, now: datetime, *only: ColumnElement[bool]
) -> dict[str, str]:
    """Revoke the tokens of an account that are good, or `only` some of them, and give what the audit log says of it."""
    revoked = await session.scalars(
        update(ApiTokenRow)
        .where(ApiTokenRow.account_id == account.id, is_good(now), *only)
        .values(revoked_at=now)
        .returning(ApiTokenRow.token_hash)
    )
    return {"tokens": str(len(revoked.all()))}


def _entry(action: str, account: Account, by: Account | None, now: datetime, facts: dict[str, str]) -> audit.Entry:
    actor = audit.OPERATOR if by is None else by.actor
    return audit.Entry(at=now, actor=actor, action=action, subject=account.actor, facts=facts)
