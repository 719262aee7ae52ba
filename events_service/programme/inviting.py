"""Invite somebody to work with the service: what they are to do is kept until they come, by a link that works once.

Whoever invites gives no more than they have, when the invitation is made and still when it is taken up.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import (
    ONE_FOR_EACH_ADDRESS,
    AccountExists,
    NewAccount,
    account_of,
    checked_name,
    enter_account,
    find_working,
    give_rights,
    require_address,
    rights_of,
)
from events_service.access.records import Account, Place, Rights
from events_service.access.sign_in import SignedIn, begin_session
from events_service.access.tables import AccountRow, ColleagueInvitationRow
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.programme.giving import places_for
from events_service.secrets import hashed, new_token
from events_service.uniqueness import refusing
from events_service.web.errors import NotAllowed, NotFound, Refusal
from events_service.web.i18n import N_

LIFETIME = timedelta(days=7)

ONE_INVITATION_EACH = "uq_colleague_invitations_email"


class InvitationSpent(Refusal):
    """The link was used, replaced or taken back, has expired, or never was."""

    status = 410
    slug = "invitation-spent"
    message = N_("This invitation was used, was taken back or has expired. Ask whoever invited you for another.")


class InvitedAlready(Refusal):
    """An invitation for this address is under way."""

    status = 409
    slug = "invited-already"
    message = N_("{email} is invited already. Send that invitation again, or take it back first.")


class ColleagueInvitation(Rights, frozen=True, kw_only=True):
    """Somebody who is invited, to what, by whom, and until when the link works."""

    id: UUID
    email: str
    name: str
    invited_by: str
    sent_at: datetime
    expires_at: datetime


class Sent(Struct, frozen=True, kw_only=True):
    """An invitation with the secret of its link, which is nowhere kept."""

    invitation: ColleagueInvitation
    token: str


async def enter_invitation(session: AsyncSession, new: NewAccount, *, by: Account, now: datetime) -> Sent:
    """Keep an invitation, in the caller's transaction.

    Raises NotAllowed, AccountExists, InvitedAlready, FaultyAddress, FaultyName, NoEvents.
    """
    require_address(new.email)
    if not by.gives(new, await places_for(session, new)):
        raise NotAllowed
    email, token = folded_address(new.email), new_token()
    if await session.scalar(select(AccountRow.id).where(AccountRow.email == email, AccountRow.closed_at.is_(None))):
        raise AccountExists(email=new.email)
    row = ColleagueInvitationRow(email=email, name=checked_name(new.name), account_id=by.id)
    give_rights(row, new)
    _renew(row, token, now)
    session.add(row)
    with refusing(ONE_INVITATION_EACH, InvitedAlready(email=new.email)):
        await session.flush()
    await audit.append(session, entry_of_invitation(row, by, now))
    return Sent(invitation=_invitation(row, by.name), token=token)


async def renew_invitation(session: AsyncSession, id_: UUID, *, by: Account, now: datetime) -> Sent:
    """Give an invitation another link and begin its time anew, in the caller's transaction.

    Raises NotFound, NotAllowed.
    """
    row, token = await _held(session, id_, by), new_token()
    row.account_id = by.id
    _renew(row, token, now)
    await session.flush()
    await audit.append(session, entry_of_invitation(row, by, now))
    return Sent(invitation=_invitation(row, by.name), token=token)


async def take_back_invitation(database: Database, id_: UUID, *, by: Account, now: datetime) -> None:
    """Take an invitation back, and forget whom it was for. Raises NotFound, NotAllowed."""
    async with database.transaction() as session:
        row = await _held(session, id_, by)
        await session.delete(row)
        await session.flush()
        await audit.erase(session, subject=_subject(row), at=now)
        entry = audit.Entry(at=now, actor=by.actor, action="colleague.uninvite", subject=_subject(row))
        await audit.append(session, entry)


async def find_invitation(session: AsyncSession, token: str, now: datetime) -> ColleagueInvitation:
    """Give the invitation that a link opens, without using it. Raises InvitationSpent."""
    pair = (await session.execute(_INVITATIONS.where(*_opened_by(token, now)))).one_or_none()
    if pair is None:
        raise InvitationSpent
    return _invitation(pair[0], pair[1])


async def take_up_invitation(database: Database, token: str, *, now: datetime, browser: str = "") -> SignedIn:
    """Give an account to whoever opens the link, and sign them in; the link works once. Raises InvitationSpent."""
    with refusing(ONE_FOR_EACH_ADDRESS, InvitationSpent()):  # an account was added for the address meanwhile
        async with database.transaction() as session:
            return await _take_up(session, token, now, browser)


async def _take_up(session: AsyncSession, token: str, now: datetime, browser: str) -> SignedIn:
    row = await session.scalar(select(ColleagueInvitationRow).where(*_opened_by(token, now)).with_for_update())
    if row is None:
        raise InvitationSpent
    by = await find_working(session, row.account_id, now)
    rights = rights_of(row)
    gives = by is not None and account_of(by).gives(rights, await places_for(session, rights))
    if by is None or not gives or rights.is_over(now.date()):
        raise InvitationSpent
    await session.execute(delete(ColleagueInvitationRow).where(ColleagueInvitationRow.id == row.id))
    new = NewAccount(email=row.email, name=row.name, **rights.fields)
    account = await enter_account(session, new, now=now, actor=account_of(by).actor)
    return await begin_session(session, account, now, browser)


async def list_invitations(session: AsyncSession) -> list[ColleagueInvitation]:
    """Give all invitations that were not taken up yet, by address."""
    rows = await session.execute(_INVITATIONS.order_by(ColleagueInvitationRow.email))
    return [_invitation(row, name) for row, name in rows]


def may_look_after(by: Account, invitation: Rights, places: Collection[Place]) -> bool:
    """Tell whether somebody may send an invitation again or take it back: whoever could have made it."""
    return by.gives(invitation, places)


_INVITATIONS = select(ColleagueInvitationRow, AccountRow.name).join(
    AccountRow, AccountRow.id == ColleagueInvitationRow.account_id
)


async def _held(session: AsyncSession, id_: UUID, by: Account) -> ColleagueInvitationRow:
    row = await session.get(ColleagueInvitationRow, id_, with_for_update=True)
    if row is None:
        raise NotFound
    rights = rights_of(row)
    if not may_look_after(by, rights, await places_for(session, rights)):
        raise NotAllowed
    return row


def _opened_by(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return ColleagueInvitationRow.token_hash == hashed(token), ColleagueInvitationRow.expires_at > now


def _renew(row: ColleagueInvitationRow, token: str, now: datetime) -> None:
    row.token_hash, row.sent_at, row.expires_at = hashed(token), now, now + LIFETIME


def _invitation(row: ColleagueInvitationRow, invited_by: str) -> ColleagueInvitation:
    return ColleagueInvitation(
        id=row.id,
        email=row.email,
        name=row.name,
        invited_by=invited_by,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        **rights_of(row).fields,
    )


def _subject(row: ColleagueInvitationRow) -> str:
    return f"colleague:{row.id}"


def entry_of_invitation(row: ColleagueInvitationRow, by: Account, now: datetime) -> audit.Entry:
    """Write what the audit log is to say of an invitation as it stands now."""
    return audit.Entry(
        at=now,
        actor=by.actor,
        action="colleague.invite",
        subject=_subject(row),
        facts=rights_of(row).facts,
        personal={"email": row.email, "name": row.name},
    )
