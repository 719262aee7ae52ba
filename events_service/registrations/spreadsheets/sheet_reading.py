"""A file of a spreadsheet program into rows of text, or why it is none; runs apart, and says nothing in words."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from events_service.cells import as_typed
from events_service.registrations.spreadsheets.old_encodings import by_its_headings, unmarked
from events_service.web.text import UnknownEncoding, composed, decoded, unfit

MOST_ROWS = 5_000
"""Rows of one file: they are entered in one transaction, which others wait for who register."""

MOST_CELLS = 500_000
ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0"
"""How the files of Office before 2007 begin, and later ones that are locked (MS-CFB §2.2)."""

_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(html|!doctype|\?xml|table|meta|head)", re.IGNORECASE)
"""Web pages and XML, which programs of offices give the ending .xls."""

_DELIMITERS = (",", ";", "\t", "|")
LOOKED_THROUGH = 20
"""Lines or rows at the top of a file among which the one that names the columns is looked for."""

_TOP_LETTERS = 100_000
_SEPARATOR_LINE = re.compile(r'"?sep=(?P<mark>[^\r\n"])"?[ \t]*\r?(\n|$)', re.IGNORECASE)
"""How Excel is told what parts the columns; it is no row of the table, but counts as a line."""


class Why(Enum):
    """Why a file cannot be read."""

    OTHER_FORMAT = "other format"
    MARKUP = "markup"
    NO_UNICODE = "no unicode"
    QUOTES = "quotes"
    UNREADABLE = "unreadable"
    LOCKED = "locked"
    TOO_LARGE = "too large"
    TOO_MANY_ROWS = "too many rows"


class Broken(Enum):
    """Why a cell has no value that could be taken."""

    ERROR = "error"
    NO_VALUE = "no value"
    UNFIT = "unfit"


class Row(Struct, frozen=True, kw_only=True):
    """A row: its number as spreadsheet programs show it, and its cells, trimmed; `broken` ones by their column.

    Of a broken cell the text says what stands in it: the error's name, or that of a character.
    """

    number: int
    cells: tuple[str, ...]
    broken: dict[int, Broken] = {}


class Rows(Struct, frozen=True, kw_only=True, tag="rows"):
    """What a file holds; empty rows are left out."""

    rows: tuple[Row, ...]


class Unread(Struct, frozen=True, kw_only=True, tag="unread"):
    """A file that cannot be read: why, and what stands in the way."""

    why: Why
    detail: str = ""


class CannotRead(Exception):
    """Raised while reading, for what ends as `Unread`."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why.value)
        self.unread = Unread(why=why, detail=detail)


def read_sheet(content: bytes, labels: Mapping[str, Sequence[str]]) -> Rows | Unread:
    """Read CSV or the first visible sheet of XLSX, XLS or ODS, told apart by their content: names often lie.

    `labels` are headings of columns that are no ASCII, in small letters, each with the code pages in which a file that
    bears it may be written.
    """
    try:
        if content.startswith((ZIP, OLE)):
            from events_service.registrations.spreadsheets.workbook_reading import workbook_rows  # noqa: PLC0415  (Rust, for workbooks)

            return Rows(rows=_bounded(workbook_rows(content)))
        if _MARKUP.match(content):
            return Unread(why=Why.MARKUP)
        return Rows(rows=_bounded(_text_rows(_text_of(content, labels))))
    except CannotRead as refusal:
        return refusal.unread


def _bounded(rows: Iterator[Row]) -> tuple[Row, ...]:
    kept: list[Row] = []
    cells = 0
    for row in rows:
        if any(row.cells):
            kept.append(row)
            cells += len(row.cells)
        if len(kept) > MOST_ROWS:
            raise CannotRead(Why.TOO_MANY_ROWS)
        if cells > MOST_CELLS:
            raise CannotRead(Why.TOO_LARGE)
    return tuple(kept)


def _text_of(content: bytes, labels: Mapping[str, Sequence[str]]) -> str:
    try:
        return unmarked(content) or decoded(content)
    except UnknownEncoding:
        found = by_its_headings(content, labels, _headings_of)
        if found is None:
            raise CannotRead(Why.NO_UNICODE) from None
        return found


def _headings_of(text: str) -> set[str]:
    """Give what may name a column of a text: all cells of its first lines, in small letters."""
    top = text[:_TOP_LETTERS].splitlines()[:LOOKED_THROUGH]
    return {composed(cell).strip(' "*').casefold() for line in top for cell in line.split(_parted_by(line))}


def _text_rows(text: str) -> Iterator[Row]:
    named = _SEPARATOR_LINE.match(text)
    delimiter = named["mark"] if named else _parted_by(text)
    lines = csv.reader(io.StringIO(text[named.end() if named else 0 :], newline=""), delimiter=delimiter, strict=True)
    try:
        for number, line in enumerate(lines, start=2 if named else 1):
            yield row_of(number, [(as_typed(cell), None) for cell in line])
    except csv.Error as error:
        raise CannotRead(Why.QUOTES, str(error)) from None


def _parted_by(text: str) -> str:
    """Give what parts the columns: what parts one of the first lines into most cells outside of quotes."""
    top = [line for line in text[:_TOP_LETTERS].splitlines() if line.strip()][:LOOKED_THROUGH]
    return max(_DELIMITERS, key=lambda mark: max((_cells_in(line, mark) for line in top), default=0))


def _cells_in(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark), []))
    except csv.Error:  # a cell that is longer than any; the whole is told of it again
        return 0


def row_of(number: int, cells: Sequence[tuple[str, Broken | None]]) -> Row:
    """Make a row of cells: their text composed and trimmed, what makes one broken beside it."""
    texts, broken = [], {}
    for column, (written, why) in enumerate(cells):
        text = composed(written).strip()
        character = unfit(text) if why is None else None
        texts.append(character or text)
        if why or character:
            broken[column] = why or Broken.UNFIT
    while texts and not texts[-1]:
        texts.pop()
    return Row(number=number, cells=tuple(texts), broken=broken)
