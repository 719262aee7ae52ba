"""Whom a personal invitation names: forgotten with their registration, on an organiser's wish, or after the event."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.mail.outbox import withdraw_kind
from events_service.mail.records import MailKind
from events_service.registrations.tables import InvitationLinkRow


async def forget_invited(session: AsyncSession, link: InvitationLinkRow, now: datetime) -> None:
    """Remove name and address from a personal invitation and from the mail that brought it, and take it back.

    Its row stays, so that what it counts stays right. The link of a group is left alone.
    """
    if not link.email:
        return
    await withdraw_kind(session, link.event_key, MailKind.INVITATION_LINK, link.email)
    link.name, link.email, link.revoked_at = "", "", link.revoked_at or now
    await audit.erase(session, subject=f"invitation:{link.id}", at=now)
