"""What a browser calls itself, in words by which its owner tells it from their others."""

import asyncio
from typing import Any

from litestar import Request
from ua_parser import parse

LONGEST = 500
"""No browser's own words are longer; what is cut off is not of interest, and would be searched through."""


async def browser_of(request: Request[Any, Any, Any]) -> str:
    """Give the family of the browser that asks and its system, as in "Firefox · Windows"; empty where it says neither.

    The first time takes a third of a second, hence a thread.
    """
    return await asyncio.to_thread(described, request.headers.get("user-agent", ""))


def described(user_agent: str) -> str:
    """Describe what the User-Agent header says (RFC 9110 §10.1.5), in 80 characters at most."""
    told = parse(user_agent[:LONGEST])
    families = [part.family for part in (told.user_agent, told.os) if part and part.family != "Other"]
    return " · ".join(families)[:80]
