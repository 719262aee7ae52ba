"""Glyphs as outlines, for dots and marks that are no letters of their own: text read back must not hold them."""

from functools import lru_cache

from fontTools.pens.basePen import BasePen

from events_service.typesetting.fallback_fonts import FallbackFont


class _Pen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Writes an outline as PDF operators (ISO 32000-1 §8.5.2); its base turns quadratic curves into cubic ones."""

    def __init__(self) -> None:
        super().__init__()
        self.operators: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  (fontTools's name)
        self._write("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802  (fontTools's name)
        self._write("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802  (fontTools's name)
        self._write("c", *points)

    def _closePath(self) -> None:  # noqa: N802  (fontTools's name)
        self.operators.append("h")

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        self.operators.append(" ".join(f"{value:.0f}" for point in points for value in point) + f" {operator}")


@lru_cache(maxsize=1024)
def outline(font: FallbackFont, number: int) -> str:
    """Give the path of a glyph in its font's units."""
    pen = _Pen()
    font.shaper.draw_glyph_with_pen(number, pen)
    return " ".join(pen.operators)
