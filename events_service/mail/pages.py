"""Addresses for mail: a sign-in link is asked for, organisers read and resend what was sent."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.accounts import find_account
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.access.sign_in import issue_link
from events_service.database import Database
from events_service.mail.outbox import Letter, queue
from events_service.mail.reading import SentMail, get_mail, list_mails, send_again
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.settings import Settings
from events_service.web.errors import NotAllowed
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page, render_text


class SignInMail(Struct, frozen=True, kw_only=True):
    """What the mail with a sign-in link says."""

    name: str
    link: str
    subject: str
    language: str


class MailsPage(Struct, frozen=True, kw_only=True):
    """The mails of an event; `waiting` tells that no mail server is set up, so nothing leaves."""

    found: FoundEvent
    mails: list[SentMail]
    no_server: bool


class MailPage(Struct, frozen=True, kw_only=True):
    """One mail as its reader sees it."""

    found: FoundEvent
    mail: SentMail


@post("/sign-in", status_code=303)
async def ask_for_link(
    request: Request[Any, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Mail a sign-in link; the answer is the same whether the address is known or not."""
    form: FormMultiDict = await request.form()
    now = clock.now()
    async with database.transaction() as session:
        account = await find_account(session, str(form.get("email", "")))
        if account is not None:
            token = await issue_link(session, account, now)
            await queue(
                session, _letter(account, f"{settings.base_url}/sign-in/{token}"), sender=settings.mail_from, now=now
            )
    return Redirect("/sign-in?sent=1", status_code=303)


def _letter(account: Account, link: str) -> Letter:
    subject = gettext("Your sign-in link")
    context = SignInMail(name=account.name, link=link, subject=subject, language=spoken())
    return Letter(
        kind="sign_in",
        recipient=account.email,
        recipient_name=account.name,
        subject=subject,
        text=render_text("mail/sign_in.txt", context),
        html=render_text("mail/sign_in.html", context),
        language=spoken(),
        secret=True,
    )


@get("/organise/events/{event:str}/mails", guards=[organisers_only])
async def mails_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """List the mails of an event, the latest first."""
    async with database.reading() as session:
        found = _own(await get_any_event(session, event), request.user)
        mails = await list_mails(session, event)
    context = MailsPage(found=found, mails=mails, no_server=settings.smtp_url is None)
    return page(request, "mail/mails.html", context, title=gettext("Mails"))


@get("/organise/events/{event:str}/mails/{mail:uuid}", guards=[organisers_only])
async def mail_page(
    request: Request[Account, Any, Any], event: FromPath[str], mail: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show one mail."""
    async with database.reading() as session:
        found = _own(await get_any_event(session, event), request.user)
        shown = await get_mail(session, event, mail)
    return page(request, "mail/mail.html", MailPage(found=found, mail=shown), title=shown.subject)


@post("/organise/events/{event:str}/mails/{mail:uuid}/send-again", guards=[organisers_only], status_code=303)
async def send_mail_again(
    request: Request[Account, Any, Any], event: FromPath[str], mail: FromPath[UUID], database: NamedDependency[Database]
) -> Redirect:
    """Put a copy of a mail into the outbox; the first sending stays as it was."""
    async with database.transaction() as session:
        _own(await get_any_event(session, event), request.user)
        await send_again(session, event, mail, actor=f"account:{request.user.id}", now=clock.now())
    return Redirect(f"/organise/events/{event}/mails", status_code=303)


def _own(found: FoundEvent, account: Account) -> FoundEvent:
    if not account.organises(found.event.project, found.event.host):
        raise NotAllowed
    return found


ROUTES = [ask_for_link, mails_page, mail_page, send_mail_again]
