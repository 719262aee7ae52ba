"""QR codes (ISO/IEC 18004), error correction M: as one path in a PDF and as SVG for pages."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from operator import itemgetter

from msgspec import Struct
from qrcode import QRCode
from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_M

from events_service.typesetting.qr_codewords import codewords
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, translator

QUIET_ZONE = 4
"""Light modules that must stay free on each side of the code (ISO/IEC 18004 §5.3.8)."""

_dark_run = re.compile("1+")


class Matrix(Struct, frozen=True, kw_only=True):
    """A finished code: `size` modules a side; `cells` row by row as "0" and "1", with one "0" after each row."""

    size: int
    cells: str

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Give each horizontal run of dark modules as row from the top, first column, length."""
        stride = self.size + 1
        for run in _dark_run.finditer(self.cells):
            first, end = run.span()
            row, column = divmod(first, stride)
            yield row, column, end - first


class _Frame(Struct, frozen=True, kw_only=True):
    """What all codes of a version share; all integers hold one bit for each cell, rows apart by an empty column.

    `cells` are all there are; `source` says for each which bit of the codewords it shows; `fixed` and `masks` are
    what each of the eight masks draws outside the data and turns over inside them.
    """

    size: int
    source: Callable[[str], tuple[str, ...]]
    cells: int
    fixed: tuple[int, ...]
    masks: tuple[int, ...]


def encode(payload: str) -> Matrix:
    """Encode a payload with the mask that the standard's rules rate best (§7.8.3).

    An upper-case address such as HTTPS://EVENTS.EXAMPLE.ORG/B/ABCD2345 of up to 61 characters fits version 3.
    Raises qrcode.exceptions.DataOverflowError past 2,331 bytes.
    """
    version, octets = codewords(payload)
    frame = _frame(version)
    bits = f"{int.from_bytes(octets, 'big'):0{8 * len(octets)}b}0"
    plain = int("".join(frame.source(bits)), 2)
    masked = [plain ^ mask | fixed for mask, fixed in zip(frame.masks, frame.fixed, strict=True)]
    best = min(masked, key=lambda cells: _penalty(cells, frame))
    return Matrix(size=frame.size, cells=f"{best:0{frame.size * (frame.size + 1)}b}")


def draw(canvas: TaggedCanvas, payload: str, x: float, y: float, side: float) -> None:
    """Draw the code with its quiet zone into a square of `side` points, whose lower left corner is at (x, y)."""
    matrix = encode(payload)
    module = side / (matrix.size + 2 * QUIET_ZONE)
    # Integers on a grid scaled to the module: formatting four decimals for each corner would take ten times as long.
    # The grid hangs from its upper edge, so that rows count as they are encoded.
    left, top = x + QUIET_ZONE * module, y + side - QUIET_ZONE * module
    canvas.begin("Figure", _said(canvas.spoken).format(address=payload))
    canvas.addLiteral(f"q 0 g {module:.5f} 0 0 {-module:.5f} {left:.3f} {top:.3f} cm {_rectangles(matrix)} f Q")
    canvas.end()


@cache
def _said(language: str) -> str:
    """Give what is read aloud in place of a code."""
    return translator(language)(N_("QR code: {address}"))


_SPAN = 10
"""Columns whose runs are looked up together; a run across two spans is drawn as two rectangles of one path."""


def _rectangles(matrix: Matrix) -> str:
    stride, cells = matrix.size + 1, matrix.cells
    spans = [(first, min(first + _SPAN, matrix.size)) for first in range(0, matrix.size, _SPAN)]
    return "".join(
        [
            "".join([_span(cells[start + first : start + end], first) for first, end in spans]).replace("y", str(row))
            for row, start in enumerate(range(0, stride * matrix.size, stride))
        ]
    )


@cache
def _span(cells: str, first: int) -> str:
    """Give the rectangles of the runs in a span of cells, "y" for the row's number."""
    runs = (run.span() for run in _dark_run.finditer(cells))
    return "".join([f"{first + start} y {end - start} 1 re " for start, end in runs])


def svg(payload: str, title: str) -> str:
    """Give the code with its quiet zone as an SVG image that scales with its container; `title` is read aloud."""
    matrix = encode(payload)
    side = matrix.size + 2 * QUIET_ZONE
    path = "".join([f"M{column} {row}h{length}v1h-{length}z" for row, column, length in matrix.runs()])
    label = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}" role="img"'
        f' aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M{-QUIET_ZONE} {-QUIET_ZONE}h{side}'
        f'v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


@cache
def _frame(version: int) -> _Frame:
    """Learn from qrcode what a version draws: which cells hold data, in which order, and what each mask does."""
    size = 4 * version + 17
    light, dark = bytes(size * size), b"\xff" * (size * size)
    area = _drawn(version, 0, light) ^ _drawn(version, 0, dark)
    empty = [_drawn(version, mask, light) for mask in range(8)]
    order = [0] * (size * (size + 1))
    # Data whose every bit is one binary digit of its own index: the digits seen in a cell spell where it reads from.
    for digit in range((size * size).bit_length()):
        indexed = int("".join([str(index >> digit & 1) for index in range(size * size * 8)]), 2)
        seen = _drawn(version, 0, indexed.to_bytes(size * size, "big")) ^ empty[0]
        for cell, bit in enumerate(f"{seen:0{len(order)}b}"):
            order[cell] |= int(bit) << digit
    codeword_bits = 8 * sum(block.total_count for block in rs_blocks(version, ERROR_CORRECT_M))
    in_area = f"{area:0{len(order)}b}"
    # Cells outside the data, and those that remain after the last codeword, read the "0" behind the codewords.
    source = [
        min(index, codeword_bits) if held == "1" else codeword_bits for index, held in zip(order, in_area, strict=True)
    ]
    cells = int(("1" * size + "0") * size, 2)
    return _Frame(
        size=size,
        source=itemgetter(*source),
        cells=cells,
        fixed=tuple(drawn & ~area for drawn in empty),
        masks=tuple(drawn & area for drawn in empty),
    )


def _drawn(version: int, mask: int, codewords: bytes) -> int:
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M)
    code.data_cache = list(codewords)
    code.makeImpl(False, mask)
    return int("".join("".join("1" if cell else "0" for cell in row) + "0" for row in code.modules), 2)


def _penalty(dark: int, frame: _Frame) -> int:
    """Rate a masked code as the standard does (§7.8.3.1); counting bits of whole-matrix integers makes it cheap."""
    light = dark ^ frame.cells
    down = frame.size + 1
    points = 0
    for step in (1, down):
        for colour in (dark, light):
            pairs = colour & colour >> step
            fives = pairs & pairs >> 2 * step & colour >> 4 * step
            # A run of n >= 5 holds n - 4 such fives and costs n - 2: one for each five, and two for the run.
            points += fives.bit_count() + 2 * (fives & ~(fives >> step)).bit_count()
        finder = dark & light >> step & dark >> 2 * step & dark >> 3 * step & dark >> 4 * step
        finder = finder & light >> 5 * step & dark >> 6 * step
        before = light << step & light << 2 * step & light << 3 * step & light << 4 * step
        after = light >> 7 * step & light >> 8 * step & light >> 9 * step & light >> 10 * step
        points += 40 * ((finder & before).bit_count() + (finder & after).bit_count())
    for colour in (dark, light):
        row = colour & colour >> 1
        points += 3 * (row & row >> down).bit_count()
    percent = 100 * dark.bit_count() / frame.size**2
    return points + 10 * int(abs(percent - 50) / 5)
