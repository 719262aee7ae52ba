"""Sign-in sheets: the lists that people sign on paper, one for each day or session, recognisable when scanned."""

from collections.abc import Sequence

from msgspec import Struct
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from events_service.printing.document import bookmark, close_document, open_document
from events_service.printing.fonts import Weight
from events_service.printing.lettering import EU_BLUE, INK, MUTED, Align, Lettering
from events_service.printing.page import Page
from events_service.printing.records import Bilingual, SignInSheet
from events_service.printing.sheet_geometry import (
    CORNER_SIDE,
    MARGIN,
    QR_SIDE,
    TABLE_HEAD,
    TABLE_TOP,
    Orientation,
    PlacedRow,
    RowKind,
    SheetPage,
    corner_marks,
    plan,
)
from events_service.web.i18n import N_, Translate

_COLUMNS = (N_("No."), N_("Name"), N_("Organisation"), N_("Country"), N_("Role"), N_("Signature"))

_NUMBER = Lettering(size=10, weight=Weight.BOLD, colour=MUTED, align=Align.CENTRE)
_NAME = Lettering(size=11, smallest=6, lines=3, weight=Weight.BOLD, leading=1.1)
_CELL = Lettering(size=9.5, smallest=5.5, lines=3, leading=1.15)
_SMALL = Lettering(size=8.5, smallest=5.5, colour=MUTED)


class SheetWords(Struct, frozen=True, kw_only=True):
    """The two languages of a sheet: English, and the host's, None where that is English too."""

    english: Translate
    local: Translate | None = None

    def both(self, message: str) -> Bilingual:
        """Give a text in both languages."""
        return Bilingual(english=self.english(message), local=self.local(message) if self.local else "")

    def joined(self, message: str) -> str:
        """Give a text in both languages, one after the other."""
        text = self.both(message)
        return f"{text.english} / {text.local}" if text.local and text.local != text.english else text.english


def sign_in_sheets(
    sheets: Sequence[SignInSheet], words: SheetWords, orientation: Orientation = Orientation.LANDSCAPE
) -> bytes:
    """Print sheets one after the other, each with its own count of pages, as a PDF.

    Raises FundingStatementMissing. The first sheet names the document; at least one is needed.
    """
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
    canvas: Canvas, sheet: SignInSheet, placed: SheetPage, words: SheetWords, orientation: Orientation
) -> None:
    width, height = orientation.page
    page = Page(canvas=canvas, width=width, height=height)
    for x, y in corner_marks(orientation):
        page.fill(page.box(x - CORNER_SIDE / 2, y - CORNER_SIDE / 2, CORNER_SIDE, CORNER_SIDE), "#000000")
    page.code(placed.payload, width - MARGIN - QR_SIDE, 11, QR_SIDE)
    _draw_head(page, sheet, words)
    if placed.rows:
        _draw_column_heads(page, words, orientation)
    for row in placed.rows:
        _draw_row(page, row, words, orientation)
    if placed.online_heading_top is not None:
        place = page.box(MARGIN, placed.online_heading_top + 4, width - 2 * MARGIN, 7)
        heading = words.joined(N_("Taking part online (not signed on paper)"))
        page.write(place, Lettering(size=10.5, smallest=7, weight=Weight.BOLD, colour=EU_BLUE), heading)
    if placed.certification_top is not None:
        _draw_certification(page, placed.certification_top, words)
    _draw_foot(page, sheet, placed, words)


def _draw_head(page: Page, sheet: SignInSheet, words: SheetWords) -> None:
    header, visibility = sheet.header, sheet.header.visibility
    room = page.width - 2 * MARGIN - QR_SIDE - 4
    page.visibility(visibility, page.box(MARGIN, 11.5, 58, 11), 9.5)
    left = MARGIN + 64
    page.write(
        page.box(left, 11, room - 64, 6),
        Lettering(size=12, smallest=7, weight=Weight.BOLD),
        " · ".join([visibility.acronym, visibility.reference, visibility.programme]),
    )
    page.write(
        page.box(left, 17, room - 64, 6.5),
        Lettering(size=9, smallest=5.5, lines=2, colour=MUTED, leading=1.1),
        visibility.project_name,
    )
    page.rule(MARGIN, 25, room, points=1, colour=EU_BLUE)
    title = words.both(N_("Sign-in sheet"))
    column = (room - 6) / 2 if words.local else room
    for index in range(2 if words.local else 1):

        def said(text: Bilingual, index: int = index) -> str:
            return (text.local or text.english) if index else text.english

        x = MARGIN + index * (column + 6)
        kind = f"{said(title)} · {said(header.event_type)}"
        page.write(page.box(x, 26, column, 5), Lettering(size=9.5, smallest=6, colour=EU_BLUE), kind)
        page.write(
            page.box(x, 30.7, column, 7),
            Lettering(size=14, smallest=7, lines=2, weight=Weight.BOLD, leading=1.1),
            said(header.event_title),
        )
        page.write(
            page.box(x, 37.8, column, 5.5), Lettering(size=11, smallest=7, weight=Weight.BOLD), said(header.date)
        )
        if header.session:
            page.write(
                page.box(x, 43.2, column, 4.6), Lettering(size=9.5, smallest=6, colour=INK), said(header.session)
            )
    _draw_where(page, sheet, words, 48.8, room)


def _draw_where(page: Page, sheet: SignInSheet, words: SheetWords, top: float, room: float) -> None:
    host = sheet.header.host
    hosts = f"{host.english} / {host.local}" if host.local and host.local != host.english else host.english
    half = (room + QR_SIDE + 4 - 6) / 2
    for index, (label, text) in enumerate(((N_("Venue"), sheet.header.venue), (N_("Host"), hosts))):
        x = MARGIN + index * (half + 6)
        page.write(page.box(x, top, half, 3.4), Lettering(size=7, smallest=5, colour=MUTED), words.joined(label))
        page.write(page.box(x, top + 3.2, half, 4.6), Lettering(size=9.5, smallest=5.5), text)


def _draw_column_heads(page: Page, words: SheetWords, orientation: Orientation) -> None:
    page.fill(page.box(MARGIN, TABLE_TOP, sum(orientation.columns), TABLE_HEAD), EU_BLUE)
    x = MARGIN
    for message, column in zip(_COLUMNS, orientation.columns, strict=True):
        text = words.both(message)
        lettering = Lettering(
            size=8.5,
            smallest=5,
            weight=Weight.BOLD,
            colour="#FFFFFF",
            align=Align.CENTRE if message == _COLUMNS[0] else Align.LEFT,
        )
        if text.local and text.local != text.english:
            page.write(page.box(x + 1.5, TABLE_TOP + 0.6, column - 2, 4), lettering, text.english)
            local = Lettering(size=8, smallest=5, colour="#FFFFFF", align=lettering.align)
            page.write(page.box(x + 1.5, TABLE_TOP + 4.4, column - 2, 4), local, text.local)
        else:
            page.write(page.box(x + 1.5, TABLE_TOP, column - 2, TABLE_HEAD), lettering, text.english)
        x += column


def _draw_row(page: Page, row: PlacedRow, words: SheetWords, orientation: Orientation) -> None:
    columns = orientation.columns
    x, bottom = MARGIN, row.top + row.height
    page.rule(MARGIN, row.top, sum(columns))
    page.rule(MARGIN, bottom, sum(columns))
    canvas = page.canvas
    for column in (0, *columns):
        x = x + column
        canvas.line(x * mm, (page.height - row.top) * mm, x * mm, (page.height - bottom) * mm)
    if row.person is None:
        return
    person = row.person
    texts = (str(person.number), person.name, person.organisation, person.country, person.role)
    x = MARGIN
    for text, column, lettering in zip(texts, columns, (_NUMBER, _NAME, _CELL, _CELL, _CELL), strict=False):
        inset = 0.5 if lettering is _NUMBER else 1.5
        page.write(page.box(x + inset, row.top + 0.4, column - 2 * inset, row.height - 0.8), lettering, text)
        x += column
    if row.kind is RowKind.ONLINE:
        page.write(page.box(x + 1.5, row.top, columns[-1] - 3, row.height), _SMALL, words.joined(N_("online")))


def _draw_certification(page: Page, top: float, words: SheetWords) -> None:
    text = words.both(N_("For the host: I certify that the people who signed above were present."))
    width = page.width - 2 * MARGIN
    lettering = Lettering(size=9.5, smallest=7, lines=2)
    page.write(page.box(MARGIN, top + 4, width, 5), lettering, text.english)
    if text.local and text.local != text.english:
        page.write(page.box(MARGIN, top + 9, width, 5), lettering, text.local)
    gap = 6.0
    column = (width - 2 * gap) / 3
    labels = (N_("Name and office"), N_("Place and date"), N_("Signature and stamp"))
    for index, label in enumerate(labels):
        x = MARGIN + index * (column + gap)
        page.rule(x, top + 30, column, points=0.6, colour=INK)
        page.write(page.box(x, top + 30.5, column, 4.5), _SMALL, words.joined(label))


def _draw_foot(page: Page, sheet: SignInSheet, placed: SheetPage, words: SheetWords) -> None:
    left, width = MARGIN + 2, page.width - 2 * MARGIN - 4
    top = page.height - 11.5
    day = sheet.header.date.english
    version = words.english(N_("Version {version}")).format(version=sheet.version)
    line = " · ".join([sheet.header.visibility.acronym, sheet.header.event_title.english, day, version])
    page.write(page.box(left, top, width * 0.68, 5), Lettering(size=8, smallest=5.5, colour=MUTED), line)
    count = " / ".join(
        translate(N_("Page {page} of {pages}")).format(page=placed.number, pages=placed.pages)
        for translate in (words.english, words.local)
        if translate
    )
    right = Lettering(size=9, smallest=6, weight=Weight.BOLD, align=Align.RIGHT)
    page.write(page.box(left + width * 0.68, top, width * 0.32, 5), right, count)
