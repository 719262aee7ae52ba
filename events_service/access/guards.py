"""Who is asking, and whether the address is theirs: cookie or token read once, the role checked before the handler."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from events_service import clock
from events_service.access.records import HOSTS, INSPECTORS, ORGANISERS, Account, Role
from events_service.access.sign_in import account_of_browser, account_of_token
from events_service.web.errors import NotAllowed, SignInNeeded

COOKIE = "events_session"


class Authentication(AbstractAuthenticationMiddleware):
    """Reads the Bearer token or the session cookie; nobody signed in is no error here, guards decide."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Give the account that asks, or none."""
        database = connection.app.state.database
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        account: Account | None = None
        if scheme.lower() == "bearer":
            account = await account_of_token(database, token.strip(), clock.now())
            if account is None:
                raise SignInNeeded
        elif cookie := connection.cookies.get(COOKIE):
            account = await account_of_browser(database, cookie, clock.now())
        return AuthenticationResult(user=account, auth=None)


def organisers_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in whoever prepares events; which events are theirs is decided where the event is known."""
    _require(connection.scope.get("user"), *ORGANISERS)


def hosts_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in whoever makes new events and lets others work on them: organisers and lead partners."""
    _require(connection.scope.get("user"), *HOSTS)


def inspectors_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let lead partners and controllers in."""
    _require(connection.scope.get("user"), *INSPECTORS)


def lead_partners_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let lead partners in."""
    _require(connection.scope.get("user"), Role.LEAD_PARTNER)


def leads_all_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in whoever is the lead partner of all projects: to the service itself, and to new projects."""
    _require(account := connection.scope.get("user"), Role.LEAD_PARTNER)
    if not account.leads_all:
        raise NotAllowed


def staff_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let everyone in who is signed in."""
    _require(connection.scope.get("user"), *Role)


def _require(account: Account | None, *roles: Role) -> None:
    if account is None:
        raise SignInNeeded
    if account.role not in roles:
        raise NotAllowed
