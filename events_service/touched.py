"""Which rows of evidence a transaction touches: the entry that it appends to the audit log binds what they say then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import event, inspect, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from events_service.binding import Identity, Kind, kind_of, line_of, raw
from events_service.database import Base

AT_ONCE = 500
_TOUCHED, _SAVEPOINTS = "touched", "savepoints"

KEYS = "touched_keys"
"""The option of an update or a removal that knows the primary keys of the rows which it concerns: those not noted."""

_GONE: Mapping[str, Any] = {}

Rows = dict[Identity, Base | Mapping[str, Any] | None]
"""Rows of one kind by their keys: what they say, None where it is to be read; one that is gone says nothing."""


def take_touched(session: Session) -> list[str]:
    """Give what the log is to hold of all rows that were touched since the last time: table, key and digest of each."""
    touched: dict[Kind, Rows] = session.info.pop(_TOUCHED, {})
    return [line for kind, rows in touched.items() for line in _lines(session, kind, rows)]


def is_touched(session: Session) -> bool:
    """Tell whether a row was touched of which the log has not heard yet."""
    return bool(session.info.get(_TOUCHED))


def note(session: Session, kind: Kind, row: Mapping[str, Any]) -> None:
    """Note that a row says from now on what is given, its key among it; whoever changes it by hand knows."""
    _touch(session, kind, tuple(row[key.name] for key in kind.keys), row)


def _lines(session: Session, kind: Kind, rows: Rows) -> Iterator[str]:
    known = {identity: _known(kind, row) for identity, row in rows.items()}
    unknown = [identity for identity, row in known.items() if row is None]
    for start in range(0, len(unknown), AT_ONCE):
        known |= _read(session, kind, unknown[start : start + AT_ONCE])
    for identity, row in known.items():
        yield line_of(kind, identity, row)


def _known(kind: Kind, row: Base | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Give what the code itself knows that a row says; None where only the database knows."""
    if not isinstance(row, Base):
        return row
    state = inspect(row)
    known = state.persistent and state.expired_attributes.isdisjoint(column.name for column in kind.columns)
    return state.dict if known else None  # what a new one was not given is empty


def _read(session: Session, kind: Kind, identities: Sequence[Identity]) -> dict[Identity, Mapping[str, Any]]:
    which = (
        tuple_(*kind.keys).in_(identities) if len(kind.keys) > 1 else kind.keys[0].in_([key for (key,) in identities])
    )
    found = session.execute(select(*kind.keys, *(raw(column) for column in kind.columns)).where(which))
    width = len(kind.keys)
    return {tuple(row[:width]): dict(zip((c.name for c in kind.columns), row[width:], strict=True)) for row in found}


def _touch(session: Session, kind: Kind, identity: Identity, row: Base | Mapping[str, Any] | None) -> None:
    session.info.setdefault(_TOUCHED, {}).setdefault(kind, {})[identity] = row


@event.listens_for(Session, "after_flush")
def _note_objects(session: Session, _: Any) -> None:
    changed, gone = session.dirty, session.deleted  # the session makes each anew whenever it is asked
    for row in (*session.new, *changed, *gone):
        kind = kind_of(row.__tablename__)
        if kind is not None and (row not in changed or _says_otherwise(kind, row)):
            identity = tuple(inspect(row).mapper.primary_key_from_instance(row))
            _touch(session, kind, identity, _GONE if row in gone else row)


def _says_otherwise(kind: Kind, row: Base) -> bool:
    state = inspect(row)
    was = state.committed_state  # has what was set, the same value or another: few columns of many
    return any(state.attrs[column.name].history.has_changes() for column in kind.columns if column.name in was)


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    statement: Any = state.statement
    kind = kind_of(statement.table.name)
    if kind is None:
        return
    parameters = _parameters(state)
    if state.is_update and _changed(statement, parameters).isdisjoint(column.name for column in kind.columns):
        return
    if state.is_insert and statement._post_values_clause is None:
        for each in parameters:
            _touch(state.session, kind, tuple(each[key.name] for key in kind.keys), _as_given(kind, each))
        return
    for identity in _identities(state, kind, parameters):
        _touch(state.session, kind, identity, _GONE if state.is_delete else None)


def _parameters(state: ORMExecuteState) -> Sequence[Mapping[str, Any]]:
    """Give what a statement is given for each row, or what an insert holds itself."""
    given, statement = state.parameters, cast(Any, state.statement)
    if not given and state.is_insert:
        return [{name: value.value for name, value in _values(statement)}]
    return [given] if isinstance(given, Mapping) else given or []


def _values(statement: Any) -> Iterator[tuple[str, Any]]:
    for name, value in (statement._values or {}).items():
        yield getattr(name, "key", name), value


def _changed(statement: Any, parameters: Sequence[Mapping[str, Any]]) -> set[str]:
    """Give the names of the columns that an update sets, and of what else it is given."""
    return {name for name, _ in _values(statement)} | {name for each in parameters[:1] for name in each}


def _as_given(kind: Kind, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give what a row says that is added with these values; None where the database's columns make some of it."""
    made = (column for column in kind.columns if column.default is not None and not column.default.is_scalar)
    return values if all(column.name in values for column in made) else None


def _identities(state: ORMExecuteState, kind: Kind, parameters: Sequence[Mapping[str, Any]]) -> Iterable[Identity]:
    """Give the keys of the rows that a statement is about to add, change or remove."""
    statement: Any = state.statement
    names = [column.name for column in kind.keys]
    if (known := state.execution_options.get(KEYS)) is not None:
        return [(each,) for each in known]
    if state.is_insert or (statement.whereclause is None and parameters):
        return [tuple(each[name] for name in names) for each in parameters]
    which = select(*kind.keys)
    which = which if statement.whereclause is None else which.where(statement.whereclause)
    return [tuple(row) for row in state.session.execute(which, state.parameters)]


@event.listens_for(Session, "after_transaction_create")
def _remember(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        before = {kind: dict(rows) for kind, rows in session.info.get(_TOUCHED, {}).items()}
        session.info.setdefault(_SAVEPOINTS, {})[transaction] = before


@event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, transaction: SessionTransaction) -> None:
    """Know no more of it; its digests are made all the same, lest the time tell whether something was undone."""
    before = session.info.get(_SAVEPOINTS, {}).pop(transaction, None)
    if before is None:
        return
    for kind, rows in session.info.get(_TOUCHED, {}).items():
        kept = before.get(kind, {})
        for identity, row in rows.items():
            if isinstance(row, Base) and identity not in kept:
                line_of(kind, identity, inspect(row).dict)
    session.info[_TOUCHED] = before
