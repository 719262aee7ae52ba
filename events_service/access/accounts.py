"""Accounts: add a person, change what they may do, find one, list all."""

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account, AccountId, Role
from events_service.access.tables import AccountRow
from events_service.database import Database
from events_service.mailboxes import folded_address, is_address
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

LONGEST_NAME = 300


class UnknownAccount(Refusal):
    """Nobody works here under this address."""

    status = 404
    slug = "unknown-account"
    message = N_("No account has the address {email}; add it first.")


class AccountExists(Refusal):
    """Somebody has this address already."""

    status = 409
    slug = "account-exists"
    message = N_("An account with the address {email} exists already.")


class FaultyAddress(Refusal):
    """That is no e-mail address."""

    status = 422
    slug = "faulty-address"
    message = N_("{email} is not an e-mail address; write it as name@example.org.")


class FaultyName(Refusal):
    """That is nobody's name."""

    status = 422
    slug = "faulty-name"
    message = N_("A name has 1 to 300 letters.")


class NewAccount(Struct, frozen=True, kw_only=True):
    """A person who is to work with the service; `project` None: with all, `partner` None: for all its hosts."""

    email: str
    name: str
    role: Role
    project: str | None
    partner: str | None = None


class AccountChanges(Struct, frozen=True, kw_only=True):
    """What is to be otherwise of an account; UNSET stays, `project` and `partner` None open all of them."""

    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    project: str | UnsetType | None = UNSET
    partner: str | UnsetType | None = UNSET


def account_of(row: AccountRow) -> Account:
    """Make the record of a row."""
    return Account(
        id=AccountId(row.id),
        email=row.email,
        name=row.name,
        role=row.role,
        project=row.project_key,
        partner=row.partner_key,
    )


async def add_account(database: Database, new: NewAccount, *, now: datetime) -> Account:
    """Add a person who works with the service, or open again the account of one who did.

    Raises AccountExists, FaultyAddress, FaultyName.
    """
    if not is_address(new.email.strip()):
        raise FaultyAddress(email=new.email)
    name = _checked_name(new.name)
    try:
        async with database.transaction() as session:
            row = await _closed(session, new.email) or AccountRow(email=folded_address(new.email), created_at=now)
            action = "account.add" if row.closed_at is None else "account.open-again"
            row.name, row.role, row.project_key, row.partner_key = name, new.role, new.project, new.partner
            row.closed_at = None
            session.add(row)
            await session.flush()
            await audit.append(session, _entry(row, action, now))
    except IntegrityError as error:
        raise AccountExists(email=new.email) from error
    return account_of(row)


async def change_account(database: Database, email: str, changes: AccountChanges, *, now: datetime) -> Account:
    """Change what is given of an account; it holds from its next request on. Raises UnknownAccount, FaultyName."""
    async with database.transaction() as session:
        row = await session.scalar(_open(email))
        if row is None:
            raise UnknownAccount(email=email)
        row.name = row.name if changes.name is UNSET else _checked_name(changes.name)
        row.role = row.role if changes.role is UNSET else changes.role
        row.project_key = row.project_key if changes.project is UNSET else changes.project
        row.partner_key = row.partner_key if changes.partner is UNSET else changes.partner
        await session.flush()
        await audit.append(session, _entry(row, "account.change", now))
    return account_of(row)


def _checked_name(name: str) -> str:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise FaultyName
    return name.strip()


def _entry(row: AccountRow, action: str, now: datetime) -> audit.Entry:
    return audit.Entry(
        at=now,
        actor=audit.OPERATOR,
        action=action,
        subject=f"account:{row.id}",
        facts={"role": row.role.value, "project": row.project_key or "", "partner": row.partner_key or ""},
        personal={"email": row.email, "name": row.name},
    )


async def _closed(session: AsyncSession, email: str) -> AccountRow | None:
    query = select(AccountRow).where(AccountRow.email == folded_address(email), AccountRow.closed_at.is_not(None))
    found: AccountRow | None = await session.scalar(query)
    return found


def _open(email: str) -> Select[AccountRow]:
    return select(AccountRow).where(AccountRow.email == folded_address(email), AccountRow.closed_at.is_(None))


async def list_accounts(session: AsyncSession) -> list[Account]:
    """Give all open accounts, by address."""
    rows = await session.scalars(select(AccountRow).where(AccountRow.closed_at.is_(None)).order_by(AccountRow.email))
    return [account_of(row) for row in rows]


async def find_account(session: AsyncSession, email: str) -> Account | None:
    """Find an open account by its address."""
    row = await session.scalar(_open(email))
    return account_of(row) if row else None
