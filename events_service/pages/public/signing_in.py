"""Addresses for signing in and out."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import COOKIE
from events_service.access.limits import TooOften, network_of
from events_service.access.records import Account, Role
from events_service.access.sign_in import SESSION_LIFETIME, LinkSpent, SignedIn, sign_out, use_link
from events_service.complete import for_each
from events_service.database import Database
from events_service.mail.signing_in import mail_link, require_few_links
from events_service.pages.typed_address import remember, typed_address
from events_service.settings import Settings
from events_service.web.browsers import browser_of
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.security import only_looks

HOMES = for_each(
    Role,
    {
        Role.LEAD_PARTNER: "/organise",
        Role.ORGANISER: "/organise",
        Role.EVENT_MANAGER: "/organise",
        Role.CONTROLLER: "/review",
    },
)


class SignInPage(Struct, frozen=True, kw_only=True):
    """The page that asks for an address. `sent`: a link is on its way; `fault`: why the last link did not work.

    `email` stands in the field, `sent_to` is where the link went, as long as the browser knows.
    """

    sent: bool = False
    fault: str | None = None
    email: str = ""
    sent_to: str = ""


@get("/sign-in", name="sign_in")
async def sign_in_page(request: Request[Account | None, Any, Any]) -> Response[Any]:
    """Ask for the address of the person who wants to sign in, or send them on when they are."""
    if request.user:
        return Redirect(HOMES[request.user.role])
    sent = request.query_params.get("sent") == "1"
    context = SignInPage(sent=sent, sent_to=typed_address(request) if sent else "")
    return page(request, "pages/public/sign_in.html", context, title=gettext("Sign in"))


@post("/sign-in", status_code=303)
async def ask_for_link(
    request: Request[Any, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[Any]:
    """Mail a sign-in link; the answer is the same whether the address is known or not."""
    email, now = str((await request.form()).get("email", "")).strip(), clock.now()
    try:
        await require_few_links(database, email, network=network_of(request), now=now)
    except TooOften as refusal:
        fault = gettext(
            "Links were asked for too often. Please open the newest one in your mailbox, and look into the folder for"
            " unwanted mail, too. In half an hour you can ask again."
        )
        context = SignInPage(fault=fault, email=email)
        return page(request, "pages/public/sign_in.html", context, title=gettext("Sign in"), status_code=refusal.status)
    return Redirect(
        "/sign-in?sent=1",
        status_code=303,
        cookies=[remember(settings, email, "/sign-in")],
        background=BackgroundTask(mail_link, database, settings, email, now=now),
    )


@get("/sign-in/{token:str}")
async def sign_in_by_link(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Sign in by a link; a spent one leads to the form that asks for another."""
    if only_looks(request):
        return page(request, "pages/public/sign_in.html", SignInPage(), title=gettext("Sign in"))
    try:
        signed_in = await use_link(database, token, clock.now(), await browser_of(request))
    except LinkSpent as refusal:
        context = SignInPage(fault=refusal.sentence())
        return page(request, "pages/public/sign_in.html", context, title=gettext("Sign in"), status_code=refusal.status)
    return welcome(signed_in, settings)


def welcome(signed_in: SignedIn, settings: Settings, to: str | None = None) -> Redirect:
    """Give a browser the cookie of its session, and send it to where its role works, or `to` what follows a form."""
    cookie = Cookie(
        key=COOKIE,
        value=signed_in.cookie,
        path="/",
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
    )
    return Redirect(
        to or HOMES[signed_in.account.role],
        status_code=303 if to else 302,
        cookies=[cookie],
        headers={"Cache-Control": "no-store"},
    )


@post("/sign-out", status_code=303)
async def sign_out_page(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Redirect:
    """End the session of this browser."""
    if cookie := request.cookies.get(COOKIE):
        await sign_out(database, cookie, clock.now())
    return Redirect("/", status_code=303, cookies=[Cookie(key=COOKIE, value="", path="/", max_age=0)])


ROUTES = [sign_in_page, ask_for_link, sign_in_by_link, sign_out_page]
