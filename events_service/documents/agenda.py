"""The agenda on one page, two languages side by side."""

from collections.abc import Sequence

from msgspec import Struct
from reportlab.lib.units import mm

from events_service.documents.agenda_records import Agenda, AgendaDay, AgendaEntry
from events_service.documents.list_page import ListWords, draw_foot, draw_head, joined, on_pages
from events_service.documents.records import Bilingual
from events_service.documents.sheet_geometry import FOOT, MARGIN
from events_service.typesetting.document import A4_PORTRAIT, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, MUTED, Lettering, fit
from events_service.typesetting.page import Page
from events_service.web.i18n import N_

_TOP = 59.0
_HOURS = 23.0
_GAP = 5.0
_SIZES = (12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)


class _Line(Struct, frozen=True, kw_only=True):
    """A line ready to be drawn: its height in millimetres, and its day or its entry."""

    height: float
    day: AgendaDay | None = None
    entry: AgendaEntry | None = None


def agenda(programme: Agenda, words: ListWords) -> bytes:
    """Print the agenda as a PDF: on one page, at the largest size that allows it; else on more, at the smallest.

    Raises FundingStatementMissing.
    """
    header, title = programme.header, words.both(N_("Agenda"))
    canvas = open_document(
        title=f"{title.english}: {header.event_title.english}",
        language=header.languages[0],
        visibility=header.visibility,
        page_size=A4_PORTRAIT,
    )
    page = Page(canvas=canvas, width=A4_PORTRAIT[0] / mm, height=A4_PORTRAIT[1] / mm)
    room = page.height - FOOT - _TOP
    column = _column(page, words)
    lines: list[_Line] = []
    for size in _SIZES:
        lines = _measured(programme, size, column)
        if sum(line.height for line in lines) <= room:
            break
    # The heading of a day stays with what comes first on it.
    pages = on_pages(lines, room, stays=lambda line: line.day is not None)
    for number, shown in enumerate(pages, start=1):
        bookmark(canvas, title.english, f"page-{number}")
        draw_head(page, header, title, words)
        top = _TOP
        for line in shown:
            with canvas.group("H2" if line.day else "Sect"):
                _draw_line(page, line, top, size, column, words, header.languages)
            top += line.height
        draw_foot(
            page, " · ".join(filter(None, (header.visibility.acronym, programme.zone))), number, len(pages), words
        )
        canvas.showPage()
    return close_document(canvas)


def _column(page: Page, words: ListWords) -> float:
    width = page.width - 2 * MARGIN - _HOURS
    return (width - _GAP) / 2 if words.local else width


def _texts(entry: AgendaEntry, size: float) -> Sequence[tuple[Bilingual, Lettering]]:
    weight = Weight.REGULAR if entry.pause else Weight.BOLD
    title = Lettering(size=size, smallest=4.5, lines=4, weight=weight, colour=MUTED if entry.pause else "#1A1A1A")
    small = Lettering(size=size * 0.86, smallest=4.5, lines=3, colour=MUTED)
    texts = [(entry.title, title)]
    if entry.speakers:
        texts.append((Bilingual(english=entry.speakers, local=entry.speakers), small))
    if entry.place.english:
        texts.append((entry.place, small))
    return texts


def _height(text: str, lettering: Lettering, column: float) -> float:
    """Give the height of a text in a column in millimetres, at its full size."""
    full = Lettering(size=lettering.size, smallest=lettering.size, lines=lettering.lines, weight=lettering.weight)
    lines = len(fit((text,), full, column * mm, 200 * mm).lines)
    return max(1, lines) * lettering.size * lettering.leading / mm


def _block(text: Bilingual, lettering: Lettering, column: float) -> float:
    return max(_height(text.english, lettering, column), _height(text.local, lettering, column) if text.local else 0)


def _measured(programme: Agenda, size: float, column: float) -> list[_Line]:
    lines = []
    for day in programme.days:
        lines.append(_Line(height=size * 0.95, day=day))
        for entry in day.entries:
            height = sum(_block(text, lettering, column) for text, lettering in _texts(entry, size))
            lines.append(_Line(height=height + size * 0.16, entry=entry))
    return lines


def _draw_line(
    page: Page,
    line: _Line,
    top: float,
    size: float,
    column: float,
    words: ListWords,
    languages: tuple[str, str | None],
) -> None:
    lefts = (MARGIN + _HOURS, MARGIN + _HOURS + column + _GAP)
    if line.day is not None:
        place = page.box(MARGIN, top + size * 0.22, page.width - 2 * MARGIN, size * 0.6)
        heading = Lettering(size=size * 1.12, smallest=5, weight=Weight.BOLD, colour=EU_BLUE)
        page.write(place, heading, joined(line.day.date) if words.local else line.day.date.english)
        page.rule(MARGIN, top + size * 0.86, page.width - 2 * MARGIN, points=0.8, colour=EU_BLUE)
    if line.entry is None:
        return
    first = size * 1.2 / mm
    hours = Lettering(size=size, smallest=4.5, colour=MUTED if line.entry.pause else "#1A1A1A")
    y = top + size * 0.08
    page.write(page.box(MARGIN, y, _HOURS - 2, first), hours, line.entry.hours)
    for text, lettering in _texts(line.entry, size):
        height = _block(text, lettering, column)
        for left, said, language in zip(lefts, (text.english, text.local or text.english), languages, strict=True):
            if left == lefts[0] or words.local:
                place = page.box(left, y, column, height)
                page.write(place, lettering, said, vertical=0, language=language or "")
        y += height
