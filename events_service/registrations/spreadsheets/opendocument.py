"""What our reader leaves out of an OpenDocument spreadsheet (ISO/IEC 26300-3): merged cells, and errors."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from msgspec import Struct

from events_service.registrations.spreadsheets.sheet_reading import Broken, CannotRead, Why

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_LAST_ROW, _LAST_COLUMN = 20_000, 1_000
"""Beyond these nothing is read, so what is repeated to fill a sheet need not be counted out."""

Place = tuple[int, int]
"""A row and a column, both counted from 0."""


class LeftOut(Struct, frozen=True, kw_only=True):
    """The first and the last cell of what is merged, and what stands in the cells that hold an error."""

    merged: list[tuple[Place, Place]]
    broken: Mapping[Place, tuple[str, Broken | None]]


def require_open(archive: zipfile.ZipFile) -> None:
    """Refuse a file whose parts are encrypted (ISO/IEC 26300-2 §3.4). Raises CannotRead."""
    if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
        raise CannotRead(Why.LOCKED)


def left_out(content: bytes, place: int) -> LeftOut:
    """Look through a sheet, the first at 0, for what our reader shows as empty cells. Raises CannotRead."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(CONTENT)
    merged: list[tuple[Place, Place]] = []
    broken: dict[Place, tuple[str, Broken | None]] = {}
    if b"-spanned" not in xml and b'value-type="error"' not in xml:
        return LeftOut(merged=merged, broken=broken)
    try:
        found = list(_telling_cells(xml, place))
    except ElementTree.ParseError as error:
        raise CannotRead(Why.UNREADABLE) from error
    for row, column, cell in found:
        down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            merged.append(((row, column), (row + down - 1, column + across - 1)))
        else:
            said = "".join(text for part in cell if _name(part) == "p" for text in part.itertext())
            broken[row, column] = (said or "#N/A", Broken.ERROR)
    return LeftOut(merged=merged, broken=broken)


def _telling_cells(xml: bytes, place: int) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Give the cells of a sheet that are merged or hold an error, each as often as its row is repeated."""
    sheet, row = -1, 0
    for event, element in ElementTree.iterparse(io.BytesIO(xml), events=("start", "end")):  # noqa: S314  (apart, bounded)
        name = _name(element)
        if (event, name) == ("start", "table"):
            sheet, row = sheet + 1, 0
        elif (event, name) == ("end", "table-row"):
            times = _number(element, "number-rows-repeated")
            found = list(_telling(element)) if sheet == place else []
            for each in range(row, min(row + times, _LAST_ROW)) if found else ():
                yield from ((each, column, cell) for column, cell in found)
            row += times
            element.clear()


def _telling(line: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    column = 0
    for cell in line:
        times = _number(cell, "number-columns-repeated")
        if any(
            name.endswith("-spanned") or (name.endswith("}value-type") and said == "error")
            for name, said in cell.items()
        ):
            yield from ((each, cell) for each in range(column, min(column + times, _LAST_COLUMN)))
        column += times


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _number(element: ElementTree.Element, attribute: str) -> int:
    written = next((value for name, value in element.items() if name.endswith("}" + attribute)), "1")
    return int(written) if written.isascii() and written.isdigit() else 1
