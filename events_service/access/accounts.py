"""Accounts: add a person, find one, list all."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.door_helpers import helper_name
from events_service.access.records import OF_EVENTS, Account, AccountId, Rights, Role
from events_service.access.tables import AccountRow, ColleagueInvitationRow, HelperRow
from events_service.database import Database
from events_service.mailboxes import folded_address, is_address
from events_service.uniqueness import refusing
from events_service.web.decoding import uuid_in
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

LONGEST_NAME = 300
ONE_FOR_EACH_ADDRESS = "uq_accounts_email"


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


class NoEvents(Refusal):
    """An event manager of no event."""

    status = 422
    slug = "no-events"
    message = N_("An event manager works for chosen events: name at least one.")


class NewAccount(Rights, frozen=True, kw_only=True):
    """A person who is to work with the service, with what they may do."""

    email: str
    name: str


def rights_of(row: AccountRow | ColleagueInvitationRow) -> Rights:
    """Give what the holder of a row may do, or is to do once they have come."""
    return Rights(
        role=row.role, project=row.project_key, partner=row.partner_key, events=row.event_keys, until=row.until
    )


def account_of(row: AccountRow) -> Account:
    """Make the record of a row."""
    return Account(id=AccountId(row.id), email=row.email, name=row.name, **rights_of(row).fields)


def works(now: datetime) -> list[ColumnElement[bool]]:
    """Give the conditions of an account that opens anything: it is not closed, and its last day has not passed."""
    return [AccountRow.closed_at.is_(None), or_(AccountRow.until.is_(None), AccountRow.until >= now.date())]


async def actor_names(session: AsyncSession, actors: Collection[str]) -> dict[str, str]:
    """Give the names of accounts and of helpers' desks among whom the audit log names, by what it calls them."""
    names: dict[str, str] = {}
    for kind, table, shown in (("account", AccountRow, str), ("helper", HelperRow, helper_name)):
        of_kind = [uuid_in(actor.removeprefix(f"{kind}:")) for actor in actors if actor.startswith(f"{kind}:")]
        if ids := [id_ for id_ in of_kind if id_]:
            rows = await session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            names |= {f"{kind}:{id_}": shown(name) for id_, name in rows}
    return names


async def add_account(database: Database, new: NewAccount, *, now: datetime) -> Account:
    """Add a person who works with the service, or open again the account of one who did.

    Raises AccountExists, FaultyAddress, FaultyName, NoEvents.
    """
    with refusing(ONE_FOR_EACH_ADDRESS, AccountExists(email=new.email)):
        async with database.transaction() as session:
            return await enter_account(session, new, now=now)


async def enter_account(session: AsyncSession, new: NewAccount, *, now: datetime, actor: str = "") -> Account:
    """Do so within a transaction; call it last, for it writes to the audit log. `actor` empty: the operator.

    Raises FaultyAddress, FaultyName, NoEvents; IntegrityError where somebody has the address.
    """
    require_address(new.email)
    name = checked_name(new.name)
    row = await closed_account(session, new.email) or AccountRow(email=folded_address(new.email), created_at=now)
    action = "account.add" if row.closed_at is None else "account.open-again"
    row.name, row.closed_at = name, None
    give_rights(row, new)
    session.add(row)
    await session.flush()
    await audit.append(session, entry_about(row, action, now, actor or audit.OPERATOR))
    return account_of(row)


def give_rights(row: AccountRow | ColleagueInvitationRow, rights: Rights) -> None:
    """Write what somebody may do into their row; events narrow those roles alone that work for chosen ones.

    Raises NoEvents.
    """
    events = tuple(sorted(set(rights.events))) if rights.role in OF_EVENTS else ()
    if rights.role is Role.EVENT_MANAGER and not events:
        raise NoEvents
    row.role, row.project_key, row.partner_key = rights.role, rights.project, rights.partner
    row.event_keys, row.until = events, rights.until


def require_address(email: str) -> None:
    """Refuse what mail cannot be sent to. Raises FaultyAddress."""
    if not is_address(email.strip()):
        raise FaultyAddress(email=email)


def checked_name(name: str) -> str:
    """Give a name without spaces around it. Raises FaultyName."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise FaultyName
    return name.strip()


def entry_about(row: AccountRow, action: str, now: datetime, actor: str) -> audit.Entry:
    """Write what the audit log is to say of an account as it stands now."""
    return audit.Entry(
        at=now,
        actor=actor,
        action=action,
        subject=f"account:{row.id}",
        facts=rights_of(row).facts,
        personal={"email": row.email, "name": row.name},
    )


async def closed_account(session: AsyncSession, email: str) -> AccountRow | None:
    """Find by its address an account that was closed."""
    query = select(AccountRow).where(AccountRow.email == folded_address(email), AccountRow.closed_at.is_not(None))
    found: AccountRow | None = await session.scalar(query)
    return found


def _working(now: datetime) -> Select[AccountRow]:
    return select(AccountRow).where(*works(now)).order_by(AccountRow.email)


async def list_accounts(session: AsyncSession, now: datetime) -> list[Account]:
    """Give all accounts that open anything now, by address."""
    return [account_of(row) for row in await session.scalars(_working(now))]


async def find_working(session: AsyncSession, account: UUID, now: datetime) -> AccountRow | None:
    """Find the row of an account that opens anything now."""
    found: AccountRow | None = await session.scalar(_working(now).where(AccountRow.id == account))
    return found


async def find_account(session: AsyncSession, email: str, now: datetime) -> Account | None:
    """Find by its address an account that opens anything now."""
    row = await session.scalar(_working(now).where(AccountRow.email == folded_address(email)))
    return account_of(row) if row else None
