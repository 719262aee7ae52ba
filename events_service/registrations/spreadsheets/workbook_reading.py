"""The first sheet of a workbook, XLSX (ECMA-376 part 1), XLS or ODS, cell by cell by its type; styles are not read."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from xml.etree import ElementTree

import python_calamine

from events_service.complete import for_some
from events_service.registrations.spreadsheets.opendocument import CONTENT, Place, left_out, require_open
from events_service.registrations.spreadsheets.sheet_reading import (
    MOST_ROWS,
    ZIP,
    Broken,
    CannotRead,
    Row,
    Why,
    row_of,
)

LARGEST_PART = 64_000_000
"""Octets of one part as it is unpacked; twenty thousand rows of thirty cells have half of that."""
LARGEST_WHOLE = 128_000_000
MOST_PARTS = 2_000
_EXACT = 1e15
_Cell = tuple[str, Broken | None]
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name of what a locked XLSX holds (MS-OFFCRYPTO §2.3.4.4)."""


class _Kind(Enum):
    XLS = "xls"
    XLSX = "xlsx"
    ODS = "ods"


_TOLD_BY = for_some(_Kind, {_Kind.XLSX: "[Content_Types].xml", _Kind.ODS: CONTENT})


def workbook_rows(content: bytes) -> Iterator[Row]:
    """Give the rows of the first visible sheet. Raises CannotRead."""
    kind = _kind_of(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        place = _first_visible(workbook.sheets_metadata)
        sheet = workbook.get_sheet_by_index(place)
        if sheet.total_height > 2 * MOST_ROWS:
            raise CannotRead(Why.TOO_MANY_ROWS)
        lines = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except python_calamine.PasswordError as error:
        raise CannotRead(Why.LOCKED) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise CannotRead(Why.UNREADABLE) from error
    broken: Mapping[Place, _Cell] = {}
    if kind is _Kind.XLSX:
        broken = _broken_cells(content, place)
    elif kind is _Kind.ODS:
        more = left_out(content, place)
        merged, broken = more.merged, more.broken
    _fill_down(lines, merged)
    for number, line in enumerate(lines, start=1):
        cells = [broken.get((number - 1, column)) or (_text(cell), None) for column, cell in enumerate(line)]
        yield row_of(number, cells)


def _first_visible(sheets: list[python_calamine.SheetMetadata]) -> int:
    wanted = (python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible)
    found = [place for place, each in enumerate(sheets) if (each.typ, each.visible) == wanted]
    if not found:
        raise CannotRead(Why.UNREADABLE)
    return found[0]


def _text(cell: Any) -> str:
    """Write a value as people type it; escapes of the format are undone by the reader (ECMA-376 part 1 §22.9.2.19)."""
    match cell:
        case bool():
            text = "yes" if cell else "no"
        case datetime():
            text = (cell.date() if cell.time() == time() else cell).isoformat()
        case date():
            text = cell.isoformat()
        case time():
            text = f"{cell:%H:%M}"
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            text = f"{minutes // 60}:{minutes % 60:02}"
        case float():
            text = f"{cell:.15g}" if abs(cell) < _EXACT else f"{cell:.0f}"
        case _:
            text = str(cell)
    return text


def _fill_down(lines: list[list[Any]], merged: list[tuple[Place, Place]]) -> None:
    """Give cells that were merged over several rows their value in each of these rows that says something else, too."""
    for (top, column), (bottom, _) in merged:
        for line in lines[top + 1 : bottom + 1]:
            if column < len(line) and any(cell != "" for cell in line):
                line[column] = lines[top][column]


def _kind_of(content: bytes) -> _Kind:
    """Tell what a workbook is, and that it may be unpacked. Raises CannotRead."""
    if not content.startswith(ZIP):
        if _LOCKED in content:
            raise CannotRead(Why.LOCKED)
        return _Kind.XLS
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = next((kind for kind, part in _TOLD_BY.items() if part in names), None)
            if kind is None:
                raise CannotRead(Why.OTHER_FORMAT)
            _require_bounds(archive)
            if kind is _Kind.ODS:
                require_open(archive)
            return kind
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise CannotRead(Why.UNREADABLE) from error


def _require_bounds(archive: zipfile.ZipFile) -> None:
    """Unpack each part, without keeping it, as far as it may go: what a part says of its size is not to be trusted."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise CannotRead(Why.TOO_LARGE)
    whole = 0
    for part in parts:
        size = _unpacked(archive, part)
        whole += size
        if size > LARGEST_PART or whole > LARGEST_WHOLE:
            raise CannotRead(Why.TOO_LARGE)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    size = 0
    with archive.open(part) as opened:
        while size <= LARGEST_PART and (piece := opened.read(1 << 20)):
            size += len(piece)
    return size


def _broken_cells(content: bytes, place: int) -> Mapping[Place, _Cell]:
    """Find the cells that hold an error, or a formula whose value the program that wrote it did not work out.

    Our reader shows both as empty cells.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = _path_of(archive, place)
        xml = archive.read(path) if path in archive.namelist() else b""
    if b't="e"' not in xml and not re.search(rb"<(\w+:)?f[ />]", xml):
        return {}
    found: dict[Place, _Cell] = {}
    row = column = 0
    for event, element in ElementTree.iterparse(io.BytesIO(xml), events=("start", "end")):  # noqa: S314  (apart, bounded)
        name = element.tag.rpartition("}")[2]
        if (event, name) == ("start", "row"):
            row, column = int(element.get("r") or row + 1), -1
        elif (event, name) == ("end", "row"):
            element.clear()
        elif (event, name) == ("start", "c"):
            column = _column(element.get("r")) if element.get("r") else column + 1
        elif (event, name) == ("end", "c") and (cell := _broken(element)):
            found[row - 1, column] = cell
    return found


def _broken(cell: ElementTree.Element) -> _Cell | None:
    inner = {child.tag.rpartition("}")[2]: child.text or "" for child in cell}
    if cell.get("t") == "e":
        return inner.get("v") or "#N/A", Broken.ERROR
    worked_out = inner.get("v") or cell.get("t") == "str"  # a text may be the empty one
    return (f"={inner['f']}"[:40], Broken.NO_VALUE) if "f" in inner and not worked_out else None


def _column(reference: str | None) -> int:
    number = 0
    for letter in re.match("[A-Z]*", reference or "")[0]:  # type: ignore[index]  # it always matches
        number = number * 26 + ord(letter) - 64
    return number - 1


def _path_of(archive: zipfile.ZipFile, place: int) -> str:
    """Follow the relationships from the workbook to a sheet (ECMA-376 part 2 §9.3)."""
    try:
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()  # noqa: S314  # in the process apart
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # in the process apart
    except (KeyError, ElementTree.ParseError):
        return ""
    listed = [each for each in sheets if each.tag.rpartition("}")[2] == "sheet"]
    wanted = next((value for name, value in listed[place].items() if name.rpartition("}")[2] == "id"), "")
    target = next((link.get("Target", "") for link in links if link.get("Id") == wanted), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
