"""Which rule a statement broke: only the one that says so may be told as "there is one already"."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Index
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from events_service.database import Base


@contextmanager
def refusing(name: str, refusal: Exception) -> Iterator[None]:
    """Raise a refusal where a statement breaks the index or constraint of this name; any other error stays itself."""
    try:
        yield
    except IntegrityError as error:
        if not breaks(error, name):
            raise
        raise refusal from error


def breaks(error: IntegrityError, name: str) -> bool:
    """Tell whether a statement failed since what is unique by the index or constraint of this name was there already.

    PostgreSQL says the name; SQLite says the columns. Raises KeyError for a name that no table declares.
    """
    columns = dict(declared())[name]
    told = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
    if told is not None:
        return bool(told == name)
    return str(error.orig) == f"UNIQUE constraint failed: {columns}"


def declared() -> Iterator[tuple[str, str]]:
    """Give the name of each index and constraint of the tables, and its columns as SQLite names them."""
    for table in Base.metadata.tables.values():
        for rule in (*table.indexes, *table.constraints):
            if isinstance(rule, (Index, ColumnCollectionConstraint)):
                yield str(rule.name), ", ".join(f"{table.name}.{column.name}" for column in rule.columns)
