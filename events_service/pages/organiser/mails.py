"""Addresses for mail: a sign-in link is asked for, organisers read and resend what was sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.accounts import find_account
from events_service.access.guards import organisers_only
from events_service.access.limits import Limit, TooOften, network_of, require
from events_service.access.records import Account
from events_service.access.sign_in import LINK_LIFETIME, issue_link
from events_service.database import Database
from events_service.mail.labels import ENCLOSURES, STATUSES, VERDICTS, advice, kind_name
from events_service.mail.outbox import queue
from events_service.mail.reading import (
    KeptMail,
    KeptMails,
    MailSieve,
    get_html,
    get_mail,
    list_mails,
    mail_sieve_of,
    query_of,
    send_again,
    server_trouble,
)
from events_service.mail.records import Enclosure, Letter, MailStatus, Verdict
from events_service.pages.public.signing_in import SignInPage
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.registration_state import end_of
from events_service.registrations.letters.sent_once_more import mailbox_of
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page, render_text

FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;"
    " frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


# A link lives half an hour: whoever is refused has one in the mailbox that still works.
LINKS_TO_ONE_MAILBOX = Limit(name="sign-in-address", most=5, span=LINK_LIFETIME)
LINKS_FROM_ONE_NETWORK = Limit(name="sign-in-network", most=100, span=LINK_LIFETIME, clears=True)


class SignInMail(Struct, frozen=True, kw_only=True):
    """What the mail with a sign-in link says."""

    name: str
    link: str
    subject: str
    language: str


class MailsPage(Struct, frozen=True, kw_only=True):
    """The mails of an event; `query` is the sieve's part of the address without the page.

    `thanked` is how many were just sent their certificate, `over` tells that there can be some.
    `no_server` tells that no mail server is set up, so nothing leaves; `trouble` is why nothing leaves at the moment.
    """

    found: FoundEvent
    mails: KeptMails
    sieve: MailSieve
    query: str
    base: str
    kinds: Mapping[str, str]
    statuses: Mapping[MailStatus, str]
    no_server: bool
    trouble: str | None
    done: str | None
    thanked: int | None
    over: bool


class MailPage(Struct, frozen=True, kw_only=True):
    """One mail as its reader sees it, where it stands, and each time that a server was handed it."""

    found: FoundEvent
    mail: KeptMail
    base: str
    kind: str
    status: str
    advice: str | None
    verdicts: Mapping[Verdict, str]
    enclosures: Mapping[Enclosure, str]


@post("/sign-in", status_code=303)
async def ask_for_link(
    request: Request[Any, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[Any]:
    """Mail a sign-in link; the answer is the same whether the address is known or not."""
    form: FormMultiDict = await request.form()
    now = clock.now()
    email = str(form.get("email", "")).strip()
    network = network_of(request)
    try:
        async with database.transaction() as session:
            await require(session, LINKS_FROM_ONE_NETWORK, network, now)
            await require(session, LINKS_TO_ONE_MAILBOX, email, now)
            account = await find_account(session, email)
            if account is not None:
                link = f"{settings.base_url}/sign-in/{await issue_link(session, account, now)}"
                await queue(session, _letter(account, link), sender=settings.mail_from, now=now)
    except TooOften as refusal:
        fault = gettext(
            "Links were asked for too often. Please open the newest one in your mailbox, and look into the folder for"
            " unwanted mail, too. In half an hour you can ask again."
        )
        context = SignInPage(fault=fault, email=email)
        return page(request, "pages/public/sign_in.html", context, title=gettext("Sign in"), status_code=refusal.status)
    return Redirect("/sign-in?sent=1", status_code=303)


def _letter(account: Account, link: str) -> Letter:
    subject = gettext("Your sign-in link")
    context = SignInMail(name=account.name, link=link, subject=subject, language=spoken())
    return Letter(
        kind="sign_in",
        recipient=account.email,
        recipient_name=account.name,
        subject=subject,
        text=render_text("mails/sign_in.txt", context),
        html=render_text("mails/sign_in.html", context),
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
    """List the mails of an event, narrowed by status, kind and word, the latest first."""
    sieve = mail_sieve_of(request.query_params)
    thanked = request.query_params.get("thanked", "")
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        mails = await list_mails(session, event, sieve)
        trouble = await server_trouble(session) if settings.smtp_url else None
    context = MailsPage(
        found=found,
        mails=mails,
        sieve=sieve,
        query=query_of(sieve),
        base=_base(event),
        kinds={kind: kind_name(kind) for kind in mails.kinds},
        statuses={status: gettext(name) for status, name in STATUSES.items()},
        no_server=settings.smtp_url is None,
        trouble=trouble,
        done=request.query_params.get("done"),
        thanked=int(thanked) if thanked.isdecimal() and len(thanked) < 6 else None,
        over=clock.now() >= end_of(found),
    )
    return page(request, "pages/organiser/mails.html", context, title=gettext("Mails"))


@get("/organise/events/{event:str}/mails/{mail:uuid}", guards=[organisers_only])
async def mail_page(
    request: Request[Account, Any, Any], event: FromPath[str], mail: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show one mail."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        shown = await get_mail(session, event, mail)
    refused = shown.status is MailStatus.REFUSED and shown.last_error
    context = MailPage(
        found=found,
        mail=shown,
        base=_base(event),
        kind=kind_name(shown.kind),
        status=gettext(STATUSES[shown.status]),
        advice=advice(shown.last_error) if refused and shown.last_error else None,
        verdicts={verdict: gettext(name) for verdict, name in VERDICTS.items()},
        enclosures={each: gettext(name) for each, name in ENCLOSURES.items()},
    )
    return page(request, "pages/organiser/mail.html", context, title=shown.subject)


@get("/organise/events/{event:str}/mails/{mail:uuid}/letter", guards=[organisers_only])
async def letter_page(
    request: Request[Account, Any, Any], event: FromPath[str], mail: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send the mail's own HTML, for the frame on its page: it may style itself, and load and run nothing."""
    async with database.reading() as session:
        await get_organised_event(session, event, request.user)
        html = await get_html(session, event, mail)
    return Response(html.encode(), media_type=MediaType.HTML, headers=FRAMED)


@post("/organise/events/{event:str}/mails/{mail:uuid}/send-again", guards=[organisers_only], status_code=303)
async def send_mail_again(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    mail: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Put a copy of a mail into the outbox; the first sending stays as it was."""
    async with database.transaction() as session:
        await get_organised_event(session, event, request.user)
        await send_again(
            session,
            event,
            mail,
            mailbox_of=mailbox_of,
            actor=f"account:{request.user.id}",
            sender=settings.mail_from,
            now=clock.now(),
        )
    return Redirect(f"{_base(event)}?done=again", status_code=303)


def _base(event: str) -> str:
    return f"/organise/events/{event}/mails"


ROUTES = [ask_for_link, mails_page, mail_page, letter_page, send_mail_again]
