"""Addresses where organisers read what was mailed, and send it again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.labels import ENCLOSURES, STATUSES, VERDICTS, advice, kind_name
from events_service.mail.reading import (
    KeptMail,
    KeptMails,
    MailSieve,
    get_html,
    get_mail,
    list_mails,
    mail_sieve_of,
    query_of,
    server_trouble,
)
from events_service.mail.records import Enclosure, MailStatus, Verdict
from events_service.mail.server import find_way
from events_service.pages.organiser.sent import number_sent
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.registration_state import end_of
from events_service.registrations.letters.sent_once_more import send_once_more
from events_service.registrations.letters.stray_answers import count_stray
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page

FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


class MailsPage(Struct, frozen=True, kw_only=True):
    """The mails of an event; `query` is the sieve's part of the address without the page.

    `thanked` is how many were just sent their certificate, `over` tells that there can be some.
    `no_server` tells that no mail server is set up, so nothing leaves; `trouble` is why nothing leaves at the moment.
    `stray` counts answers to invitations that came from other addresses and wait.
    """

    found: FoundEvent
    mails: KeptMails
    sieve: MailSieve
    query: str
    base: str
    kinds: Mapping[str, str]
    statuses: Mapping[MailStatus, str]
    no_server: bool
    sets_mail_up: bool
    trouble: str | None
    thanked: int
    over: bool
    stray: int


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


@get("/organise/events/{event:str}/mails", guards=[organisers_only])
async def mails_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """List the mails of an event, narrowed by status, kind and word, the latest first."""
    sieve = mail_sieve_of(request.query_params)
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        mails = await list_mails(session, event, sieve)
        stray = await count_stray(session, event)
        no_server = (await find_way(session, settings)).url is None
        trouble = None if no_server else await server_trouble(session)
    context = MailsPage(
        found=found,
        mails=mails,
        sieve=sieve,
        query=query_of(sieve),
        base=_base(event),
        kinds={kind: kind_name(kind) for kind in mails.kinds},
        statuses={status: gettext(name) for status, name in STATUSES.items()},
        no_server=no_server,
        sets_mail_up=request.user.leads_all,
        trouble=trouble,
        thanked=number_sent(request.query_params, "thanked", digits=5) or 0,
        over=clock.now() >= end_of(found),
        stray=stray,
    )
    return page(request, "pages/organiser/mails.html", context, title=titled(gettext("Mails"), found))


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
    return page(request, "pages/organiser/mail.html", context, title=titled(shown.subject, found))


@get("/organise/events/{event:str}/mails/{mail:uuid}/letter", guards=[organisers_only])
async def letter_page(
    request: Request[Account, Any, Any], event: FromPath[str], mail: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send the mail's own HTML, for the frame on its page: it may style itself, and load and run nothing.

    It keeps its origin, so that the page around it can measure it; without scripts, it can do nothing with it. Its
    links open in windows of their own, free of the frame's limits: hardly a page lets itself be framed.
    """
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
    await send_once_more(database, settings, event, mail, account=request.user, now=clock.now())
    return Redirect(f"{_base(event)}?done=again", status_code=303)


def _base(event: str) -> str:
    return f"/organise/events/{event}/mails"


ROUTES = [mails_page, mail_page, letter_page, send_mail_again]
