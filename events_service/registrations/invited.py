"""Whom a personal invitation names: forgotten with their registration, on an organiser's wish, or after the event."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.mail.outbox import withdraw_kind
from events_service.programme.tables import EventRow
from events_service.registrations.invitation_letter import INVITATION_KIND
from events_service.registrations.letters import ascii_address
from events_service.registrations.needs import ended_before
from events_service.registrations.tables import InvitationLinkRow


async def forget_invited(session: AsyncSession, link: InvitationLinkRow, now: datetime) -> None:
    """Remove name and address from a personal invitation and from the mail that brought it, and take it back.

    Its row stays, so that what it counts stays right. The link of a group is left alone.
    """
    if not link.email:
        return
    await withdraw_kind(session, link.event_key, INVITATION_KIND, ascii_address(link.email))
    link.name, link.email, link.revoked_at = "", "", link.revoked_at or now
    await audit.erase(session, subject=f"invitation:{link.id}", at=now)


async def forget_invited_due(database: Database, now: datetime) -> int:
    """Forget whom invitations went to when needs are removed, too; give how many there were.

    Whoever came is known by their registration, and of whoever never came nothing is evidence.
    """
    due = (
        select(InvitationLinkRow)
        .join(EventRow, EventRow.key == InvitationLinkRow.event_key)
        .where(InvitationLinkRow.email > "", EventRow.last_day < ended_before(now))
        .order_by(InvitationLinkRow.id)
        .limit(500)
    )
    async with database.reading() as session:
        if (await session.scalar(due.limit(1))) is None:
            return 0
    async with database.transaction() as session:
        links = (await session.scalars(due.with_for_update(of=InvitationLinkRow, skip_locked=True))).all()
        for link in links:
            await forget_invited(session, link, now)
        await audit.append(
            session,
            at=now,
            actor="operator",
            action="invitation.forgotten",
            subject="invitations",
            facts={"invitations": str(len(links))},
        )
        return len(links)
