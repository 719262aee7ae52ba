"""The list of participants, to hand out: who takes part, from where, in which role."""

from reportlab.lib.units import mm

from events_service.documents.list_page import (
    CELL,
    NUMBER,
    ListWords,
    draw_cells,
    draw_column_heads,
    draw_foot,
    draw_head,
    draw_note,
)
from events_service.documents.naming import on_one_line
from events_service.documents.records import ParticipantsList
from events_service.documents.sheet_geometry import FOOT, TABLE_HEAD, TABLE_TOP
from events_service.typesetting.document import A4_PORTRAIT, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import Lettering
from events_service.typesetting.page import Page
from events_service.web.i18n import N_

_COLUMNS = (N_("No."), N_("Name"), N_("Organisation"), N_("Country"), N_("Role"))
_WIDTHS = (10.0, 54.0, 66.0, 24.0, 28.0)
_ROW_HEIGHT = 9.2
_NAME = Lettering(size=10, smallest=6, lines=2, weight=Weight.BOLD, leading=1.1)


def participants_list(listed: ParticipantsList, words: ListWords) -> bytes:
    """Print the list of participants as a PDF. Raises FundingStatementMissing."""
    header, title = listed.header, words.both(N_("List of participants"))
    canvas = open_document(
        title=f"{title.english}: {header.event_title.english}",
        language=header.languages[0],
        visibility=header.visibility,
        page_size=A4_PORTRAIT,
    )
    page = Page(canvas=canvas, width=A4_PORTRAIT[0] / mm, height=A4_PORTRAIT[1] / mm)
    first = TABLE_TOP + TABLE_HEAD
    per_page = int((page.height - FOOT - first) / _ROW_HEIGHT)
    pages = max(1, -(-len(listed.rows) // per_page))
    for number in range(1, pages + 1):
        rows = listed.rows[(number - 1) * per_page : number * per_page]
        bookmark(canvas, f"{rows[0].name} – {rows[-1].name}" if rows else title.english, f"page-{number}")
        draw_head(page, header, title, words)
        with canvas.group("Table"):
            draw_column_heads(page, [words.both(column) for column in _COLUMNS], _WIDTHS)
            for index, row in enumerate(rows):
                top = first + index * _ROW_HEIGHT
                texts = [(str(row.number), NUMBER), (on_one_line(row.name, row.latin_name), _NAME)]
                texts += [(row.organisation, CELL), (row.country, CELL), (row.role, CELL)]
                with canvas.group("TR"):
                    draw_cells(page, top, _ROW_HEIGHT, _WIDTHS, texts)
        foot = f"{header.visibility.acronym} · {header.event_title.english} · {header.date.english}"
        draw_foot(page, foot, number, pages, words)
        draw_note(page, header, [row.country for row in rows])
        canvas.showPage()
    return close_document(canvas)
