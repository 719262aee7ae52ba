"""Puts ink on a page: text, rectangles and lines as PDF operators (ISO 32000-1 §8, §9) straight into its stream.

reportlab's own drawing formats each number and evaluates each colour anew, and a thousand badges draw forty thousand
things.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from msgspec import Struct
from reportlab.pdfbase.pdfdoc import PDFDocument

from events_service.typesetting.fallback_fonts import FallbackFont
from events_service.typesetting.fonts import Weight, face
from events_service.typesetting.shaping import Glyph, is_plain, runs
from events_service.typesetting.tagging import TaggedCanvas

_ARC = 0.5523
"""How far the control points of a quarter circle stand from its ends, by its radius."""


class Box(Struct, frozen=True):
    """A rectangle on the page in points; (x, y) is its lower left corner."""

    x: float
    y: float
    width: float
    height: float


def write(canvas: TaggedCanvas, text: str, x: float, y: float, *, weight: Weight, size: float, colour: str) -> None:
    """Write a line of text with its baseline at y, in Noto Sans and in fallback fonts for the letters it lacks."""
    if is_plain(text, weight):
        canvas.addLiteral(f"BT {operands(colour)} rg {x:.2f} {y:.2f} Td {_shown(canvas, text, weight, size)} ET")
        return
    for run in runs(text, weight):
        place = f"BT {operands(colour)} rg {x:.2f} {y:.2f} Td"
        if run.font is None:
            canvas.addLiteral(f"{place} {_shown(canvas, run.text, weight, size)} ET")
        else:
            letters = [glyph for glyph in run.glyphs if glyph.letters]
            canvas.addLiteral(f"{place} {_glyphs(canvas, run.font, letters, size)} ET")
            for mark in (glyph for glyph in run.glyphs if not glyph.letters):
                _draw_mark(canvas, run.font, mark, x, y, size)
        x += run.width * size


def _shown(canvas: TaggedCanvas, text: str, weight: Weight, size: float) -> str:
    document = cast(PDFDocument, cast(Any, canvas)._doc)
    font = face(weight)
    # A font is embedded in parts of at most 256 letters, so that a line may change from one part to the next.
    return " ".join(
        f"{font.getSubsetInternalName(part, document)} {size:g} Tf <{codes.hex()}> Tj"
        for part, codes in font.splitString(text, document)
    )


def _glyphs(canvas: TaggedCanvas, font: FallbackFont, glyphs: Sequence[Glyph], size: float) -> str:
    """Show each glyph at its own place, for shaping moves them."""
    shown = [f"{canvas.glyph_fonts.name(font)} {size:g} Tf"]
    x, y = 0.0, 0.0
    for glyph in glyphs:
        code = canvas.glyph_fonts.code(font, glyph)
        shown.append(f"{(glyph.x - x) * size:.3f} {(glyph.y - y) * size:.3f} Td <{code:04x}> Tj")
        x, y = glyph.x, glyph.y
    return " ".join(shown)


def _draw_mark(canvas: TaggedCanvas, font: FallbackFont, mark: Glyph, x: float, y: float, size: float) -> None:
    from events_service.typesetting.glyph_outlines import outline  # noqa: PLC0415  (fontTools is slow to import)

    unit, path = size / font.units, outline(font, mark.number)
    if path:
        at = f"{x + mark.x * size:.3f} {y + mark.y * size:.3f}"
        canvas.addLiteral(f"q {unit:.6f} 0 0 {unit:.6f} {at} cm {path} f Q")


def fill(canvas: TaggedCanvas, box: Box, colour: str, radius: float = 0) -> None:
    """Fill a rectangle, its corners rounded by `radius` points."""
    canvas.begin_artifact()
    canvas.addLiteral(f"{operands(colour)} rg {_outline(box, radius)} f")
    canvas.end()


def rule(canvas: TaggedCanvas, *lines: tuple[float, float, float, float], width: float, colour: str) -> None:
    """Draw straight lines of `width` points, each from (x, y) to (x, y)."""
    path = " ".join([f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l" for x0, y0, x1, y1 in lines])
    canvas.begin_artifact()
    canvas.addLiteral(f"{operands(colour)} RG {width:g} w {path} S")
    canvas.end()


@lru_cache
def operands(colour: str) -> str:
    """Give the operands of a colour from #RRGGBB."""
    return " ".join(f"{int(colour[index : index + 2], 16) / 255:.4g}" for index in (1, 3, 5))


@lru_cache
def _outline(box: Box, radius: float) -> str:
    left, bottom, right, top = box.x, box.y, box.x + box.width, box.y + box.height
    if not radius:
        return f"{left:.2f} {bottom:.2f} {box.width:.2f} {box.height:.2f} re"
    near = radius * (1 - _ARC)
    points = (
        (left + radius, bottom, "m"),
        (right - radius, bottom, "l"),
        (right - near, bottom, right, bottom + near, right, bottom + radius, "c"),
        (right, top - radius, "l"),
        (right, top - near, right - near, top, right - radius, top, "c"),
        (left + radius, top, "l"),
        (left + near, top, left, top - near, left, top - radius, "c"),
        (left, bottom + radius, "l"),
        (left, bottom + near, left + near, bottom, left + radius, bottom, "c"),
    )
    return " ".join(part if isinstance(part, str) else f"{part:.2f}" for point in points for part in point) + " h"
