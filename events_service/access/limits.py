"""Limits on how often something may be done, counted in the database so that all processes share them."""

import hashlib
import logging
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from litestar import Request
from msgspec import Struct
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.tables import AttemptRow
from events_service.database import table_of
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

logger = logging.getLogger(__name__)


class TooOften(Refusal):
    """Something was asked for more often than anybody needs."""

    status = 429
    slug = "too-often"
    message = N_("This was asked for too often in a short time. Please wait a while and try again.")


class Limit(Struct, frozen=True, kw_only=True):
    """At most `most` times in each `span`. The first of a span clears away what is old, where it `clears`."""

    name: str
    most: int
    span: timedelta
    clears: bool = False


_ATTEMPTS = table_of(AttemptRow)
_COUNT_ONE = {
    dialect: insert(_ATTEMPTS)
    .on_conflict_do_update(
        index_elements=[_ATTEMPTS.c.counted, _ATTEMPTS.c.span_start], set_={"number": _ATTEMPTS.c.number + 1}
    )
    .returning(_ATTEMPTS.c.number)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def network_of(request: Request[Any, Any, Any]) -> str | None:
    """Give the address of the network that asks, as far as it is known: the proxy's where the proxy is not trusted."""
    if "x-forwarded-for" in request.headers and not request.app.state.settings.trusted_proxies:
        _say_once()
    return request.client.host if request.client else None


@cache
def _say_once() -> None:
    logger.warning(
        "requests come through a proxy, and limits see its address alone: name it in EVENTS_TRUSTED_PROXIES if it is"
        " yours"
    )


async def count(session: AsyncSession, limit: Limit, of: str, now: datetime) -> int:
    """Count one more and give how many there were in this span; what is counted is kept hashed, and not for long."""
    counted, start = _key_of(limit, of, now)
    count_one = _COUNT_ONE[session.get_bind().dialect.name]
    number = await session.scalar(count_one, {"counted": counted, "span_start": start, "number": 1})
    if number == 1 and limit.clears:
        await session.execute(delete(AttemptRow).where(AttemptRow.span_start < now - timedelta(days=1)))
    return number or 0


def _key_of(limit: Limit, of: str, now: datetime) -> tuple[str, datetime]:
    seconds = limit.span.total_seconds()
    start = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    return hashlib.sha256(f"{limit.name}:{of.casefold()}".encode()).hexdigest(), start


async def is_used_up(session: AsyncSession, limit: Limit, of: str | None, now: datetime) -> bool:
    """Tell whether a limit is reached, without counting."""
    if not of:
        return False
    counted, start = _key_of(limit, of, now)
    row = await session.get(AttemptRow, (counted, start))
    return row is not None and row.number >= limit.most


async def require(session: AsyncSession, limit: Limit, of: str | None, now: datetime) -> None:
    """Count one more in the caller's transaction. Raises TooOften past the limit."""
    if of and await count(session, limit, of, now) > limit.most:
        raise TooOften
