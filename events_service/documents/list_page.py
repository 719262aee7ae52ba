"""What lists on paper share: two languages, the head of a page, the heads of columns, rows and the foot."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Protocol, TypeVar

from msgspec import Struct

from events_service.documents.records import Bilingual, SheetHeader
from events_service.documents.sheet_geometry import MARGIN, TABLE_HEAD, TABLE_TOP
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, MUTED, Align, Lettering
from events_service.typesetting.page import Page
from events_service.web.i18n import N_, Translate, country_note

NUMBER = Lettering(size=10, smallest=5, weight=Weight.BOLD, colour=MUTED, align=Align.CENTRE)
NAME = Lettering(size=11, smallest=6, lines=3, weight=Weight.BOLD, leading=1.1)
CELL = Lettering(size=9.5, smallest=5.5, lines=3, leading=1.15)
SMALL = Lettering(size=8.5, smallest=5.5, colour=MUTED)

_PADDING = 1.5


class Tall(Protocol):
    """Something to be drawn below one another, with its height in millimetres."""

    @property
    def height(self) -> float: ...


Line = TypeVar("Line", bound=Tall)


class ListWords(Struct, frozen=True, kw_only=True):
    """The two languages of a list: English (or what was chosen instead), and the host's, None where one is enough."""

    english: Translate
    local: Translate | None = None

    def both(self, message: str) -> Bilingual:
        """Give a text in both languages."""
        return Bilingual(english=self.english(message), local=self.local(message) if self.local else "")

    def joined(self, message: str) -> str:
        """Give a text in both languages, one after the other."""
        return joined(self.both(message))


def joined(text: Bilingual) -> str:
    """Give a text in both languages, one after the other; once where they are the same."""
    return f"{text.english} / {text.local}" if text.local and text.local != text.english else text.english


def draw_head(page: Page, header: SheetHeader, title: Bilingual, words: ListWords, corner: float = 0) -> None:
    """Draw emblem, programme and project, then the event in both languages side by side, then venue and host.

    `corner` is the width in millimetres that is left free in the upper right corner, for a code.
    """
    visibility = header.visibility
    room = page.width - 2 * MARGIN - corner
    page.visibility(visibility, page.box(MARGIN, 11.5, 58, 11), 9.5)
    left = MARGIN + 64
    project = Lettering(size=12, smallest=7, weight=Weight.BOLD)
    line = " · ".join([visibility.acronym, visibility.reference, visibility.programme])
    page.write(page.box(left, 11, room - 64, 6), project, line)
    full_name = Lettering(size=9, smallest=5.5, lines=2, colour=MUTED, leading=1.1)
    page.write(page.box(left, 17, room - 64, 6.5), full_name, visibility.project_name)
    page.rule(MARGIN, 25, room, points=1, colour=EU_BLUE)
    column = (room - 6) / 2 if words.local else room
    _draw_event(page, MARGIN, column, [text.english for text in _event_texts(header, title)], header.languages[0])
    if words.local:
        local = [text.local or text.english for text in _event_texts(header, title)]
        _draw_event(page, MARGIN + column + 6, column, local, header.languages[1] or "")
    half = (page.width - 2 * MARGIN - 6) / 2
    for index, (label, text) in enumerate(((N_("Venue"), header.venue), (N_("Host"), joined(header.host)))):
        x = MARGIN + index * (half + 6)
        page.write(page.box(x, 48.8, half, 3.4), Lettering(size=7, smallest=5, colour=MUTED), words.joined(label))
        page.write(page.box(x, 52.0, half, 4.6), Lettering(size=9.5, smallest=5.5), text)


def _event_texts(header: SheetHeader, title: Bilingual) -> list[Bilingual]:
    kind = Bilingual(
        english=f"{title.english} · {header.event_type.english}",
        local=f"{title.local} · {header.event_type.local or header.event_type.english}" if title.local else "",
    )
    return [kind, header.event_title, header.date, header.session or Bilingual(english="")]


def _draw_event(page: Page, left: float, width: float, texts: Sequence[str], language: str) -> None:
    kind, title, date, session = texts
    bold = Lettering(size=14, smallest=7, lines=2, weight=Weight.BOLD, leading=1.1)
    with page.canvas.in_language(language):
        page.write(page.box(left, 26, width, 5), Lettering(size=9.5, smallest=6, colour=EU_BLUE), kind)
        page.write(page.box(left, 30.7, width, 7), bold, title, kind="H1")
        page.write(page.box(left, 37.8, width, 5.5), Lettering(size=11, smallest=7, weight=Weight.BOLD), date)
        page.write(page.box(left, 43.2, width, 4.6), Lettering(size=9.5, smallest=6), session)


def draw_column_heads(page: Page, heads: Sequence[Bilingual], columns: Sequence[float]) -> None:
    """Draw the heads of columns, white on blue, one language above the other; the first column is centred."""
    with page.canvas.group("TR"):
        _draw_column_heads(page, heads, columns)


def _draw_column_heads(page: Page, heads: Sequence[Bilingual], columns: Sequence[float]) -> None:
    page.fill(page.box(MARGIN, TABLE_TOP, sum(columns), TABLE_HEAD), EU_BLUE)
    x = MARGIN
    for index, (text, column) in enumerate(zip(heads, columns, strict=True)):
        align = Align.LEFT if index else Align.CENTRE
        bold = Lettering(size=8.5, smallest=4.5, weight=Weight.BOLD, colour="#FFFFFF", align=align, lines=2)
        room = column - _PADDING - 0.3
        with page.canvas.group("TH"):
            if text.local and text.local != text.english:
                plain = Lettering(size=8, smallest=4.5, colour="#FFFFFF", align=align)
                page.write(page.box(x + 1, TABLE_TOP + 0.4, room, 4), bold, text.english)
                page.write(page.box(x + 1, TABLE_TOP + 4.2, room, 4), plain, text.local)
            else:
                page.write(page.box(x + 1, TABLE_TOP, room, TABLE_HEAD), bold, text.english)
        x += column


def draw_cells(
    page: Page, top: float, height: float, columns: Sequence[float], texts: Sequence[tuple[str, Lettering]]
) -> None:
    """Draw the cells of a row and set its texts into them, from the first column on; the caller groups them as a TR."""
    page.grid(MARGIN, top, height, columns)
    x = MARGIN
    for (text, lettering), column in zip(texts, columns, strict=False):
        padding = 0.5 if lettering.align is Align.CENTRE else _PADDING
        place = page.box(x + padding, top + 0.4, column - 2 * padding, height - 0.8)
        page.write(place, lettering, text, kind="TD")
        x += column


def on_pages(lines: Sequence[Line], room: float, *, stays: Callable[[Line], bool] | None = None) -> list[list[Line]]:
    """Share lines out over pages with `room` for them in millimetres, the first page even where there are none.

    A line that `stays` is not parted from the one that follows it, as a heading is not.
    """
    pages: list[list[Line]] = [[]]
    used = 0.0
    for line, following in zip_longest(lines, lines[1:]):
        wanted = line.height + (following.height if following and stays and stays(line) else 0)
        if used + wanted > room and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += line.height
    return pages


def draw_note(page: Page, header: SheetHeader, countries: Iterable[str]) -> None:
    """Draw the footnote that belongs to one of the `countries` that a page names, in the language of its rows."""
    named = ", ".join(countries)
    notes = [country_note(named, language) for language in header.languages if language]
    if note := next(filter(None, notes), ""):
        place = page.box(MARGIN + 2, page.height - 7.2, page.width - 2 * MARGIN - 4, 3.2)
        page.write(place, Lettering(size=6.5, smallest=4, colour=MUTED), note)


def draw_foot(page: Page, left: str, number: int, pages: int, words: ListWords) -> None:
    """Draw the foot: what the list is, and page X of Y."""
    x, width = MARGIN + 2, page.width - 2 * MARGIN - 4
    top = page.height - 11.5
    page.write(page.box(x, top, width * 0.66, 5), Lettering(size=8, smallest=5.5, colour=MUTED), left)
    count = words.both(N_("Page {page} of {pages}"))
    text = joined(
        Bilingual(
            english=count.english.format(page=number, pages=pages), local=count.local.format(page=number, pages=pages)
        )
    )
    right = Lettering(size=9, smallest=6, weight=Weight.BOLD, align=Align.RIGHT)
    page.write(page.box(x + width * 0.68, top, width * 0.32, 5), right, text)
