"""Cells of spreadsheets as they leave the house: what strangers typed stays text, and comes in again as typed."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | date | datetime | None
_WRITTEN_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:(created|modified)>")
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The first instant that a ZIP file knows, for what has none."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets begin a formula with, Japanese ones with the wide letters too."""


def as_csv(rows: Iterable[Iterable[Value]]) -> bytes:
    """Write CSV (RFC 4180) in UTF-8 with a byte order mark: without it Excel garbles every name that is not English.

    Text is `harmless`, a truth is yes or no, an instant is RFC 3339 to the second, and nothing an empty cell.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Put a value into a cell of a workbook: text stays text also where it looks like a formula, a date is one."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError("a cell that is part of another takes no value")
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    else:
        cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"


def as_xlsx(workbook: Workbook) -> bytes:
    """Write a workbook: the same to the byte for the same content, so it says nowhere when it was written."""
    written, settled = io.BytesIO(), io.BytesIO()
    workbook.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "docProps/core.xml":
                content = _WRITTEN_AT.sub(b"", content)
            kept.writestr(zipfile.ZipInfo(part.filename, _ALWAYS), content, zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def harmless(typed: str) -> str:
    """Keep a spreadsheet from taking what somebody typed into a form for a formula; `as_typed` undoes it."""
    return f"'{typed}" if _is_guarded(typed) else typed


def as_typed(cell: str) -> str:
    """Give what somebody typed, of a cell that `harmless` may have written."""
    return cell[1:] if cell.startswith("'") and _is_guarded(cell[1:]) else cell


def _is_guarded(text: str) -> bool:
    """Tell whether a formula begins here; after apostrophes too, so that typed ones can be told from ours."""
    return text.lstrip("'").startswith(_FORMULA)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return harmless(value) if isinstance(value, str) else str(value)
