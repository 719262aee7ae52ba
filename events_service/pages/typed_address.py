"""The address that a link was sent to, kept for the page that follows in the browser that typed it and nowhere else.

In the page's own address it would stand in logs and histories; kept by the service it would tell who asked for what.
"""

from typing import Any
from urllib.parse import quote, unquote

from litestar import Request
from litestar.datastructures import Cookie

from events_service.settings import Settings

_NAME = "typed-address"
_SECONDS = 600
_LONGEST = 254
"""Characters of a mail address (RFC 5321 §4.5.3.1.3, without the angle brackets)."""


def remember(settings: Settings, address: str, path: str) -> Cookie:
    """Give the cookie that lets the pages under a path show, for ten minutes, what was typed."""
    return Cookie(
        key=_NAME,
        value=quote(address[:_LONGEST], safe=""),
        path=path,
        max_age=_SECONDS,
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
    )


def typed_address(request: Request[Any, Any, Any]) -> str:
    """Give the address that this browser typed a moment ago; empty where it keeps none."""
    return unquote(request.cookies.get(_NAME, ""))[:_LONGEST]
