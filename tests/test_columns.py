"""Columns that hold a member of an enum say so: rows hold members, and text that is none is a clear error."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date, time
from enum import EnumType
from types import UnionType
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Column, ColumnDefault, MetaData, String, Table, create_engine, select, text
from sqlalchemy.orm import Mapped

import events_service
from events_service.binding import kinds
from events_service.database import Base, Choice
from events_service.mail.records import MailStatus
from events_service.registrations.records import Status
from tests.world.evidence import CHAIN, IN_WORDS, NO_EVIDENCE

FREE = {("audit_entries", "action"), ("outbox", "kind"), ("sendings", "answer")}
"""Text all the same: what each room above names for itself, and a mail server's own words."""

STATES = Table("states", MetaData(), Column("status", Choice(Status)))


def modules(ending: str) -> Iterator[Any]:
    for module in pkgutil.walk_packages(events_service.__path__, "events_service."):
        if module.name.endswith(ending):
            yield importlib.import_module(module.name)


def test_no_default_is_an_instant_or_a_key_of_the_moment_that_the_code_was_imported() -> None:
    """A peer's check-ins all bore the start time of its server."""
    rooms = list(modules("tables"))  # each puts its tables into the one list
    columns = [column for table in Base.metadata.tables.values() for column in table.c]
    given = {str(each): each.default.arg for each in columns if isinstance(each.default, ColumnDefault)}
    given |= {
        f"{name}.{field.name}": field.default
        for module in modules("records")
        for name, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, msgspec.Struct)
        for field in msgspec.structs.fields(each)
    }
    assert len(rooms) > 5
    assert len(given) > 200
    assert [name for name, value in given.items() if isinstance(value, (date, time, UUID))] == []


def enum_in(kind: object) -> EnumType | None:
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    return next((each for each in kinds if isinstance(each, EnumType)), None)


def names_of_enum_fields() -> set[str]:
    structs = (each for module in modules("records") for _, each in inspect.getmembers(module, inspect.isclass))
    fields = (field for each in structs if issubclass(each, msgspec.Struct) for field in msgspec.structs.fields(each))
    return {field.name for field in fields if enum_in(field.type)}


def columns() -> Iterator[tuple[Column[Any], object]]:
    list(modules("tables"))
    for mapper in Base.registry.mappers:
        hints = get_type_hints(mapper.class_)
        for attribute in mapper.column_attrs:
            hint = hints[attribute.key]
            yield attribute.columns[0], get_args(hint)[0] if getattr(hint, "__origin__", None) is Mapped else hint


def test_a_column_that_is_declared_to_hold_an_enum_is_a_choice_of_that_enum() -> None:
    declared = {str(column): (column.type, kind) for column, hint in columns() if (kind := enum_in(hint))}
    assert len(declared) >= 17
    for name, (type_, kind) in declared.items():
        assert isinstance(type_, Choice), f"{name} is text, and holds a {kind.__name__}"
        assert type_.kind is kind, name


def test_no_column_keeps_as_text_what_a_record_of_the_same_name_holds_as_an_enum() -> None:
    names = names_of_enum_fields()
    assert {"status", "category", "outcome", "evidence"} <= names
    for column, _ in columns():
        if (column.table.name, column.name) not in FREE:
            assert column.name not in names or not isinstance(column.type, String), f"{column} is text"


@pytest.mark.parametrize("value", ["confirmed", MailStatus.SENT])
def test_what_is_no_member_of_the_enum_is_neither_written_nor_compared(value: object) -> None:
    engine = create_engine("sqlite://")
    STATES.metadata.create_all(engine)
    with engine.connect() as connection:
        for statement in (STATES.insert().values(status=value), select(STATES).where(STATES.c.status == value)):
            with pytest.raises(Exception, match="is no Status"):
                connection.execute(statement)


def test_a_member_comes_back_and_a_value_that_the_enum_does_not_know_is_an_error_that_names_both() -> None:
    engine = create_engine("sqlite://")
    STATES.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(STATES.insert(), [{"status": Status.OFFERED}, {"status": None}])
        assert list(connection.scalars(select(STATES.c.status))) == [Status.OFFERED, None]
        assert connection.scalar(text("SELECT status FROM states WHERE status IS NOT NULL")) == "offered"
        connection.execute(text("INSERT INTO states VALUES ('promised')"))
        with pytest.raises(ValueError, match="'promised' is not a valid Status"):
            list(connection.scalars(select(STATES.c.status)))


def test_each_column_is_evidence_or_has_a_reason_why_it_is_none() -> None:
    list(modules("tables"))
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.c}
    bound = {f"{kind.table.name}.{column.name}" for kind in kinds().values() for column in kind.columns}
    whole_tables = {name for name in NO_EVIDENCE if "." not in name}
    unlisted = {
        column for column in columns - bound - set(NO_EVIDENCE) - IN_WORDS if column.partition(".")[0] not in CHAIN
    }
    assert {column for column in unlisted if column.partition(".")[0] not in whole_tables} == set()
    assert {name for name in NO_EVIDENCE if "." in name} <= columns - bound
    assert whole_tables <= set(Base.metadata.tables) - set(kinds())
