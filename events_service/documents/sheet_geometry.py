"""Where everything stands on a sign-in sheet: used to draw it, and to find the rows again on a scanned page."""

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from events_service.documents.records import SheetRow, SignInSheet

CORNER_INSET = 6.0
"""Millimetres from the page's edges to the outer edges of the four corner marks."""

CORNER_SIDE = 4.0
"""Side of a corner mark, a filled square, in millimetres."""

MARGIN = 14.0
QR_TOP = 11.0
QR_SIDE = 26.0
TABLE_TOP = 58.2
TABLE_HEAD = 8.6
ROW_HEIGHT = 11.6
"""Millimetres: room for a real signature."""

ONLINE_ROW_HEIGHT = 7.5
ONLINE_HEADING_HEIGHT = 12.0
CERTIFICATION_HEIGHT = 36.0
FOOT = 15.0


class Orientation(Enum):
    """How a page is turned."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of A4 in millimetres."""
        return (297.0, 210.0) if self is Orientation.LANDSCAPE else (210.0, 297.0)

    @property
    def columns(self) -> tuple[float, ...]:
        """Widths in millimetres: number, name, organisation, country, role, signature."""
        if self is Orientation.LANDSCAPE:
            return 10.0, 60.0, 70.0, 28.0, 35.0, 66.0
        return 9.0, 43.0, 45.0, 20.0, 24.0, 41.0


class RowKind(Enum):
    """What a row is for."""

    PERSON = "person"
    WALK_IN = "walk_in"
    ONLINE = "online"


class PlacedRow(Struct, frozen=True, kw_only=True):
    """A row on a page: its upper edge in millimetres from the page's, and its height. A walk-in row has no person."""

    kind: RowKind
    top: float
    height: float
    person: SheetRow | None = None


class SheetPage(Struct, frozen=True, kw_only=True):
    """A page of a sheet; `payload` is what its QR code holds. Headings and certification are None where absent."""

    number: int
    pages: int
    payload: str
    rows: tuple[PlacedRow, ...]
    online_heading_top: float | None = None
    certification_top: float | None = None


def corner_marks(orientation: Orientation) -> Iterator[tuple[float, float]]:
    """Give the centres of the four corner marks in millimetres: upper left, upper right, lower left, lower right."""
    width, height = orientation.page
    middle = CORNER_INSET + CORNER_SIDE / 2
    for y in (middle, height - middle):
        for x in (middle, width - middle):
            yield x, y


def plan(sheet: SignInSheet, orientation: Orientation = Orientation.LANDSCAPE) -> tuple[SheetPage, ...]:
    """Lay the rows of a sheet out on pages: people, walk-ins, those online, certification."""
    blocks = [*_blocks(sheet)]
    pages: list[list[tuple[_Block, float]]] = []
    top, foot = TABLE_TOP + TABLE_HEAD, orientation.page[1] - FOOT
    y = foot + 1
    for index, block in enumerate(blocks):
        # A heading never stands alone at the foot of a page.
        needed = block.height + (blocks[index + 1].height if block.part is _Part.ONLINE_HEADING else 0)
        if y + needed > foot + 1e-6:
            pages.append([])
            y = top
        pages[-1].append((block, y))
        y += block.height
    return tuple(_page(sheet, number, len(pages), page) for number, page in enumerate(pages or [[]], start=1))


class _Part(Enum):
    ROW = "row"
    ONLINE_HEADING = "online_heading"
    CERTIFICATION = "certification"


class _Block(Struct, frozen=True, kw_only=True):
    part: _Part
    height: float
    kind: RowKind = RowKind.PERSON
    person: SheetRow | None = None


def _blocks(sheet: SignInSheet) -> Iterator[_Block]:
    for person in sheet.rows:
        yield _Block(part=_Part.ROW, height=ROW_HEIGHT, person=person)
    for _ in range(sheet.walk_in_rows):
        yield _Block(part=_Part.ROW, height=ROW_HEIGHT, kind=RowKind.WALK_IN)
    if sheet.online:
        yield _Block(part=_Part.ONLINE_HEADING, height=ONLINE_HEADING_HEIGHT)
    for person in sheet.online:
        yield _Block(part=_Part.ROW, height=ONLINE_ROW_HEIGHT, kind=RowKind.ONLINE, person=person)
    if sheet.certification:
        yield _Block(part=_Part.CERTIFICATION, height=CERTIFICATION_HEIGHT)


def _page(sheet: SignInSheet, number: int, pages: int, blocks: list[tuple[_Block, float]]) -> SheetPage:
    tops = {block.part: top for block, top in blocks}
    return SheetPage(
        number=number,
        pages=max(pages, 1),
        payload=f"{sheet.payload}/{number}",
        rows=tuple(
            PlacedRow(kind=block.kind, top=top, height=block.height, person=block.person)
            for block, top in blocks
            if block.part is _Part.ROW
        ),
        online_heading_top=tops.get(_Part.ONLINE_HEADING),
        certification_top=tops.get(_Part.CERTIFICATION),
    )
