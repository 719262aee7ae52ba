"""Evidence: rows that say of themselves that the audit log holds a digest of each (`touched` notes which change)."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Column, ColumnDefault, LargeBinary, String, Table, Text, Uuid, type_coerce
from sqlalchemy.types import Boolean, NullType

from events_service.database import Base, Document, Instant, table_of

GONE = "-"
"""What stands in the place of the digest of a row that was removed."""

Identity = tuple[Any, ...]
"""The values of a primary key."""

Row = TypeVar("Row", bound=type[Base])


class Said(Struct, frozen=True, kw_only=True):
    """What a bound column is called, how its values are made plain, None where they are, and which goes unsaid."""

    name: str
    plain: Callable[[Any], Any] | None
    default: Any


class Kind(Struct, frozen=True, kw_only=True, eq=False):
    """A kind of evidence: what a person calls a row, its table, its primary key, and the columns that are bound."""

    name: str
    table: Table
    keys: tuple[Column[Any], ...]
    columns: tuple[Column[Any], ...]


_EVIDENCE = "evidence"
"""Under which a table holds the kind of its rows, if they are evidence."""


def kinds() -> dict[str, Kind]:
    """Give all kinds of evidence by the names of their tables, as far as the rooms with them were imported."""
    tables = Base.metadata.tables
    return {name: table.info[_EVIDENCE] for name, table in tables.items() if _EVIDENCE in table.info}


def kind_of(table: str) -> Kind | None:
    """Give the kind of a table's rows, None where they are no evidence."""
    found = Base.metadata.tables.get(table)
    return None if found is None else found.info.get(_EVIDENCE)


def evidence(name: str, *, without: Iterable[str] = ()) -> Callable[[Row], Row]:
    """Declare that the rows of a class are bound, all their columns but those named. Raises LookupError."""

    def declare(row: Row) -> Row:
        table = table_of(row)
        left_out = {table.c[each].name for each in without}
        columns = tuple(column for column in table.c if column.name not in left_out)
        table.info[_EVIDENCE] = Kind(
            name=name,
            table=table,
            keys=tuple(table.primary_key.columns),
            columns=columns,
        )
        return row

    return declare


def digest_of(said: Mapping[str, Any]) -> str:
    """Give the first 32 hexadecimal digits of the SHA-256 of what a row says, by the names of its columns."""
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:32]


def said_by(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the bound columns of a row say, by their names."""
    return said_in_order(kind, [row.get(column.name) for column in kind.columns])


def said_in_order(kind: Kind, values: Iterable[Any], *, everything: bool = False) -> dict[str, Any]:
    """Give what they say, from the values that the code works with or a database gave raw, in the columns' order.

    What is empty or as it is by default is left out, so that a column that comes later changes no digest.
    """
    said = {}
    for each, value in zip(_said_by(kind), values, strict=True):
        plain = value if value is None or each.plain is None else each.plain(value)
        if everything or (plain is not None and plain != each.default):
            said[each.name] = plain
    return said


def key_of(values: Iterable[Any]) -> str:
    """Give the key of a row as the log writes it: each part quoted, identifiers in 32 hexadecimal digits."""
    return "+".join(_key(each) for each in values)


def _key(value: Any) -> str:
    if isinstance(value, str) and value.isalnum() and value.isascii():
        return value  # most are, and to quote them would take as long as to read their row
    return value.hex if isinstance(value, UUID) else quote(str(value), safe="")


def line_of(kind: Kind, identity: Identity, row: Mapping[str, Any] | None) -> str:
    """Give what the log holds of a row, None where it is gone: its table and key, and its digest."""
    return f"{kind.table.name}/{key_of(identity)}:{digest_of(said_by(kind, row)) if row else GONE}"


def line_in_order(kind: Kind, identity: Identity, values: Iterable[Any]) -> str:
    """Give the same of a row whose bound columns a database gave raw, in their order."""
    return f"{kind.table.name}/{key_of(identity)}:{digest_of(said_in_order(kind, values))}"


def raw(column: Column[Any]) -> Any:
    """Read a column as it stands, for somebody may have written what its type does not know."""
    return type_coerce(column, NullType()).label(column.name)


@cache
def _said_by(kind: Kind) -> tuple[Said, ...]:
    """Give what the columns of a kind say; not before it is asked for, for a reference has no type of its own."""
    return tuple(_said(column) for column in kind.columns)


def _said(column: Column[Any]) -> Said:
    plain, default = _plain(column), column.default
    scalar = default.arg if isinstance(default, ColumnDefault) else None
    is_text = type(column.type) in {String, Text}
    return Said(name=column.name, plain=None if is_text else plain, default=None if scalar is None else plain(scalar))


def _plain(column: Column[Any]) -> Callable[[Any], Any]:
    """Give what makes the values of a column, as both databases and the code have them, text, numbers or truths."""
    of = column.type
    if isinstance(of, Document):
        return of.as_text
    for kind, plain in ((Instant, plain_instant), (Uuid, _uuid), (LargeBinary, _octets), (Boolean, _truth)):
        if isinstance(of, kind):
            return plain
    return _other


def plain_instant(value: Any) -> Any:
    """Give an instant as the log writes it, in UTC; what is none, as it is."""
    if isinstance(value, str):
        if len(value) == 26:  # as SQLite keeps them; to parse each would take a third of the time
            fraction = "" if value.endswith(".000000") else value[19:]
            return f"{value[:10]}T{value[11:19]}{fraction}+00:00"
        try:
            value = datetime.fromisoformat(value)
        except ValueError:  # somebody wrote what is no time
            return value
    if not isinstance(value, datetime):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _uuid(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 32:
        return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
    return str(value)


def _octets(value: Any) -> Any:
    return hashlib.sha256(value if isinstance(value, bytes) else str(value).encode()).hexdigest()


def _truth(value: Any) -> Any:
    return bool(value) if value in (0, 1) else value


def _other(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):  # somebody put octets where text belongs
        return _octets(value)
    return value.isoformat() if isinstance(value, date) else value


def new_salt() -> str:
    """Make what keeps anybody from guessing, from a digest in the log, what a row said of a person: 128 random bits."""
    return secrets.token_hex(16)
