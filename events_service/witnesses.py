"""Witnesses: heads of the audit log that were kept elsewhere, by which a log that was written anew can be told.

Whoever holds the whole database can write all of the chain anew; what a head in another place says they cannot.
"""

import re
from collections.abc import AsyncIterator, Iterable

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.audit import EntryRow, read_head

_HEAD = re.compile(rb"(?<!\d)(\d{1,18}) ([0-9a-f]{64})(?![0-9a-f])")


class Witness(Struct, frozen=True, order=True):
    """The digest, 64 hexadecimal digits, that the entry at a position had."""

    position: int
    digest: str


async def head_line(session: AsyncSession) -> str:
    """Give the line to be kept elsewhere: the time of the last entry (RFC 3339), its position and its digest."""
    head = await read_head(session)
    at = await session.scalar(select(EntryRow.at).where(EntryRow.position == head.position))
    return f"{at:%Y-%m-%dT%H:%M:%SZ} {head.position} {head.digest}" if at else f"- {head.position} {head.digest}"


def witnesses_in(octets: bytes) -> list[Witness]:
    """Find the heads in a text: lines of `head_line`, alone or amid other words."""
    return [Witness(int(found[1]), found[2].decode()) for found in _HEAD.finditer(octets)]


async def faults(session: AsyncSession, witnesses: Iterable[Witness]) -> AsyncIterator[str]:
    """Name the first entry that is another one than it was when its head was kept; nothing where all are the same."""
    before = 0
    for witness in sorted(set(witnesses)):
        digest = await session.scalar(select(EntryRow.digest).where(EntryRow.position == witness.position))
        if digest is None and witness.position:
            yield f"audit entry {witness.position}, whose head was kept elsewhere, is missing: the log was cut off"
            return
        if witness.position and digest != witness.digest:
            yield (
                f"the audit log was written anew: entry {witness.position} is another one than when its head was kept,"
                f" and the first that differs is after entry {before}"
            )
            return
        before = witness.position
