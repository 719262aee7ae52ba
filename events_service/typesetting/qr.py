"""QR codes (ISO/IEC 18004), error correction M: as one path in a PDF and as SVG for pages."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, translator

QUIET_ZONE = 4
"""Light modules that must stay free on each side of the code (ISO/IEC 18004 §5.3.8)."""

MASK = 6
"""One of the eight masks (§7.8.2): to rate them all for each code takes eight times as long and gains nothing.

Photos of 250 codes were spoilt until four readers (ZXing, ZBar, jsQR, OpenCV) read four fifths of the thousand: 826
under this mask, 771 under the one that the standard rates best, 768 to 788 under three others.
"""

_dark_run = re.compile("1+")


class Matrix(Struct, frozen=True, kw_only=True):
    """A finished code: `size` modules a side; `rows` from the top, each of "0" and "1"."""

    size: int
    rows: tuple[str, ...]

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Give each horizontal run of dark modules as row from the top, first column, length."""
        for number, row in enumerate(self.rows):
            for run in _dark_run.finditer(row):
                first, end = run.span()
                yield number, first, end - first


def encode(payload: str, mask: int = MASK) -> Matrix:
    """Encode a payload in the smallest version that holds it, at least 1.

    An upper-case address such as HTTPS://EVENTS.EXAMPLE.ORG/B/ABCD2345 of up to 61 characters fits version 3.
    Raises ValueError past 2,331 bytes.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=mask)
    # One mode for all of it: to look for parts that a denser mode would hold gains nothing for an address.
    code.add_data(payload, optimize=0)
    code.make()
    rows = tuple(["".join(["1" if cell else "0" for cell in row]) for row in code.modules])
    return Matrix(size=len(rows), rows=rows)


def draw(canvas: TaggedCanvas, payload: str, x: float, y: float, side: float) -> None:
    """Draw the code with its quiet zone into a square of `side` points, whose lower left corner is at (x, y)."""
    matrix = encode(payload)
    module = side / (matrix.size + 2 * QUIET_ZONE)
    # Integers on a grid scaled to the module: formatting four decimals for each corner would take ten times as long.
    # The grid hangs from its upper edge, so that rows count as they are encoded.
    left, top = x + QUIET_ZONE * module, y + side - QUIET_ZONE * module
    path = "".join([f"{first} {row} {length} 1 re " for row, first, length in matrix.runs()])
    canvas.begin("Figure", _said(canvas.spoken).format(address=payload))
    canvas.addLiteral(f"q 0 g {module:.5f} 0 0 {-module:.5f} {left:.3f} {top:.3f} cm {path} f Q")
    canvas.end()


@cache
def _said(language: str) -> str:
    """Give what is read aloud in place of a code."""
    return translator(language)(N_("QR code: {address}"))


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
