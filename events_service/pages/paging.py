"""The part of a list of events that a page is asked for: both sides of today, or a page of one of them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.listing import Conditions, Listed, Period, list_around_today, list_period
from events_service.registrations.places.promised import with_promised

PAGE = 48


class Asked(Struct, frozen=True, kw_only=True):
    """What is shown: the sides of today, and which of them alone with ?when=; `after` goes on from a page before."""

    period: Period | None
    after: str | None
    sides: dict[Period, Listed]


async def list_asked(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    conditions: Conditions,
    now: datetime,
    *,
    upcoming: int,
    past: int,
) -> Asked:
    """List what the address asks for: so many of each side, or a page of one. Raises FaultyFields."""
    period = next((one for one in Period if one.value == request.query_params.get("when")), None)
    after = (request.query_params.get("after") or None) if period else None
    if period is None:
        both = await list_around_today(session, conditions, now, upcoming=upcoming, past=past)
        sides = dict(zip(Period, both, strict=True))
    else:
        sides = {period: await list_period(session, conditions, period, now, after=after, limit=PAGE)}
    shown = {side: replace(listed, items=await with_promised(session, listed.items)) for side, listed in sides.items()}
    return Asked(period=period, after=after, sides=shown)


def address_of_more(
    request: Request[Any, Any, Any], asked: Asked, period: Period, *, keeping: tuple[str, ...] = ()
) -> str | None:
    """Give the address of the events that follow on a side, with those questions of this address that are kept."""
    following = asked.sides[period].next if period in asked.sides else None
    if following is None:
        return None
    kept = {name: value for name in keeping if (value := request.query_params.get(name))}
    return f"{request.url.path}?" + urlencode(kept | {"when": period.value, "after": following})
