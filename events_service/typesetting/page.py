"""Draws on a page in millimetres from its upper left corner, as people measure paper."""

from collections.abc import Sequence

from msgspec import Struct
from reportlab.lib.units import mm

from events_service.typesetting import ink, qr
from events_service.typesetting.emblem import draw_visibility
from events_service.typesetting.ink import Box
from events_service.typesetting.lettering import Lettering, Set, draw
from events_service.typesetting.records import Visibility
from events_service.typesetting.tagging import TaggedCanvas

RULE = "#9AA0A6"


class Page(Struct, frozen=True, kw_only=True):
    """A page of a document; all measures in millimetres, `top` counted downwards from the page's upper edge."""

    canvas: TaggedCanvas
    width: float
    height: float

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        """Give a rectangle in points."""
        return Box(left * mm, (self.height - top - height) * mm, width * mm, height * mm)

    def write(
        self, place: Box, lettering: Lettering, *parts: str, vertical: float = 0.5, kind: str = "P", language: str = ""
    ) -> Set:
        """Set text into a place at the largest size that fits, as an element of a kind, in a language."""
        with self.canvas.in_language(language):
            return draw(self.canvas, place, lettering, *parts, vertical=vertical, kind=kind)

    def rule(self, left: float, top: float, width: float, *, points: float = 0.5, colour: str = RULE) -> None:
        """Draw a horizontal line."""
        y = (self.height - top) * mm
        ink.rule(self.canvas, (left * mm, y, (left + width) * mm, y), width=points, colour=colour)

    def grid(self, left: float, top: float, height: float, columns: Sequence[float]) -> None:
        """Draw the lines around a row of cells, whose `columns` are their widths."""
        ends = [left * mm, *((left + sum(columns[:count])) * mm for count in range(1, len(columns) + 1))]
        head, foot = (self.height - top) * mm, (self.height - top - height) * mm
        across = [(ends[0], y, ends[-1], y) for y in (head, foot)]
        ink.rule(self.canvas, *across, *((x, head, x, foot) for x in ends), width=0.5, colour=RULE)

    def fill(self, place: Box, colour: str, radius: float = 0) -> None:
        """Fill a rectangle; `radius` of its corners in millimetres."""
        ink.fill(self.canvas, place, colour, radius * mm)

    def code(self, payload: str, left: float, top: float, side: float) -> None:
        """Draw a QR code with its quiet zone."""
        place = self.box(left, top, side, side)
        qr.draw(self.canvas, payload, place.x, place.y, place.width)

    def visibility(self, visibility: Visibility, place: Box, size: float = 9) -> None:
        """Draw the EU emblem with the funding statement beside it. Raises FundingStatementMissing."""
        draw_visibility(self.canvas, place, visibility, size)
