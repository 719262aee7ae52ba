"""Evidence held against the audit log: a row that was changed, removed or invented contradicts what an entry bound.

What the log says is sorted on disk, not in memory: a million rows take no more of it than a thousand.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import msgspec
from sqlalchemy import String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.types import NullType

from events_service import audit
from events_service.actions import Action
from events_service.audit import EntryRow, PersonalValueRow
from events_service.binding import (
    GONE,
    Identity,
    Kind,
    digest_of,
    key_of,
    kind_of,
    kinds,
    line_in_order,
    raw,
    said_in_order,
)
from events_service.database import table_of

DIGESTS = "digests"
"""The fact of older entries that lists the rows of one table, each with all its columns."""

OLDER = {
    "check-ins.receive": "check_ins",
    "check-ins.withdraw": "check_in_withdrawals",
    "attendance.mark": "evidence_marks",
}
"""The tables whose rows such entries list, by their actions."""

AT_ONCE, ENTRIES_AT_ONCE = 1000, 20
SUBJECT = "service:rows"
_E, _V = table_of(EntryRow).c, table_of(PersonalValueRow).c
_SAID = type_coerce(_E.facts, String)

_SCRATCH = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE logged (name TEXT, key TEXT, digest TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE TABLE kept (name TEXT, key TEXT, digest TEXT, older TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE TABLE erased (subject TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID;
"""


_DIFFERENT = """
SELECT name, key, logged.digest, kept.digest FROM kept LEFT JOIN logged USING (name, key)
WHERE logged.digest IS NULL OR logged.digest NOT IN (kept.digest, kept.older)
UNION ALL
SELECT name, key, logged.digest, NULL FROM logged LEFT JOIN kept USING (name, key)
WHERE kept.digest IS NULL AND logged.digest <> ?
ORDER BY name, key
"""


async def faults(session: AsyncSession) -> AsyncIterator[str]:
    """Give a sentence for each row that is not as the audit log has it, and each value erased without an entry."""
    with closing(sqlite3.connect("")) as scratch:
        scratch.executescript(_SCRATCH)
        older = await _sort_log(session, scratch)
        for kind in kinds().values():
            await _sort_rows(session, scratch, kind, older=older)
        for fault in _differences(scratch):
            yield fault
        async for fault in _unsaid_erasures(session, scratch):
            yield fault


def _differences(scratch: sqlite3.Connection) -> Iterator[str]:
    for name, key, logged, kept in scratch.execute(_DIFFERENT, (GONE,)):
        kind = kind_of(name)
        row = f"{kind.name if kind else name} {_shown(key)}"
        if logged is None:
            yield f"{row}: the audit log knows nothing of it"
        elif kept is None:
            yield f"{row} is missing"
        elif logged == GONE:
            yield f"{row}: the audit log says that it was removed"
        else:
            yield f"{row} was changed after it was written"


def _shown(key: str) -> str:
    parts = (unquote(part) for part in key.split("+"))
    return " ".join(
        str(UUID(part)) if len(part) == 32 and set(part) <= set("0123456789abcdef") else part for part in parts
    )


async def _sort_log(session: AsyncSession, scratch: sqlite3.Connection, *, older_only: bool = False) -> bool:
    """Put the last digest that the log has of each row, and the last erasure of each subject, into the scratch file.

    Give whether older entries list rows.
    """
    older = False
    query = select(_E.position, _E.action, _SAID).order_by(_E.position)
    entries = await session.stream(query.execution_options(yield_per=ENTRIES_AT_ONCE))
    async for position, action, text in entries:
        said = _decoded(text)
        older = older or DIGESTS in said
        listed = _listed_once(action, said) if older_only else _listed(action, said)
        scratch.executemany("INSERT OR REPLACE INTO logged VALUES (?, ?, ?)", listed)
        if audit.ERASED in said:
            erased = ((subject, position) for subject in said[audit.ERASED].split())
            scratch.executemany("INSERT OR REPLACE INTO erased VALUES (?, ?)", erased)
    return older


def _decoded(text: str) -> Mapping[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:  # the chain itself is broken there, which is said of the entry
        return {}


def _listed(action: str, said: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for line in said.get(audit.ROWS, "").split():
        row, _, digest = line.rpartition(":")
        name, _, key = row.partition("/")
        yield name, key, digest
    yield from _listed_once(action, said)


def _listed_once(action: str, said: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if action in OLDER:
        for line in said.get(DIGESTS, "").split():
            key, _, digest = line.partition(":")
            yield OLDER[action], key, digest


async def _sort_rows(session: AsyncSession, scratch: sqlite3.Connection, kind: Kind, *, older: bool) -> None:
    """Put the digests of all rows of a kind into the scratch file, and those that older entries may have of them."""
    name, older = kind.table.name, older and kind.table.name in OLDER.values()
    async for part in _rows(session, kind):
        scratch.executemany(
            "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
            (
                (
                    name,
                    key_of(identity),
                    digest_of(said_in_order(kind, values)),
                    digest_of(said_in_order(kind, values, everything=True)) if older else "",
                )
                for identity, values in part
            ),
        )


async def _rows(session: AsyncSession, kind: Kind) -> AsyncIterator[list[tuple[Identity, Sequence[Any]]]]:
    """Give the rows of a kind by parts, the key and the bound columns of each, as the database keeps them."""
    width = len(kind.keys)
    query = select(*(raw(column) for column in kind.keys), *(raw(column) for column in kind.columns))
    stream = await session.stream(query.execution_options(yield_per=AT_ONCE))
    async for part in stream.partitions():
        yield [(tuple(row[:width]), row[width:]) for row in part]


async def _unsaid_erasures(session: AsyncSession, scratch: sqlite3.Connection) -> AsyncIterator[str]:
    """Give a sentence for each entry of which a value is marked as erased that no later entry says was."""
    marked = select(_E.position, _E.subject, _V.field).join_from(PersonalValueRow, EntryRow).order_by(_E.position)
    stream = await session.stream(marked.where(type_coerce(_V.erased_at, NullType()).is_not(None)))
    async for position, subject, field in stream:
        said = scratch.execute("SELECT position FROM erased WHERE subject = ?", (subject,)).fetchone()
        if said is None or said[0] < position:
            yield f"audit entry {position}: the value of {field} is marked as erased, and no entry says that it was"


async def bind_what_there_is(connection: AsyncConnection, now: datetime) -> None:
    """Bind, once in a database's life, the rows of before rows were bound; those that older entries list stay so.

    From then on they are protected: what was done to them before cannot be known.
    """
    async with AsyncSession(connection) as session:
        with closing(sqlite3.connect("")) as scratch:
            scratch.executescript(_SCRATCH)
            await _sort_log(session, scratch, older_only=True)
            for kind in kinds().values():
                async for part in _rows(session, kind):
                    lines = [
                        line_in_order(kind, identity, values)
                        for identity, values in part
                        if not scratch.execute(_KNOWN, (kind.table.name, key_of(identity))).fetchone()
                    ]
                    await _bind(session, {audit.ROWS: " ".join(lines)} if lines else {}, now)
        erased = select(_E.subject).distinct().join_from(PersonalValueRow, EntryRow).where(_V.erased_at.is_not(None))
        await _bind(session, {audit.ERASED: " ".join((await session.scalars(erased.order_by(_E.subject))).all())}, now)


_KNOWN = "SELECT 1 FROM logged WHERE name = ? AND key = ?"


async def _bind(session: AsyncSession, facts: Mapping[str, str], now: datetime) -> None:
    if any(facts.values()):
        entry = audit.Entry(
            at=now, actor=audit.SERVICE, action=Action.ROWS_BOUND_AT_UPGRADE, subject=SUBJECT, facts=facts
        )
        await audit.append(session, entry)
