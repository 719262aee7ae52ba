"""The chain of the audit log, walked from its start: each entry follows the one before, and holds what it held."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.audit import CLOCKS_DIFFER, START, EntryRow, HeadRow, PersonalValueRow, commitment_of
from events_service.binding import plain_instant, raw
from events_service.database import table_of

_ENTRIES, _VALUES, _HEADS = (table_of(row) for row in (EntryRow, PersonalValueRow, HeadRow))


async def faults(session: AsyncSession) -> AsyncIterator[str]:
    """Walk the chain from its start and give a sentence for each fault found."""
    expected_position, expected_previous = 1, START
    entries = await session.stream(_AS_THEY_STAND)
    async for row in entries:
        if row.position != expected_position:
            yield f"audit entry {expected_position} is missing"
        elif row.previous != expected_previous:
            yield f"audit entry {row.position} does not follow the one before it"
        if row.digest != _digest_as_it_stands(row):
            yield f"audit entry {row.position} was changed after it was written"
        expected_position, expected_previous = row.position + 1, row.digest
    head = (await session.execute(_HEAD_AS_IT_STANDS)).one_or_none()
    if head is None or tuple(head) != (expected_position - 1, expected_previous):
        yield f"the audit log ends at entry {expected_position - 1}, its head says otherwise: entries were cut off"
    async for fault in _faulty_values(session):
        yield fault


_AS_THEY_STAND = select(*(raw(column) for column in _ENTRIES.c)).order_by(_ENTRIES.c.position)
_HEAD_AS_IT_STANDS = select(raw(_HEADS.c.position), raw(_HEADS.c.digest)).where(_HEADS.c.id == 1)


def _digest_as_it_stands(row: Row[Any]) -> str:
    """Give the digest of an entry from what the database holds, whatever that is."""
    said = [row.position, plain_instant(row.at), row.actor, row.action, row.subject]
    documents = [msgspec.Raw(str(text).encode()) for text in (row.facts, row.commitments)]
    content = msgspec.json.encode([*said, *documents, row.previous])
    return hashlib.sha256(content).hexdigest()


async def _faulty_values(session: AsyncSession) -> AsyncIterator[str]:
    """Hold each personal value against its commitment, and want one, be it erased, for each commitment."""
    kept = [raw(_VALUES.c[name]) for name in ("field", "salt", "value", "erased_at")]
    values = select(_ENTRIES.c.position, raw(_ENTRIES.c.commitments), *kept).outerjoin_from(
        _ENTRIES, _VALUES, _ENTRIES.c.position == _VALUES.c.position
    )
    bearing = values.where(_ENTRIES.c.commitments != {}).order_by(_ENTRIES.c.position)
    position, wanted = 0, dict[str, str]()
    async for row in await session.stream(bearing):
        if row.position != position:
            for field in wanted:
                yield _missing(position, field)
            position, wanted = row.position, _commitments(row.commitments)
        commitment = wanted.pop(row.field, None)
        if row.field is not None and (
            commitment is None
            or (row.erased_at is None and commitment_of(row.salt or "", row.value or "") != commitment)
        ):
            yield f"audit entry {position}: the value of {row.field} was changed after it was written"
    for field in wanted:
        yield _missing(position, field)


def _missing(position: int, field: str) -> str:
    return f"audit entry {position}: a personal value of it is missing, and was not erased: {field}"


def _commitments(text: Any) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:  # the entry was changed, which is said of it
        return {}


async def set_back(session: AsyncSession) -> AsyncIterator[str]:
    """Give a sentence for each entry before which the clock was set back, by more than servers' clocks may differ."""
    latest: datetime | None = None
    dated = await session.stream(select(_ENTRIES.c.position, _ENTRIES.c.at).order_by(_ENTRIES.c.position))
    async for position, at in dated:
        if latest is not None and latest - at > CLOCKS_DIFFER:
            since = f"audit entry {position}, of {at:%Y-%m-%d %H:%M:%S} UTC"
            yield f"the clock was set back by {latest - at} before {since}"
        latest = at
