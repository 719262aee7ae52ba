"""Accounts: add a person, find one, list all."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
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
    """Add a person who works with the service. Raises AccountExists, FaultyAddress, FaultyName."""
    if not is_address(new.email.strip()):
        raise FaultyAddress(email=new.email)
    if not 0 < len(new.name.strip()) <= LONGEST_NAME:
        raise FaultyName
    try:
        async with database.transaction() as session:
            row = AccountRow(
                email=folded_address(new.email),
                name=new.name.strip(),
                role=new.role,
                project_key=new.project,
                partner_key=new.partner,
                created_at=now,
            )
            session.add(row)
            await session.flush()
            await audit.append(
                session,
                audit.Entry(
                    at=now,
                    actor="operator",
                    action="account.add",
                    subject=f"account:{row.id}",
                    facts={"role": new.role.value, "project": new.project or "", "partner": new.partner or ""},
                    personal={"email": row.email, "name": row.name},
                ),
            )
    except IntegrityError as error:
        raise AccountExists(email=new.email) from error
    return account_of(row)


async def find_account(session: AsyncSession, email: str) -> Account | None:
    """Find an open account by its address."""
    row = await session.scalar(
        select(AccountRow).where(AccountRow.email == folded_address(email), AccountRow.closed_at.is_(None))
    )
    return account_of(row) if row else None


async def list_accounts(database: Database) -> list[Account]:
    """List all open accounts, by address."""
    async with database.reading() as session:
        rows = await session.scalars(
            select(AccountRow).where(AccountRow.closed_at.is_(None)).order_by(AccountRow.email)
        )
        return [account_of(row) for row in rows]
