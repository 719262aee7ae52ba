"""Facts bound to the audit log: the entry of the change that appends a row holds the row's digest.

A row that is changed, removed or invented afterwards contradicts the log; the log itself is a chain (`audit`).
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.audit import EntryRow
from events_service.database import Base, Choice, table_of

DIGESTS = "digests"
"""The fact of an entry that lists rows: each one's key in 32 hexadecimal digits, and the first 32 of its digest."""


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of fact: what a row is called, its table, its key, when it was appended, and by which action."""

    name: str
    row: type[Base]
    key: str
    at: str
    action: str


def digest_of(row: Mapping[str, Any]) -> str:
    """Give the first 32 hexadecimal digits of the SHA-256 of all that a row says."""
    said = {name: _plain(value) for name, value in row.items()}
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:32]


def bound(rows: Iterable[Mapping[str, Any]], key: str = "id") -> dict[str, str]:
    """Give what the entry of a change says of the rows that it appends, each with all its columns; nothing of none."""
    listed = " ".join(f"{row[key].hex}:{digest_of(row)}" for row in rows)
    return {DIGESTS: listed} if listed else {}


def columns_of(row: Base) -> dict[str, Any]:
    """Give the columns of a row by their names."""
    return {column.name: getattr(row, column.name) for column in table_of(type(row)).columns}


async def faults(session: AsyncSession, kind: Kind) -> AsyncIterator[str]:
    """Give a sentence for each row of a kind that is not as the audit log has it; older entries listed none."""
    digests, unlisted = await _logged(session, kind)
    columns = table_of(kind.row).c
    rows = await session.stream(select(*(_as_text(each) for each in columns)).order_by(columns[kind.key]))
    async for row in rows.mappings():
        name = f"{kind.name} {row[kind.key]}"
        logged = digests.pop(row[kind.key].hex, None)
        if logged is None and row[kind.at] not in unlisted:
            yield f"{name}: the audit log knows nothing of it"
        elif logged is not None and logged != digest_of(dict(row)):
            yield f"{name} was changed after it was written"
    for key in digests:
        yield f"{kind.name} {UUID(key)} is missing"


async def _logged(session: AsyncSession, kind: Kind) -> tuple[dict[str, str], set[datetime]]:
    """Give the digests by the rows' keys, and the instants of entries that were written before they listed rows."""
    digests: dict[str, str] = {}
    unlisted = set()
    entries = await session.stream(select(EntryRow.at, EntryRow.facts).where(EntryRow.action == kind.action))
    async for at, said in entries:
        if DIGESTS in said:
            digests |= dict(each.split(":") for each in said[DIGESTS].split())
        else:
            unlisted.add(at)
    return digests, unlisted


def _as_text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read a choice as it stands, for somebody may have written one that there is not."""
    return type_coerce(column, String).label(column.key) if isinstance(column.type, Choice) else column


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, Enum) else str(value) if isinstance(value, UUID) else value
