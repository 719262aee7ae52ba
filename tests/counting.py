"""Counts the statements that a database is sent, and the rows that are made into objects."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from events_service.database import Database

HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Give the statements that are sent within the block, transactions apart; one for many rows counts once."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            statements.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


@contextmanager
def loading() -> Iterator[list[str]]:
    """Give the names of the tables of whose rows an object is made within the block, one for each row."""
    tables: list[str] = []

    def note(row: Any, context: Any) -> None:
        tables.append(row.__tablename__)

    event.listen(Mapper, "load", note)
    try:
        yield tables
    finally:
        event.remove(Mapper, "load", note)
