"""Sign-in sheets: the lists that people sign on paper, one for each day or session, recognisable when scanned."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from events_service.documents.list_page import (
    CELL,
    NAME,
    NUMBER,
    SMALL,
    ListWords,
    draw_cells,
    draw_column_heads,
    draw_foot,
    draw_head,
    draw_note,
)
from events_service.documents.naming import on_one_line
from events_service.documents.records import NothingToPrint, SignInSheet
from events_service.documents.sheet_geometry import (
    CORNER_SIDE,
    MARGIN,
    QR_SIDE,
    QR_TOP,
    Orientation,
    PlacedRow,
    RowKind,
    SheetPage,
    corner_marks,
    plan,
)
from events_service.typesetting.document import bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, INK, Lettering
from events_service.typesetting.page import Page
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, gettext

_COLUMNS = (N_("No."), N_("Name"), N_("Organisation"), N_("Country"), N_("Role"), N_("Signature"))


def sign_in_sheets(
    sheets: Sequence[SignInSheet], words: ListWords, orientation: Orientation = Orientation.LANDSCAPE
) -> bytes:
    """Print sheets one after the other, each with its own count of pages, as a PDF.

    The first sheet names the document. Raises FundingStatementMissing, NothingToPrint.
    """
    if not sheets:
        raise NothingToPrint(gettext(N_("There are no sign-in sheets to print: no day and no session was chosen.")))
    header = sheets[0].header
    canvas = open_document(
        title=f"{words.english(N_('Sign-in sheet'))}: {header.event_title.english}",
        language=header.languages[0],
        visibility=header.visibility,
        page_size=(orientation.page[0] * mm, orientation.page[1] * mm),
    )
    for index, sheet in enumerate(sheets):
        for page in plan(sheet, orientation):
            if page.number == 1:
                session = f", {sheet.header.session.english}" if sheet.header.session else ""
                bookmark(canvas, sheet.header.date.english + session, f"sheet-{index}")
            _draw_page(canvas, sheet, page, words, orientation)
            canvas.showPage()
    return close_document(canvas)


def _draw_page(
    canvas: TaggedCanvas, sheet: SignInSheet, placed: SheetPage, words: ListWords, orientation: Orientation
) -> None:
    page = Page(canvas=canvas, width=orientation.page[0], height=orientation.page[1])
    for x, y in corner_marks(orientation):
        page.fill(page.box(x - CORNER_SIDE / 2, y - CORNER_SIDE / 2, CORNER_SIDE, CORNER_SIDE), "#000000")
    page.code(placed.payload, page.width - MARGIN - QR_SIDE, QR_TOP, QR_SIDE)
    draw_head(page, sheet.header, words.both(N_("Sign-in sheet")), words, QR_SIDE + 4)
    with canvas.group("Table"):
        if placed.rows:
            draw_column_heads(page, [words.both(column) for column in _COLUMNS], orientation.columns)
        for row in placed.rows:
            with canvas.group("TR"):
                _draw_row(page, row, words, orientation)
    if placed.online_heading_top is not None:
        heading = words.joined(N_("Taking part online (not signed on paper)"))
        place = page.box(MARGIN, placed.online_heading_top + 4, page.width - 2 * MARGIN, 7)
        page.write(place, Lettering(size=10.5, smallest=7, weight=Weight.BOLD, colour=EU_BLUE), heading, kind="H2")
    if placed.certification_top is not None:
        _draw_certification(page, placed.certification_top, words)
    version = words.english(N_("Version {version}")).format(version=sheet.version)
    acronym, title, date = sheet.header.visibility.acronym, sheet.header.event_title, sheet.header.date
    foot = " · ".join([acronym, title.english, date.english, version])
    draw_foot(page, foot, placed.number, placed.pages, words)
    draw_note(page, sheet.header, [row.person.country for row in placed.rows if row.person])


def _draw_row(page: Page, row: PlacedRow, words: ListWords, orientation: Orientation) -> None:
    person = row.person
    if person is None:
        draw_cells(page, row.top, row.height, orientation.columns, [])
        return
    texts = [
        (str(person.number), NUMBER),
        (on_one_line(person.name, person.latin_name), NAME),
        (person.organisation, CELL),
        (person.country, CELL),
        (person.role, CELL),
    ]
    if row.kind is RowKind.ONLINE:
        texts.append((words.joined(N_("online")), SMALL))
    draw_cells(page, row.top, row.height, orientation.columns, texts)


def _draw_certification(page: Page, top: float, words: ListWords) -> None:
    text = words.both(N_("For the host: I certify that the people who signed above were present."))
    width = page.width - 2 * MARGIN
    lettering = Lettering(size=9.5, smallest=7, lines=2)
    page.write(page.box(MARGIN, top + 4, width, 5), lettering, text.english)
    if text.local != text.english:
        page.write(page.box(MARGIN, top + 9, width, 5), lettering, text.local)
    gap = 6.0
    column = (width - 2 * gap) / 3
    labels = (N_("Name and office"), N_("Place and date"), N_("Signature and stamp"))
    for index, label in enumerate(labels):
        x = MARGIN + index * (column + gap)
        page.rule(x, top + 30, column, points=0.6, colour=INK)
        page.write(page.box(x, top + 30.5, column, 4.5), SMALL, words.joined(label))
