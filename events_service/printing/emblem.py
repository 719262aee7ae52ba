"""The EU emblem, drawn from its published geometry, and the funding statement written in full beside it."""

from math import cos, pi, sin

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from events_service.printing.fonts import Weight
from events_service.printing.ink import Box
from events_service.printing.lettering import Lettering, draw
from events_service.printing.records import FundingStatementMissing, Visibility

BLUE = "#003399"
GOLD = "#FFCC00"


def funding_statement(visibility: Visibility) -> str:
    """Give the statement that must stand beside the emblem. Raises FundingStatementMissing where a project has none."""
    statement = (visibility.funding_statement or "").strip()
    if not statement:
        raise FundingStatementMissing(
            f"{visibility.acronym} has no funding statement, so nothing is printed for it: "
            "write funding_statement (such as Co-funded by the European Union) into the project's definition file"
        )
    return statement


def draw_emblem(canvas: Canvas, x: float, y: float, height: float) -> None:
    """Draw the emblem with its lower left corner at (x, y); it is half as wide again as it is high."""
    canvas.setFillColor(HexColor(BLUE))
    canvas.rect(x, y, 1.5 * height, height, stroke=0, fill=1)
    path = canvas.beginPath()
    for hour in range(12):
        # The centres stand like the hours of a clock on a circle whose radius is a third of the height.
        centre_x = x + 0.75 * height + height / 3 * sin(hour * pi / 6)
        centre_y = y + 0.5 * height + height / 3 * cos(hour * pi / 6)
        corners = [(centre_x + radius * sin(turn), centre_y + radius * cos(turn)) for radius, turn in _star(height)]
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
    canvas.setFillColor(HexColor(GOLD))
    canvas.drawPath(path, stroke=0, fill=1)


def _star(height: float) -> list[tuple[float, float]]:
    """Give radius and angle of a star's ten corners; the outer ones lie on a circle of an eighteenth of the height."""
    outer = height / 18
    inner = outer * sin(pi / 10) / sin(3 * pi / 10)
    return [(inner if corner % 2 else outer, corner * pi / 5) for corner in range(10)]


def draw_visibility(canvas: Canvas, box: Box, visibility: Visibility, size: float = 9) -> None:
    """Draw emblem and funding statement into a box, as high as the box allows.

    Raises FundingStatementMissing.
    """
    statement = funding_statement(visibility)
    height = min(box.height, box.width / 2.2 / 1.5)
    draw_emblem(canvas, box.x, box.y + (box.height - height) / 2, height)
    left = 1.5 * height + 0.22 * height
    beside = Box(box.x + left, box.y, box.width - left, box.height)
    draw(
        canvas,
        beside,
        Lettering(size=size, smallest=4, lines=2, leading=1.25, weight=Weight.BOLD, colour=BLUE),
        statement,
    )
