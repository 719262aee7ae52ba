"""Security: headers on every answer, and the check that a form was sent from our own pages."""

import re
from collections.abc import Callable
from posixpath import normpath
from typing import Any, cast

from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from events_service.web import i18n
from events_service.web.errors import NotAllowed, answer_refusal
from events_service.web.i18n import N_
from events_service.web.pages import static_address

HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
        b"form-action 'self'; frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(self), geolocation=(), microphone=()",
    b"cross-origin-opener-policy": b"same-origin",
}
HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000")
"""For a year browsers ask by HTTPS only (RFC 6797), where the service has such an address; other hosts are not ours."""
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""The headers of what one person alone may see: kept nowhere, found by no search, its address told to nobody."""

LANGUAGE_COOKIE = "language"
FEEDS = ("/calendar.ics", "/calendar.json")
"""Ends of the addresses that programs ask every few minutes; their language stands in the address alone."""


_HEAD = "events_service.head"
_SCRIPTS = re.compile("^/static/scripts-[0-9a-f]{10}/(?=[^/]+$)")


class ForeignForm(NotAllowed):
    """A signed-in browser sent a form from somebody else's page."""

    slug = "foreign-form"
    message = N_("This form was sent from another site, so nothing was done. Open the page here and try again.")


def secured(app: ASGIApp, state: State) -> ASGIApp:
    """Wrap the application: security headers on every answer, and the reader's language around each request."""

    def missing(present: set[bytes]) -> list[tuple[bytes, bytes]]:
        https = state.settings.base_url.startswith("https:")
        return [*_missing(present), HTTPS_ALONE] if https else _missing(present)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        # HEAD is GET without the content, on every address alike (RFC 9110 §9.3.2).
        without_content = scope["method"] == "HEAD"
        if without_content:
            # A copy: the server looks at its own scope for whether content must follow.
            scope = cast("HTTPScope", {**scope, "method": "GET", _HEAD: True})
        if scope["path"].endswith(FEEDS):
            await app(scope, receive, _sending_feed(send, missing, without_content))
            return
        named = scope["path"]
        if named.startswith("/static/"):
            # Any server of a group gives its own scripts, whichever version the page was made for.
            scope = cast("HTTPScope", {**scope, "path": _SCRIPTS.sub("/static/", named)})
        request: Request[Any, Any, Any] = Request(scope)
        asked = request.query_params.get("lang")
        language = i18n.choose_language(
            asked, request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language")
        )

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                added = missing(present)
                if asked == language and "/api/" not in scope["path"]:
                    added.append(
                        (
                            b"set-cookie",
                            f"{LANGUAGE_COOKIE}={language}; Path=/; SameSite=Lax; Max-Age=31536000".encode(),
                        )
                    )
                if named.startswith("/static/") and message["status"] in {200, 304}:
                    added.append((b"cache-control", _static_lifetime(named, scope["query_string"])))
                message["headers"] = [*message["headers"], *added]
            elif without_content and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        with i18n.speaking(language):
            await app(scope, receive, send_secured)

    return handle


def _missing(present: set[bytes]) -> list[tuple[bytes, bytes]]:
    """Give the headers that an answer has not set itself; a policy of its own says who may frame it, and alone."""
    covered = present | ({b"x-frame-options"} if b"content-security-policy" in present else set())
    return [(name, value) for name, value in HEADERS.items() if name not in covered]


def only_looks(request: Request[Any, Any, Any]) -> bool:
    """Tell whether a program asks by HEAD, as filters do that check the links in a mail: it must use nothing up."""
    return _HEAD in request.scope


def _static_lifetime(path: str, query: bytes) -> bytes:
    """Let browsers keep a file for good whose address names its content (`static_address`), any other for a day.

    A server that has another version of the file than the address names says nothing of its own for good.
    """
    name = _SCRIPTS.sub("/static/", path).removeprefix("/static/")
    address = f"{path}?{query.decode('latin-1')}" if query else path
    names_content = name == normpath(name) and address == static_address(name)
    return b"public, max-age=31536000, immutable" if names_content else b"public, max-age=86400"


def _sending_feed(
    send: Send, missing: Callable[[set[bytes]], list[tuple[bytes, bytes]]], without_content: bool
) -> Send:
    """Wrap the sending of a feed; a 304 says nothing of what the client has already (RFC 9110 §15.4.5)."""

    async def send_feed(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] != 304:
            present = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *missing(present)]
        elif without_content and message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return send_feed


def refuse_foreign_forms(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Refuse a change that a browser sends from another site with our cookie (Fetch Metadata, W3C)."""
    by_token = request.headers.get("authorization", "").lower().startswith("bearer ")  # then no cookie counts
    if request.method in {"GET", "HEAD", "OPTIONS"} or by_token:
        return None
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign_site = site is not None and site not in {"same-origin", "none"}
    foreign_origin = site is None and origin is not None and origin.partition("://")[2] != request.headers.get("host")
    return answer_refusal(request, ForeignForm()) if foreign_site or foreign_origin else None
