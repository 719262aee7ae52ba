"""The caterer's totals: how many people eat what and when, and nobody's name."""

from reportlab.lib.units import mm

from events_service.documents.agenda_records import CatererTotals, Meal
from events_service.documents.list_page import CELL, SMALL, ListWords, draw_foot, draw_head, joined
from events_service.documents.records import NothingToPrint
from events_service.documents.sheet_geometry import FOOT, MARGIN
from events_service.typesetting.document import A4_PORTRAIT, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, Align, Lettering
from events_service.typesetting.page import Page
from events_service.web.i18n import N_, gettext

_TOP = 70.0
_LINE = 6.2


def caterer_totals(totals: CatererTotals, words: ListWords) -> bytes:
    """Print the totals for the caterer as a PDF. Raises FundingStatementMissing, NothingToPrint."""
    if not totals.meals:
        raise NothingToPrint(
            gettext(N_("There are no caterer's totals to print: the agenda has no meal and no break."))
        )
    header, title = totals.header, words.both(N_("Catering: totals"))
    canvas = open_document(
        title=f"{title.english}: {header.event_title.english}",
        language=header.languages[0],
        visibility=header.visibility,
        page_size=A4_PORTRAIT,
    )
    page = Page(canvas=canvas, width=A4_PORTRAIT[0] / mm, height=A4_PORTRAIT[1] / mm)
    pages: list[list[tuple[Meal, float]]] = [[]]
    top = _TOP
    for meal in totals.meals:
        if top + _height(meal) > page.height - FOOT and pages[-1]:
            pages.append([])
            top = _TOP
        pages[-1].append((meal, top))
        top += _height(meal)
    for number, meals in enumerate(pages, start=1):
        bookmark(canvas, joined(meals[0][0].title), f"page-{number}")
        draw_head(page, header, title, words)
        note = words.joined(N_("Totals only: dietary needs are never passed on with names."))
        page.write(page.box(MARGIN, 60, page.width - 2 * MARGIN, 5), SMALL, note)
        for meal, place in meals:
            with canvas.group("Sect"):
                _draw_meal(page, meal, place, words)
        foot = " · ".join(filter(None, (header.visibility.acronym, header.event_title.english, totals.made)))
        draw_foot(page, foot, number, len(pages), words)
        canvas.showPage()
    return close_document(canvas)


def _height(meal: Meal) -> float:
    return 14 + _LINE * len(meal.diets)


def _draw_meal(page: Page, meal: Meal, top: float, words: ListWords) -> None:
    width = page.width - 2 * MARGIN
    bold = Lettering(size=11, smallest=7, lines=2, weight=Weight.BOLD, colour=EU_BLUE, leading=1.1)
    number = Lettering(size=15, smallest=9, weight=Weight.BOLD, align=Align.RIGHT)
    page.write(page.box(MARGIN, top, width * 0.5, 8), bold, joined(meal.title), kind="H2")
    page.write(page.box(MARGIN + width * 0.52, top, width * 0.26, 8), CELL, meal.when)
    page.write(page.box(MARGIN + width * 0.78, top, width * 0.22, 8), number, f"{meal.people}")
    page.rule(MARGIN, top + 8.6, width, points=0.8, colour=EU_BLUE)
    count = Lettering(size=10.5, smallest=7, align=Align.RIGHT)
    for index, (diet, people) in enumerate(meal.diets):
        y = top + 9 + index * _LINE
        with page.canvas.group("P"):
            page.write(page.box(MARGIN + 4, y, width * 0.7, _LINE), CELL, diet)
            page.write(page.box(MARGIN + width * 0.78, y, width * 0.22, _LINE), count, f"{people}")
        page.rule(MARGIN + 4, y + _LINE, width - 4, points=0.3)
