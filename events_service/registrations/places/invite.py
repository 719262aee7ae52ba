"""Invite: an organiser makes a link for a person or a group, changes its quota, sends it again, or takes it back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database, new_id
from events_service.mail import outbox
from events_service.mailboxes import Email
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.organising import require_organiser
from events_service.programme.tables import EventRow
from events_service.registrations.holding import actor_of, held_by, lock
from events_service.registrations.letters.invitation_letter import write_invitation
from events_service.registrations.places.invitation_links import get_link
from events_service.registrations.places.settling import settle
from events_service.registrations.privacy.invited import forget_invited
from events_service.registrations.records import InvitationLink
from events_service.registrations.refusals import InvitationRevoked
from events_service.registrations.tables import InvitationLinkRow
from events_service.registrations.tokens import invitation_token
from events_service.secrets import hashed
from events_service.settings import Settings
from events_service.web.errors import NotFound

MOST_PLACES = 10_000
Places = Annotated[int, Meta(ge=1, le=MOST_PLACES)]


class NewLink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link to be made: for a group, or with `email` for one person, whom a mail in `language` brings it."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
    email: Email | None = None
    language: str | None = None
    places: Places | None = None
    expires_at: datetime | None = None


async def make_link(
    database: Database, settings: Settings, event_key: str, new: NewLink, *, account: Account, now: datetime
) -> InvitationLink:
    """Make a link, and queue the mail that brings it to a person. Raises UnknownEvent, NotAllowed."""
    async with database.transaction() as session:
        event = await lock(session, event_key)
        require_organiser(account, event.definition)
        id_ = new_id()
        row = InvitationLinkRow(
            id=id_,
            event_key=event_key,
            name=new.name,
            email=new.email,
            language=new.language,
            token_hash=hashed(invitation_token(settings.secret_key, id_)),
            places=1 if new.email else new.places,
            seats_taken=0,
            created_at=now,
            expires_at=new.expires_at,
        )
        session.add(row)
        await session.flush()
        link = await get_link(session, id_)
        if link.email:
            await _send(session, settings, await get_any_event(session, event_key), link, now)
        await audit.append_all(session, [_entry(actor_of(account), row, "made", now)])
        return link


async def set_places(
    database: Database, settings: Settings, id_: UUID, places: int | None, *, account: Account, now: datetime
) -> InvitationLink:
    """Change the quota of a group; a raised one is filled at once, a lowered one throws nobody out.

    Raises NotFound, NotAllowed.
    """
    async with database.transaction() as session:
        event, row = await _hold(session, id_, account)
        row.places = places
        await session.flush()
        held = await held_by(session, settings, event, now, actor_of(account))
        await settle(held, [_entry(held.actor, row, "quota", now)], {})
        return await get_link(session, id_)


async def revoke(database: Database, id_: UUID, *, account: Account, now: datetime) -> InvitationLink:
    """Take a link back: nobody registers by it any more; whoever has done so stays. Raises NotFound, NotAllowed."""
    async with database.transaction() as session:
        _, row = await _hold(session, id_, account)
        if row.revoked_at is None:
            row.revoked_at = now
            await audit.append_all(session, [_entry(actor_of(account), row, "revoked", now)])
        await session.flush()
        return await get_link(session, id_)


async def forget_person(database: Database, id_: UUID, *, account: Account, now: datetime) -> InvitationLink:
    """Take a personal link back and forget whom it was for; who has registered by it stays. Raises as `revoke` does."""
    async with database.transaction() as session:
        _, row = await _hold(session, id_, account)
        if row.email is None:
            raise NotFound
        await forget_invited(session, row, now)
        await session.flush()
        link = await get_link(session, id_)
        await audit.append_all(session, [_entry(actor_of(account), row, "forgotten", now)])
        return link


async def resend(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> InvitationLink:
    """Queue the mail of a personal link again. Raises NotFound, NotAllowed, InvitationRevoked."""
    async with database.transaction() as session:
        event, row = await _hold(session, id_, account)
        link = await get_link(session, id_)
        if link.email is None:
            raise NotFound
        if row.revoked_at is not None:
            raise InvitationRevoked
        await _send(session, settings, await get_any_event(session, event.key), link, now)
        await audit.append_all(session, [_entry(actor_of(account), row, "resent", now)])
        return link


async def _hold(session: AsyncSession, id_: UUID, account: Account) -> tuple[EventRow, InvitationLinkRow]:
    """Lock the event, then the link, as seats do."""
    row = await session.get(InvitationLinkRow, id_)
    if row is None:
        raise NotFound
    event = await lock(session, row.event_key)
    require_organiser(account, event.definition)
    await session.refresh(row, with_for_update=True)
    return event, row


async def _send(
    session: AsyncSession, settings: Settings, found: FoundEvent, link: InvitationLink, now: datetime
) -> None:
    await outbox.queue(session, write_invitation(found, link, settings), sender=settings.mail_from, now=now)


def _entry(actor: str, link: InvitationLinkRow, what: str, now: datetime) -> audit.Entry:
    return audit.Entry(
        at=now,
        actor=actor,
        action=f"invitation.{what}",
        subject=f"invitation:{link.id}",
        facts={"event": link.event_key, "places": str(link.places)},
        personal={"name": link.name, "email": link.email or ""},
    )
