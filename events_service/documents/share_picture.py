"""The picture that goes with a shared link: what an event is, when and where, and who pays, 1200 × 630 (Open Graph)."""

from msgspec import Struct
from reportlab.lib.units import mm

from events_service.typesetting.document import close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, Align, Lettering
from events_service.typesetting.page import Page
from events_service.typesetting.records import Visibility

WIDTH, HEIGHT = 1200, 630
"""Pixels, drawn as as many points."""

_MM = 1 / mm
_LEFT, _ROOM = 76 * _MM, 1048 * _MM
_BAND = 452 * _MM
_WHITE, _GOLD, _PALE = "#FFFFFF", "#FFCC00", "#D3DEF7"


class SharePicture(Struct, frozen=True, kw_only=True):
    """What stands on the picture, in the reader's language; `dates` such as "16–18 April 2024"."""

    language: str
    visibility: Visibility
    kind: str
    title: str
    theme: str = ""
    dates: str
    place: str = ""


def share_picture(picture: SharePicture) -> bytes:
    """Draw the picture as a PDF of one page. Raises FundingStatementMissing."""
    canvas = open_document(
        title=picture.title, language=picture.language, visibility=picture.visibility, page_size=(WIDTH, HEIGHT)
    )
    page = Page(canvas=canvas, width=WIDTH * _MM, height=HEIGHT * _MM)
    page.fill(page.box(0, 0, page.width, _BAND), EU_BLUE)
    page.fill(page.box(_LEFT, 64 * _MM, 64 * _MM, 7 * _MM), _GOLD)
    page.write(page.box(_LEFT, 84 * _MM, _ROOM, 40 * _MM), Lettering(size=27, smallest=16, colour=_PALE), picture.kind)
    title = Lettering(size=68, smallest=30, lines=3, weight=Weight.BOLD, colour=_WHITE, leading=1.14, keep_small=False)
    theme = picture.theme if picture.theme != picture.title else ""
    page.write(page.box(_LEFT, 130 * _MM, _ROOM, (166 if theme else 216) * _MM), title, picture.title, kind="H1")
    below = Lettering(size=30, smallest=17, lines=2, colour=_PALE, keep_small=False)
    page.write(page.box(_LEFT, 300 * _MM, _ROOM, 62 * _MM), below, theme)
    when = Lettering(size=35, smallest=20, weight=Weight.BOLD, colour=_WHITE)
    where = " · ".join(part for part in (picture.dates, picture.place) if part)
    page.write(page.box(_LEFT, 370 * _MM, _ROOM, 52 * _MM), when, where)
    page.visibility(picture.visibility, page.box(_LEFT, 490 * _MM, 560 * _MM, 96 * _MM), 24)
    line = f"{picture.visibility.acronym} · {picture.visibility.programme}"
    right = Lettering(size=26, smallest=14, lines=2, align=Align.RIGHT)
    page.write(page.box(700 * _MM, 490 * _MM, 424 * _MM, 96 * _MM), right, line)
    canvas.showPage()
    return close_document(canvas)
