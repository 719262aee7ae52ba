"""The EU emblem on paper, and the funding statement written in full beside it."""

from functools import cache

from events_service.typesetting.fonts import Weight
from events_service.typesetting.ink import Box, operands
from events_service.typesetting.lettering import Lettering, draw
from events_service.typesetting.records import FundingStatementMissing, Visibility
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.emblem import BLUE, GOLD, stars
from events_service.web.i18n import N_, gettext, translator


def funding_statement(visibility: Visibility) -> str:
    """Give the statement that must stand beside the emblem. Raises FundingStatementMissing where a project has none."""
    statement = (visibility.funding_statement or "").strip()
    if not statement:
        reason = N_(
            "{acronym} has no funding statement, so nothing is printed for it: write funding_statement "
            "(such as Co-funded by the European Union) into the project's definition file."
        )
        raise FundingStatementMissing(gettext(reason).format(acronym=visibility.acronym))
    return statement


def draw_emblem(canvas: TaggedCanvas, x: float, y: float, height: float) -> None:
    """Draw the emblem with its lower left corner at (x, y); it is half as wide again as it is high."""
    canvas.begin("Figure", translator(canvas.spoken)(N_("Emblem of the European Union")))
    canvas.addLiteral(f"q {height:.4f} 0 0 {height:.4f} {x:.3f} {y:.3f} cm {_emblem()} Q")
    canvas.end()


@cache
def _emblem() -> str:
    """Give the emblem's operators for a height of 1."""
    drawn = [" l ".join(f"{x:.5f} {y:.5f}" for x, y in corners) for corners in stars()]
    # Only the first corner of a star is moved to; the others are lines.
    path = " ".join(star.replace(" l ", " m ", 1) + " l h" for star in drawn)
    return f"{operands(BLUE)} rg 0 0 1.5 1 re f {operands(GOLD)} rg {path} f"


def draw_visibility(canvas: TaggedCanvas, box: Box, visibility: Visibility, size: float = 9) -> None:
    """Draw emblem and funding statement into a box, as high as the box allows.

    Raises FundingStatementMissing.
    """
    statement = funding_statement(visibility)
    height = min(box.height, box.width / 2.2 / 1.5)
    draw_emblem(canvas, box.x, box.y + (box.height - height) / 2, height)
    left = 1.5 * height + 0.22 * height
    beside = Box(box.x + left, box.y, box.width - left, box.height)
    lettering = Lettering(
        size=size, smallest=4, lines=2, leading=1.25, weight=Weight.BOLD, colour=BLUE, keep_small=False
    )
    draw(canvas, beside, lettering, statement)
