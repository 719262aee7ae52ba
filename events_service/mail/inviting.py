"""The mail that invites a colleague: what they are to do, who asks them, and a link that works once for a week."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.accounts import NewAccount
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.outbox import queue
from events_service.mail.records import Letter, MailKind
from events_service.programme.giving import tasks_of
from events_service.programme.inviting import ColleagueInvitation, Sent, enter_invitation, renew_invitation
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import render_text


class ColleagueMail(Struct, frozen=True, kw_only=True):
    """What the mail says: `task` is what they are to do, `expires_at` is when the link stops to work."""

    name: str
    invited_by: str
    task: str
    link: str
    expires_at: datetime
    subject: str
    language: str


async def invite(database: Database, settings: Settings, new: NewAccount, *, by: Account, now: datetime) -> None:
    """Invite somebody by mail, in the language being spoken.

    Raises NotAllowed, AccountExists, InvitedAlready, FaultyAddress, FaultyName, NoEvents.
    """
    async with database.transaction() as session:
        await _send(session, settings, await enter_invitation(session, new, by=by, now=now), by, now)


async def invite_again(database: Database, settings: Settings, id_: UUID, *, by: Account, now: datetime) -> None:
    """Send another link, which takes the place of the one before. Raises NotFound, NotAllowed."""
    async with database.transaction() as session:
        await _send(session, settings, await renew_invitation(session, id_, by=by, now=now), by, now)


async def _send(session: AsyncSession, settings: Settings, sent: Sent, by: Account, now: datetime) -> None:
    (task,) = await tasks_of(session, [sent.invitation])
    link = f"{settings.base_url}/invited/{sent.token}"
    await queue(session, _letter(sent.invitation, task.sentence, link, by), sender=settings.mail_from, now=now)


def _letter(invitation: ColleagueInvitation, task: str, link: str, by: Account) -> Letter:
    subject = gettext("{name} invites you to work on events").format(name=by.name)
    context = ColleagueMail(
        name=invitation.name,
        invited_by=by.name,
        task=task,
        link=link,
        expires_at=invitation.expires_at,
        subject=subject,
        language=spoken(),
    )
    return Letter(
        kind=MailKind.COLLEAGUE,
        recipient=invitation.email,
        recipient_name=invitation.name,
        subject=subject,
        text=render_text("mails/colleague.txt", context),
        html=render_text("mails/colleague.html", context),
        language=spoken(),
        reply_to=by.email,
        secret=True,
    )
