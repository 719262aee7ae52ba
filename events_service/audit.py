"""The audit log: every change is an entry that holds the hash of the one before it.

Personal values enter the hash through a salted commitment kept apart: erasing a person deletes value and salt, the
chain still verifies, and the erased value looks erased, not empty.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, mapped_column

from events_service import clock
from events_service.actions import Action
from events_service.database import Base, Document, Instant, table_of
from events_service.touched import is_touched, take_touched

START = "0" * 64
OPERATOR = "operator"
"""The actor of what was done on the command line."""

SERVICE = "service"
"""The actor of what the service does by itself."""

ROWS = "rows"
"""The fact of an entry that lists the rows that its change touched: table, key and digest of each (`binding`)."""

ERASED = "erased"
"""The fact of an entry that lists the subjects whose personal values its change erased, divided by spaces."""

CLOCKS_DIFFER = timedelta(minutes=1)
"""How far the clocks of several servers may be apart, and a change take from its instant to its entry."""

logger = logging.getLogger(__name__)


class Entry(Struct, frozen=True, kw_only=True):
    """What is to be written: who did what to what. `facts` are kept for good and must not identify a person.

    `personal` values can be erased later.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, str] = {}
    personal: Mapping[str, str] = {}


class EntryRow(Base):
    """One entry; never changed."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_actor", "actor", "position"),)

    position: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    facts: Mapped[dict[str, str]] = mapped_column(Document(dict[str, str]))
    commitments: Mapped[dict[str, str]] = mapped_column(Document(dict[str, str]))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class PersonalValueRow(Base):
    """A personal value of an entry; on erasure value and salt go, the commitment in the entry stays."""

    __tablename__ = "audit_personal_values"

    position: Mapped[int] = mapped_column(ForeignKey("audit_entries.position"), primary_key=True)
    field: Mapped[str] = mapped_column(String(100), primary_key=True)
    salt: Mapped[str | None] = mapped_column(String(64))
    value: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class HeadRow(Base):
    """The last entry's position and hash: the one row that all who append take in turn."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))


# Every change writes an entry while it holds its locks, hence statements that are made once, and tables, not objects.
_ENTRIES, _VALUES, _HEADS = (table_of(row) for row in (EntryRow, PersonalValueRow, HeadRow))
_LAST_AT = select(_ENTRIES.c.at).where(_ENTRIES.c.position == _HEADS.c.position).scalar_subquery().label("at")
_HEAD = select(_HEADS.c.position, _HEADS.c.digest, _LAST_AT).where(_HEADS.c.id == 1).with_for_update(of=_HEADS)
_MOVE_HEAD = update(_HEADS).where(_HEADS.c.id == 1)
_NAMES = [column.name for column in _ENTRIES.columns]
_ADD_ENTRIES, _ADD_VALUES = insert(_ENTRIES), insert(_VALUES)


def digest_of(row: EntryRow) -> str:
    """Give the SHA-256 of an entry's content and its predecessor's hash, as 64 hexadecimal digits."""
    content = [
        row.position,
        row.at.isoformat(),
        row.actor,
        row.action,
        row.subject,
        row.facts,
        row.commitments,
        row.previous,
    ]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def commitment_of(salt: str, value: str) -> str:
    """Give the SHA-256 that stands for a personal value in the chain."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


async def hold(session: AsyncSession) -> None:
    """Wait until nobody else appends, and let nobody do it before this transaction ends."""
    await (await session.connection()).execute(_HEAD)


async def append(session: AsyncSession, entry: Entry) -> None:
    """Append an entry in the caller's transaction; call it last, for the head row is held until the commit."""
    await append_all(session, [entry])


async def append_all(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Append entries, in their order, as `append` does with one: the statements are as many, however many they are.

    The last of them binds what the transaction has touched since the last time.
    """
    if entries:
        await session.run_sync(_append, entries)


def _append(session: Session, entries: Sequence[Entry]) -> None:
    session.flush()
    touched, erased = take_touched(session), session.info.pop(ERASED, ())
    connection = session.connection()
    head = connection.execute(_HEAD).one_or_none()
    if head is None:  # the migration lays the head row; an empty table means a database of another kind
        raise LookupError("the audit log has no head; the database was not migrated")
    _say_if_set_back(head.at, entries[0])
    rows: list[EntryRow] = []
    values: list[dict[str, Any]] = []
    previous: str = head.digest
    for place, entry in enumerate([*entries[:-1], _binding(entries[-1], touched, erased)], start=1):
        row, personal = _row_of(entry, head.position + place, previous)
        previous = row.digest
        rows.append(row)
        values += personal
    connection.execute(_ADD_ENTRIES, [{name: getattr(row, name) for name in _NAMES} for row in rows])
    connection.execute(_MOVE_HEAD, {"position": rows[-1].position, "digest": previous})
    if values:
        connection.execute(_ADD_VALUES, values)


def _binding(entry: Entry, touched: Sequence[str], erased: Iterable[str]) -> Entry:
    """Give the entry with what it binds: the rows that were touched, and whose values were erased."""
    listed = {ROWS: " ".join(touched), ERASED: " ".join(sorted(erased))}
    return replace(entry, facts={**entry.facts, **{name: value for name, value in listed.items() if value}})


async def bind(session: AsyncSession, at: datetime) -> None:
    """Bind in an entry of its own what was touched since the last one, where anything was."""
    await session.run_sync(_bind, at)


def _bind(session: Session, at: datetime) -> None:
    session.flush()
    if is_touched(session) or session.info.get(ERASED):
        _append(session, [Entry(at=at, actor=SERVICE, action=Action.ROWS_BOUND, subject="service:rows")])


@event.listens_for(Session, "before_commit")
def _bind_the_rest(session: Session) -> None:
    """Do so where a transaction ends with rows touched that no entry has bound."""
    if not session.in_nested_transaction():
        _bind(session, clock.now())


def _say_if_set_back(latest: datetime | None, entry: Entry) -> None:
    """Log that the clock runs behind the last entry; `latest` None where another server wrote that one just now."""
    if latest is not None and latest - entry.at > CLOCKS_DIFFER:
        logger.warning("the clock was set back by %s: the audit log goes on at %s", latest - entry.at, entry.at)


def _row_of(entry: Entry, position: int, previous: str) -> tuple[EntryRow, list[dict[str, Any]]]:
    """Give the row of an entry that follows `previous`, and those of its personal values."""
    salts = {field: secrets.token_hex(32) for field in entry.personal}
    row = EntryRow(
        position=position,
        at=entry.at.astimezone(UTC),  # as it is read back: the digest is of its text
        actor=entry.actor,
        action=Action(entry.action),
        subject=entry.subject,
        facts=dict(entry.facts),
        commitments={field: commitment_of(salts[field], value) for field, value in entry.personal.items()},
        previous=previous,
        digest="",
    )
    row.digest = digest_of(row)
    return row, [
        {"position": position, "field": field, "salt": salts[field], "value": value}
        for field, value in entry.personal.items()
    ]


class Head(Struct, frozen=True, kw_only=True):
    """The end of the chain: how many entries there are, and the digest of the last one."""

    position: int
    digest: str


async def latest_of(session: AsyncSession, actions: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Give the facts of the last of some actions for each subject that had one."""
    entries = await session.execute(
        select(_ENTRIES.c.subject, _ENTRIES.c.facts).where(_ENTRIES.c.action.in_(actions)).order_by(_ENTRIES.c.position)
    )
    return {subject: _told(facts) for subject, facts in entries}


def _told(facts: Mapping[str, str]) -> Mapping[str, str]:
    """Give what an entry says of its change, without what it binds."""
    return {name: value for name, value in facts.items() if name not in {ROWS, ERASED}}


async def read_head(session: AsyncSession) -> Head:
    """Give the end of the chain as it is kept; its start where no head is."""
    row = (await session.execute(select(_HEADS.c.position, _HEADS.c.digest).where(_HEADS.c.id == 1))).one_or_none()
    return Head(position=0, digest=START) if row is None else Head(position=row.position, digest=row.digest)


class ShownEntry(Struct, frozen=True, kw_only=True):
    """An entry as it can be shown: what was done when, and the personal values of it that are not erased."""

    at: datetime
    actor: str
    action: str
    facts: Mapping[str, str]
    personal: dict[str, str]


async def done_by(
    session: AsyncSession, actor: str, *, before: int | None, limit: int
) -> tuple[Sequence[EntryRow], int | None]:
    """Give the latest entries of an actor before a position, and before which one they go on; None: these are all."""
    query = select(EntryRow).where(EntryRow.actor == actor).order_by(EntryRow.position.desc()).limit(limit + 1)
    found = await session.scalars(query.where(EntryRow.position < before) if before is not None else query)
    rows = found.all()
    return rows[:limit], rows[limit - 1].position if len(rows) > limit else None


async def about(session: AsyncSession, subject: str) -> list[ShownEntry]:
    """Give all entries about a subject, in their order."""
    rows = await session.execute(
        select(EntryRow, PersonalValueRow)
        .outerjoin(PersonalValueRow, PersonalValueRow.position == EntryRow.position)
        .where(EntryRow.subject == subject)
        .order_by(EntryRow.position, PersonalValueRow.field)
    )
    entries: dict[int, ShownEntry] = {}
    for row, kept in rows:
        entry = entries.setdefault(
            row.position, ShownEntry(at=row.at, actor=row.actor, action=row.action, facts=_told(row.facts), personal={})
        )
        if kept is not None and kept.value is not None:
            entry.personal[kept.field] = kept.value
    return list(entries.values())


async def erase(session: AsyncSession, *, subject: str, at: datetime) -> None:
    """Erase the personal values of all entries about a subject; the chain stays verifiable."""
    about = select(EntryRow.position).where(EntryRow.subject == subject)
    await session.execute(
        update(PersonalValueRow)
        .where(PersonalValueRow.position.in_(about), PersonalValueRow.erased_at.is_(None))
        .values(salt=None, value=None, erased_at=at)
        .execution_options(synchronize_session=False)
    )
    session.info.setdefault(ERASED, set()).add(subject)
