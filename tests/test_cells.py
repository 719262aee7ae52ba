"""Spreadsheets that go out: whatever strangers typed is text in every one of them."""

import ast
import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service import cells
from events_service.attendance import reports, workbook
from events_service.registrations.records import Registration
from events_service.registrations.spreadsheets import exporting
from tests.world.attendance import ANNA, record, review_of

SOURCES = Path(cells.__file__).parent
TYPED = ("=1+1", "'=1+1", "+359 2 123", "-", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "''-2")
EXPORTS: dict[str, Callable[[Registration], bytes]] = {
    "registrations.csv": lambda person: exporting.as_csv([person]),
    "registrations.xlsx": lambda person: exporting.as_xlsx([person]),
    "attendance.csv": lambda person: reports.as_csv(record(people=(person,))),
    "attendance.xlsx": lambda person: workbook.as_workbook(review_of(record(people=(person,)))),
}


def evil(typed: str) -> Registration:
    """Somebody who typed the same into every field that takes free text."""
    return replace(
        ANNA, first_name=typed, last_name=typed, organisation=typed, latin_name=typed, answers={"why": typed}
    )


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("name", EXPORTS)
def test_no_export_holds_a_formula(name: str, typed: str) -> None:
    content = EXPORTS[name](evil(typed))
    if name.endswith(".csv"):
        written = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))] == []
        assert f"'{typed}" in written
    else:
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        kinds = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds


def test_every_writer_of_spreadsheets_is_one_of_these_exports() -> None:
    writers = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and (ast.unparse(node) in {"csv.writer", "csv.DictWriter", "cells.as_csv"}))
        or (isinstance(node, ast.Name) and node.id == "Workbook")
    }
    assert writers - {"demo/happened.py"} == {  # the demonstration imports its own at once
        "cells.py",
        "registrations/spreadsheets/exporting.py",
        "attendance/reports.py",
        "attendance/workbook.py",
    }


@given(st.text())
def test_what_was_typed_comes_in_again_as_it_was_typed(typed: str) -> None:
    assert cells.as_typed(cells.harmless(typed)) == typed


@pytest.mark.parametrize("typed", ["Ian", "O'Neill", "a=b", "", "'tis", "1-2"])
def test_what_is_no_formula_is_left_alone(typed: str) -> None:
    assert cells.harmless(typed) == typed


def test_a_workbook_is_the_same_to_the_byte_whenever_it_is_written() -> None:
    """Openpyxl writes the time into the properties and beside each part; nothing of it is left."""
    octets = EXPORTS["registrations.xlsx"](ANNA)
    with zipfile.ZipFile(io.BytesIO(octets)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = parts.read("docProps/core.xml")
    assert b"created" not in properties
    assert b"modified" not in properties
    assert openpyxl.load_workbook(io.BytesIO(octets)).active is not None
