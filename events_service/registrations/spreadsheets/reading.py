"""Read a spreadsheet, CSV or XLSX, into rows of text; what cannot be read is refused in a sentence that says how."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from msgspec import Struct
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from events_service.cells import as_typed
from events_service.web.errors import Refusal
from events_service.web.i18n import N_, gettext

LARGEST_BYTES = 20_000_000
MOST_ROWS = 20_000
DELIMITERS = (",", ";", "\t")
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Unreadable(Refusal):
    """The file is no spreadsheet that can be read."""

    status = 422
    slug = "unreadable-spreadsheet"
    message = N_("{file}: {reason}")


class Row(Struct, frozen=True, kw_only=True):
    """A row: its number as spreadsheet programs show it (the header is row 1), and its cells, trimmed."""

    number: int
    cells: tuple[str, ...]


def read_spreadsheet(name: str, content: bytes) -> list[Row]:
    """Read CSV or the first sheet of XLSX; empty rows are left out. Raises Unreadable."""
    if len(content) > LARGEST_BYTES:
        raise Unreadable(file=name, reason=gettext("the file is larger than 20 MB; import it in parts"))
    if content.startswith(b"PK"):
        lines = _read_xlsx(name, content)
    elif PurePath(name).suffix.lower() in {".xls", ".ods", ".numbers"} or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(file=name, reason=gettext("save the spreadsheet as XLSX or CSV first"))
    else:
        lines = _read_csv(name, content)
    rows = [Row(number=number, cells=tuple(cells)) for number, cells in enumerate(lines, start=1) if any(cells)]
    if len(rows) > MOST_ROWS:
        reason = gettext("more than {most} rows; import them in parts").format(most=MOST_ROWS)
        raise Unreadable(file=name, reason=reason)
    if not rows:
        raise Unreadable(file=name, reason=gettext("the file is empty"))
    return rows


def _read_csv(name: str, content: bytes) -> list[list[str]]:
    encoding = next((known for mark, known in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        # An old code page cannot be told from another with certainty, and a wrong guess spoils names.
        reason = gettext(
            "the text is not in UTF-8; in the spreadsheet program choose 'CSV UTF-8' when saving, or save as XLSX"
        )
        raise Unreadable(file=name, reason=reason) from None
    if "\0" in text:
        raise Unreadable(file=name, reason=gettext("this is no text file; save the spreadsheet as XLSX or CSV"))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        return [[as_typed(cell).strip() for cell in line] for line in reader]
    except csv.Error as error:
        reason = gettext(
            "the quotes do not match ({error}); each cell that holds a quote or a line break stands in quotes"
        ).format(error=error)
        raise Unreadable(file=name, reason=reason) from None


def _delimiter(text: str) -> str:
    """Give what parts the columns: what parts the first line into most cells outside of quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _read_xlsx(name: str, content: bytes) -> list[list[str]]:
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        lines: list[list[str]] = []
        for line in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2):
            lines.append(_texts(line))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError, EOFError) as error:
        reason = gettext("this is no XLSX file that can be read; save it again as XLSX")
        raise Unreadable(file=name, reason=reason) from error
    return lines


def _texts(line: Sequence[Any]) -> list[str]:
    return [_text(cell) for cell in line]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
