"""The mail that brings somebody of the staff a link to sign in."""

from datetime import datetime

from msgspec import Struct

from events_service.access.accounts import find_account
from events_service.access.limits import Limit, require
from events_service.access.records import Account
from events_service.access.sign_in import LINK_LIFETIME, issue_link
from events_service.database import Database
from events_service.mail.outbox import queue
from events_service.mail.records import Letter, MailKind
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import render_text

# A link lives half an hour: whoever is refused has one in the mailbox that still works.
LINKS_TO_ONE_MAILBOX = Limit(name="sign-in-address", most=5, span=LINK_LIFETIME)
LINKS_FROM_ONE_NETWORK = Limit(name="sign-in-network", most=100, span=LINK_LIFETIME, clears=True)


class SignInMail(Struct, frozen=True, kw_only=True):
    """What the mail with a sign-in link says."""

    name: str
    link: str
    subject: str
    language: str


async def require_few_links(database: Database, email: str, *, network: str | None, now: datetime) -> None:
    """Count that a link is asked for. Raises TooOften."""
    async with database.transaction() as session:
        await require(session, LINKS_FROM_ONE_NETWORK, network, now)
        await require(session, LINKS_TO_ONE_MAILBOX, email, now)


async def mail_link(database: Database, settings: Settings, email: str, *, now: datetime) -> None:
    """Mail a sign-in link to an address that has an account; to any other nothing.

    To be called once the answer has left, for the time that this takes tells whether there is one.
    """
    async with database.transaction() as session:
        account = await find_account(session, email, now)
        if account is not None:
            link = f"{settings.base_url}/sign-in/{await issue_link(session, account, now)}"
            await queue(session, _letter(account, link), sender=settings.mail_from, now=now)


def _letter(account: Account, link: str) -> Letter:
    subject = gettext("Your sign-in link")
    context = SignInMail(name=account.name, link=link, subject=subject, language=spoken())
    return Letter(
        kind=MailKind.SIGN_IN,
        recipient=account.email,
        recipient_name=account.name,
        subject=subject,
        text=render_text("mails/sign_in.txt", context),
        html=render_text("mails/sign_in.html", context),
        language=spoken(),
        secret=True,
    )
