"""Change what somebody may do, or open their account again; no project is left without a lead partner."""

from collections.abc import Collection
from datetime import date, datetime

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import (
    UnknownAccount,
    account_of,
    checked_name,
    closed_account,
    entry_about,
    give_rights,
    rights_of,
)
from events_service.access.records import Account, Place, Rights, Role, leaves_no_lead_partner
from events_service.access.tables import AccountRow
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.web.errors import NotAllowed, Refusal
from events_service.web.i18n import N_


class LastLeadPartner(Refusal):
    """Nobody could let anybody in any more."""

    status = 409
    slug = "last-lead-partner"
    message = N_("{name} is the last lead partner for good. Make somebody else a lead partner first.")


class AccountChanges(Struct, frozen=True, kw_only=True):
    """What is to be otherwise of an account; UNSET stays, None and no events open all of them."""

    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    project: str | UnsetType | None = UNSET
    partner: str | UnsetType | None = UNSET
    events: tuple[str, ...] | UnsetType = UNSET
    until: date | UnsetType | None = UNSET


async def change_account(
    database: Database,
    email: str,
    changes: AccountChanges,
    *,
    now: datetime,
    by: Account | None = None,
    places: Collection[Place] = (),
) -> Account:
    """Change what is given of an account; it holds from its next request on. `by` None: the operator.

    `places` are those of the account's events as they were and as they are to be. Raises UnknownAccount, NotAllowed,
    FaultyName, NoEvents, LastLeadPartner.
    """
    async with database.transaction() as session:
        row = await hold_account(session, email, by, places)
        row.name = row.name if changes.name is UNSET else checked_name(changes.name)
        rights = rights_of(row)
        given = ((name, getattr(changes, name)) for name in Rights.__struct_fields__)
        after = replace(rights, **{name: value for name, value in given if value is not UNSET})
        if by is not None and not by.gives(after, places):
            raise NotAllowed
        await require_lead_partner(session, row, after)
        give_rights(row, after)
        await session.flush()
        await audit.append(session, entry_about(row, "account.change", now, by.actor if by else audit.OPERATOR))
    return account_of(row)


async def open_again(
    database: Database, email: str, *, now: datetime, by: Account | None = None, places: Collection[Place] = ()
) -> Account:
    """Open a closed account again with what it had. Raises UnknownAccount, NotAllowed."""
    async with database.transaction() as session:
        row = await closed_account(session, email)
        if row is None:
            raise UnknownAccount(email=email)
        account = account_of(row)
        if by is not None and not (by.administers(account, places) and by.gives(account, places)):
            raise NotAllowed
        row.closed_at = None
        await session.flush()
        await audit.append(session, entry_about(row, "account.open-again", now, by.actor if by else audit.OPERATOR))
    return account


async def hold_account(
    session: AsyncSession, email: str, by: Account | None, places: Collection[Place] = ()
) -> AccountRow:
    """Hold an open account that somebody administers; `by` None: the operator. Raises UnknownAccount, NotAllowed.

    All lead partners are held along with it, in one order, so that two who end each other's access take turns.
    """
    held = await session.scalars(
        select(AccountRow)
        .where(AccountRow.closed_at.is_(None))
        .where((AccountRow.email == folded_address(email)) | (AccountRow.role == Role.LEAD_PARTNER))
        .order_by(AccountRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = next((each for each in held if each.email == folded_address(email)), None)
    if row is None:
        raise UnknownAccount(email=email)
    if by is not None and not by.administers(account_of(row), places):
        raise NotAllowed
    return row


async def require_lead_partner(session: AsyncSession, row: AccountRow, after: Rights | None) -> None:
    """Refuse to leave a project without a lead partner, once the account is held. Raises LastLeadPartner."""
    others = select(AccountRow).where(
        AccountRow.closed_at.is_(None), AccountRow.role == Role.LEAD_PARTNER, AccountRow.id != row.id
    )
    with session.no_autoflush:
        leading = [rights_of(each) for each in await session.scalars(others)]
    if leaves_no_lead_partner(rights_of(row), after, leading):
        raise LastLeadPartner(name=row.name)
