"""The attendance record on paper: each person's evidence by day and session, the review, and the seal."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from reportlab.lib.units import mm

from events_service.documents.list_page import (
    CELL,
    NUMBER,
    SMALL,
    ListWords,
    draw_cells,
    draw_column_heads,
    draw_foot,
    draw_head,
    draw_note,
    on_pages,
)
from events_service.documents.records import AttendanceCell, AttendanceReport, AttendanceRow, Bilingual, ReviewStep
from events_service.documents.sheet_geometry import FOOT, MARGIN, TABLE_HEAD, TABLE_TOP
from events_service.typesetting.document import A4_LANDSCAPE, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, MUTED, Lettering, fit
from events_service.typesetting.page import Page
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_

_COLUMNS = (N_("No."), N_("Name"), N_("Organisation"), N_("Role"))
_ROW_HEIGHT = 10.0
_STATE = 34.0
_CODE = 23.0
"""The side of the code that leads to the page where anybody checks the record, in millimetres."""
_STATE_LABEL = Lettering(size=8.5, smallest=5.5, lines=2, colour=MUTED, leading=1.1)
_SEAL = 88.0
"""Millimetres for the name of the seal, in English and in the host's language."""
_FIRST = TABLE_TOP + TABLE_HEAD
_NAME = Lettering(size=9.5, smallest=5.5, lines=2, weight=Weight.BOLD, leading=1.1)
_PRESENT = "#1E7145"
_LINE = 5.0
_NEXT_LINE = 3.8
"""Millimetres for a line, and for each that goes on from the one above."""
_AT = 39.0
_TEXT = Lettering(size=8.5, smallest=5)
_TOO_WIDE = 30
"""So many letters of the widest kind fit a line of the review; a word that is wider than a line is parted so."""


class _Said(Struct, frozen=True, kw_only=True):
    """A line of the review: when the step was, on its first one, and its height in millimetres."""

    at: str
    text: str
    height: float


def attendance_report(
    report: AttendanceReport,
    words: ListWords,
    finish: Callable[[TaggedCanvas], None] = lambda canvas: None,
) -> bytes:
    """Print the attendance record as a PDF; `finish` may add to it before it is closed.

    Raises FundingStatementMissing.
    """
    header, title = report.header, words.both(N_("Attendance record"))
    canvas = open_document(
        title=f"{title.english}: {header.event_title.english}",
        language=header.languages[0],
        visibility=header.visibility,
        page_size=A4_LANDSCAPE,
    )
    page = Page(canvas=canvas, width=A4_LANDSCAPE[0] / mm, height=A4_LANDSCAPE[1] / mm)
    foot = page.height - FOOT
    per_page = int((foot - _FIRST) / _ROW_HEIGHT)
    parts = [report.rows[start : start + per_page] for start in range(0, len(report.rows), per_page)] or [()]
    review = [line for step in report.review for line in _said(step, _half(page) - _AT)]
    if _closing_height(report, review) > foot - _FIRST - len(parts[-1]) * _ROW_HEIGHT:
        parts.append(())
    closing = on_pages(review, foot - _FIRST - len(parts[-1]) * _ROW_HEIGHT - _frame(report))
    table_pages = len(parts) - 1
    parts += [()] * (len(closing) - 1)
    columns = _widths(report, page)
    for number, rows in enumerate(parts, start=1):
        bookmark(canvas, f"{title.english} {number}/{len(parts)}", f"page-{number}")
        draw_head(page, header, title, words, _STATE + 4)
        _draw_state(page, report, words)
        with canvas.group("Table"):
            _draw_rows(page, report, rows, columns, words)
        if number > table_pages:
            said = closing[number - table_pages - 1]
            top = _FIRST + len(rows) * _ROW_HEIGHT
            _draw_closing(page, report, said, top, words, figures=number == table_pages + 1)
            if report.seal and number == len(parts):
                _draw_seal(page, report, top + _closing_height(report, said) - _seal_height(report) + 3, words)
        name = f"{header.visibility.acronym} · {header.event_title.english} · {report.made}".rstrip(" ·")
        draw_foot(page, name, number, len(parts), words)
        draw_note(page, header, [row.country for row in rows])
        canvas.showPage()
    finish(canvas)
    return close_document(canvas)


def _widths(report: AttendanceReport, page: Page) -> list[float]:
    """Share the page between people and checkpoints; a checkpoint gets 15 to 34 mm."""
    room = page.width - 2 * MARGIN
    checkpoint = min(34.0, max(15.0, (room - 10 - 110) / max(1, len(report.checkpoints))))
    people = max(60.0, room - 10 - checkpoint * len(report.checkpoints))
    checkpoint = (room - 10 - people) / max(1, len(report.checkpoints))
    return [10.0, people * 0.4, people * 0.38, people * 0.22, *[checkpoint] * len(report.checkpoints)]


def _draw_state(page: Page, report: AttendanceReport, words: ListWords) -> None:
    """Show the review's state where other lists have their code."""
    left = page.width - MARGIN - _STATE
    page.write(page.box(left, 7, _STATE, 7.5), _STATE_LABEL, words.joined(N_("State of review")), vertical=1)
    state = Lettering(size=13, smallest=7, lines=2, weight=Weight.BOLD, colour=EU_BLUE, leading=1.1)
    page.write(page.box(left, 15.5, _STATE, 9), state, report.state, vertical=0)
    if report.payload:
        page.code(report.payload, page.width - MARGIN - _CODE, 25, _CODE)


def _draw_rows(
    page: Page, report: AttendanceReport, rows: Sequence[AttendanceRow], columns: Sequence[float], words: ListWords
) -> None:
    if not rows:
        return
    heads = [words.both(column) for column in _COLUMNS]
    draw_column_heads(page, [*heads, *[Bilingual(english=name) for name in report.checkpoints]], columns)
    for index, row in enumerate(rows):
        top = _FIRST + index * _ROW_HEIGHT
        organisation = ", ".join(text for text in (row.organisation, row.country) if text)
        texts = [(str(row.number), NUMBER), (row.name, _NAME), (organisation, CELL), (row.role, CELL)]
        with page.canvas.group("TR"):
            draw_cells(page, top, _ROW_HEIGHT, columns, texts)
            x = MARGIN + sum(columns[:4])
            for cell, width in zip(row.cells, columns[4:], strict=True):
                _draw_evidence(page, cell, x, top, width)
                x += width


def _draw_evidence(page: Page, cell: AttendanceCell, left: float, top: float, width: float) -> None:
    """Draw a dot for presence, a ring for an excuse or a dash for absence, and each piece of evidence in a line."""
    middle = top + _ROW_HEIGHT / 2
    if cell.present or cell.excused:
        page.fill(page.box(left + 1.8, middle - 1.2, 2.4, 2.4), _PRESENT if cell.present else MUTED, 1.2)
    if cell.excused:
        page.fill(page.box(left + 2.2, middle - 0.8, 1.6, 1.6), "#FFFFFF", 0.8)
    elif not cell.present:
        page.rule(left + 2, middle, 2, points=0.8, colour=MUTED)
    lettering = Lettering(size=7.5, smallest=4, lines=max(1, len(cell.evidence)), leading=1.15, apart=True)
    page.write(page.box(left + 5.5, top + 0.5, width - 6.5, _ROW_HEIGHT - 1), lettering, *cell.evidence, kind="TD")


def _half(page: Page) -> float:
    return (page.width - 2 * MARGIN - 8) / 2


def _said(step: ReviewStep, width: float) -> Iterator[_Said]:
    """Give the lines of a step of the review, as many as its reason needs."""
    said = " · ".join(part for part in (step.action, step.by, step.reason) if part)
    paragraphs = tuple(_parted(paragraph, width) for paragraph in said.splitlines())
    full = Lettering(size=_TEXT.size, smallest=_TEXT.size, lines=len(said), apart=True)
    for number, text in enumerate(fit(paragraphs, full, width * mm, len(said) * _LINE * mm).lines):
        yield _Said(at="" if number else step.at, text=text, height=_NEXT_LINE if number else _LINE)


def _parted(paragraph: str, width: float) -> str:
    """Part words that are wider than a line, such as addresses: lines break between words only."""
    line = Lettering(size=_TEXT.size, smallest=_TEXT.size)
    words = []
    for word in paragraph.split():
        if fit((word,), line, width * mm, _LINE * mm).fits:
            words.append(word)
        else:
            words += [word[start : start + _TOO_WIDE] for start in range(0, len(word), _TOO_WIDE)]
    return " ".join(words)


def _closing_height(report: AttendanceReport, review: Sequence[_Said]) -> float:
    figures = _LINE * (len(report.summary) + len(report.legend))
    return _frame(report) + max(figures, sum(line.height for line in review))


def _frame(report: AttendanceReport) -> float:
    """Give the height of the closing beside its lines, in millimetres."""
    return 14 + _LINE + (_seal_height(report) if report.seal else 0)


def _seal_height(report: AttendanceReport) -> float:
    return 12 + _LINE * len(report.sealed)


def _draw_closing(
    page: Page, report: AttendanceReport, review: Sequence[_Said], top: float, words: ListWords, *, figures: bool
) -> None:
    """Draw figures and legend on the left, on the first page of the closing, and the review on the right."""
    half = _half(page)
    heading = Lettering(size=10.5, smallest=7, weight=Weight.BOLD, colour=EU_BLUE)
    if figures:
        page.write(
            page.box(MARGIN, top + 4, half, 6), heading, words.joined(N_("Figures and kinds of evidence")), kind="H2"
        )
        y = top + 10.5
        # What is counted has long names and short figures, kinds of evidence the other way round.
        for lines, share in ((report.summary, 0.5), (report.legend, 0.2)):
            for label, text in lines:
                page.write(page.box(MARGIN, y, half * share - 2, _LINE), SMALL, label)
                page.write(page.box(MARGIN + half * share, y, half * (1 - share), _LINE), _TEXT, text)
                y += _LINE
    right = MARGIN + half + 8
    page.write(page.box(right, top + 4, half, 6), heading, words.joined(N_("Review")), kind="H2")
    y = top + 10.5
    for line in review:
        if line.at:
            page.write(page.box(right, y, _AT - 1, line.height), SMALL, line.at)
        page.write(page.box(right + _AT, y, half - _AT, line.height), _TEXT, line.text)
        y += line.height


def _draw_seal(page: Page, report: AttendanceReport, top: float, words: ListWords) -> None:
    width = page.width - 2 * MARGIN
    page.rule(MARGIN, top, width)
    lines = ((words.joined(N_("Seal (SHA-256 of the record)")), report.seal or ""), *report.sealed)
    for index, (label, text) in enumerate(lines):
        line = top + 1 + index * _LINE
        page.write(page.box(MARGIN, line, _SEAL - 2, _LINE), SMALL, label)
        page.write(page.box(MARGIN + _SEAL, line, width - _SEAL, _LINE), _TEXT, text)
