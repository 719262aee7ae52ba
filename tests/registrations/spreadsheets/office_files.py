"""Spreadsheets as the programs of offices write them: XLSX, XLS, ODS and text, made anew in each run of the tests."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlwt
from openpyxl import Workbook

Line = Sequence[str | int | float | bool | date | None]
Span = tuple[int, int, int, int]
"""First row, last row, first column and last column of what is merged, counted from 0."""

_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "style", "table", "text")
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*lines: Line, merged: Iterable[Span] = ()) -> bytes:
    """Write what Excel saves since 2007."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(list(line))
    for top, bottom, left, right in merged:
        sheet.merge_cells(start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1)
    return _saved(made)


def xls(*lines: Line, merged: Iterable[Span] = (), hidden: str = "") -> bytes:
    """Write what Excel saved from 1997 on; a `hidden` sheet with one cell stands before it."""
    made = xlwt.Workbook()
    if hidden:
        before = made.add_sheet("Hidden")
        before.write(0, 0, hidden)
        before.visibility = 1
    sheet = made.add_sheet("Sheet1")
    made.set_active_sheet(1 if hidden else 0)
    as_date = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    within = {(row, column): span for span in merged for row, column in _places(span)}
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if (row, column) not in within and value is not None:
                sheet.write(row, column, value, *([as_date] if isinstance(value, date) else []))
    for span in merged:
        sheet.write_merge(*span, lines[span[0]][span[2]])
    return _saved(made)


def ods(
    *lines: Line, merged: Iterable[Span] = (), errors: Iterable[tuple[int, int]] = (), locked: bool = False
) -> bytes:
    """Write what LibreOffice saves: empty rows told by their number, and merged cells by how far they span."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, bottom, left, right in merged}
    covered = {place for span in merged for place in list(_places(span))[1:]}
    rows = []
    for row, line in enumerate(lines):
        cells = [
            '<table:covered-table-cell table:number-columns-repeated="1"/>'
            if (row, column) in covered
            else _cell(value, spans.get((row, column)), error=(row, column) in errors)
            for column, value in enumerate(line)
        ]
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>" if line else _EMPTY_ROWS.format(number=1))
    rows.append(_EMPTY_ROWS.format(number=1_048_000))
    table = f'<table:table table:name="Sheet1">{"".join(rows)}</table:table>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} {_CALC}><office:body>'
        f"<office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    encrypted = "<manifest:encryption-data/>" if locked else ""
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_SPREADSHEET}">{encrypted}'
        "</manifest:file-entry></manifest:manifest>"
    )
    return packed({"mimetype": _SPREADSHEET, "META-INF/manifest.xml": manifest, "content.xml": content})


def packed(parts: dict[str, str]) -> bytes:
    """Put parts into a ZIP, the same to the byte in each run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def text(*lines: str, encoding: str = "utf-8-sig") -> bytes:
    """Write what programs save as CSV or as text."""
    return "\r\n".join([*lines, ""]).encode(encoding)


_EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="{number}">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def _cell(value: object, span: tuple[int, int] | None, *, error: bool) -> str:
    if value is None:
        return "<table:table-cell/>"
    across = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    shown = "".join(f"<text:p>{escape(part)}</text:p>" for part in str(value).split("\n"))
    if error:
        return f'<table:table-cell office:value-type="string" calcext:value-type="error">{shown}</table:table-cell>'
    match value:
        case bool():
            kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            kind = f'"float" office:value="{value}"'
        case date():
            kind = f'"date" office:date-value={quoteattr(value.isoformat())}'
        case _:
            kind = '"string"'
    return f"<table:table-cell office:value-type={kind}{across}>{shown}</table:table-cell>"


def _places(span: Span) -> Iterable[tuple[int, int]]:
    top, bottom, left, right = span
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _saved(made: Workbook | xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
