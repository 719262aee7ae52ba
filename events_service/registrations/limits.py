"""Limits on how often something may be done, counted in the database so that all processes share them."""

import hashlib
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import table_of
from events_service.registrations.tables import AttemptRow
from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class TooOften(Refusal):
    """Something was asked for more often than anybody needs."""

    status = 429
    slug = "too-often"
    message = N_("This was asked for too often in a short time. Please wait a while and try again.")


class Limit(Struct, frozen=True, kw_only=True):
    """At most `most` times in each `span`."""

    name: str
    most: int
    span: timedelta


# A municipality or a whole conference may stand behind one address of the network, and the largest event has 2,000
# people: as many in ten minutes are a day on which registration opens, more are a flood. A mailbox gets the mail of few
# events an hour, however often its owner cancels and comes back; 20 of them are a bombardment.
FROM_ONE_NETWORK = Limit(name="register-network", most=2_000, span=timedelta(minutes=10))
FOR_ONE_EVENT = Limit(name="register-event", most=5_000, span=timedelta(hours=1))
TO_ONE_MAILBOX = Limit(name="mail-address", most=20, span=timedelta(hours=1))
FILES_FROM_ONE_NETWORK = Limit(name="files-network", most=500, span=timedelta(hours=1))
LINKS_TO_ONE_MAILBOX = Limit(name="link-address", most=3, span=timedelta(hours=1))
LINKS_FROM_ONE_NETWORK = Limit(name="link-network", most=50, span=timedelta(hours=1))


_ATTEMPTS = table_of(AttemptRow)
_COUNT_ONE = {
    dialect: insert(_ATTEMPTS)
    .on_conflict_do_update(
        index_elements=[_ATTEMPTS.c.counted, _ATTEMPTS.c.span_start], set_={"number": _ATTEMPTS.c.number + 1}
    )
    .returning(_ATTEMPTS.c.number)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


async def count(session: AsyncSession, limit: Limit, of: str, now: datetime) -> int:
    """Count one more and give how many there were in this span; what is counted is kept hashed, and not for long."""
    counted = hashlib.sha256(f"{limit.name}:{of.casefold()}".encode()).hexdigest()
    seconds = limit.span.total_seconds()
    start = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    count_one = _COUNT_ONE[session.get_bind().dialect.name]
    number = await session.scalar(count_one, {"counted": counted, "span_start": start, "number": 1})
    if number == 1 and limit is FOR_ONE_EVENT:  # about once an hour, so that the table stays small by itself
        await session.execute(delete(AttemptRow).where(AttemptRow.span_start < now - timedelta(days=1)))
    return number or 0


async def require(session: AsyncSession, limit: Limit, of: str | None, now: datetime) -> None:
    """Count one more in the caller's transaction. Raises TooOften past the limit."""
    if of and await count(session, limit, of, now) > limit.most:
        raise TooOften


async def is_flooded(session: AsyncSession, event: str, mailbox: str, now: datetime) -> bool:
    """Count one more mail that anybody can cause to a mailbox, and tell whether it has had enough of them."""
    return await count(session, LINKS_TO_ONE_MAILBOX, f"{event}:{mailbox}", now) > LINKS_TO_ONE_MAILBOX.most


async def require_few(session: AsyncSession, *, event: str, mailbox: str, network: str | None, now: datetime) -> None:
    """Count what an abuser would repeat: from one network, for one event, to one mailbox. Raises TooOften."""
    await require(session, FROM_ONE_NETWORK, network, now)
    await require(session, FOR_ONE_EVENT, event, now)
    await require(session, TO_ONE_MAILBOX, mailbox, now)
