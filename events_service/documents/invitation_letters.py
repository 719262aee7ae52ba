"""Letters of invitation on the host's letterhead: each on one page where it fits, with a code that verifies it."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from reportlab.lib.units import mm

from events_service.documents.letter_records import InvitationLetter, LetterDay
from events_service.documents.list_page import on_pages
from events_service.documents.records import NothingToPrint
from events_service.typesetting.document import A4_PORTRAIT, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, INK, MUTED, Align, Lettering
from events_service.typesetting.line_breaking import broken, measured
from events_service.typesetting.page import Page
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, Translate, country_note, gettext

_WIDTH, _HEIGHT = 210.0, 297.0
_LEFT, _ROOM = 22.0, 166.0
_TOP, _FOOT = 60.0, 246.0
_LABELS = 46.0
_HOURS = 24.0
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_LEADING = 1.32
_SMALL = Lettering(size=8.5, smallest=5, colour=MUTED)


class _Block(Struct, frozen=True, kw_only=True):
    """A part of the letter that no page break parts: its height in millimetres, and how it is drawn from its top.

    `stays` with the one after it, as a heading does.
    """

    height: float
    draw: Callable[[float], None]
    stays: bool = False


class _Style(Struct, frozen=True, kw_only=True):
    """How lines of running text are set: size in points, weight, colour, and the kind of element they are."""

    size: float
    weight: Weight = Weight.REGULAR
    colour: str = INK
    kind: str = "P"

    @property
    def step(self) -> float:
        """The height of a line in millimetres."""
        return self.size * _LEADING / mm


def invitation_letters(people: Sequence[InvitationLetter], words_in: Callable[[str], Translate]) -> bytes:
    """Print letters in the order given, each in its own language and beginning on a page of its own, as a PDF.

    `words_in` gives the translation into a language. Raises FundingStatementMissing, NothingToPrint.
    """
    if not people:
        raise NothingToPrint(gettext(N_("There are no letters to print: nobody is on the list.")))
    first = people[0]
    canvas = open_document(
        title=first.subject, language=first.language, visibility=first.visibility, page_size=A4_PORTRAIT
    )
    for index, person in enumerate(people):
        with canvas.in_language(person.language), canvas.group("Sect"):
            _draw(canvas, person, words_in(person.language), f"letter-{index}")
    return close_document(canvas)


def _draw(canvas: TaggedCanvas, person: InvitationLetter, words: Translate, key: str) -> None:
    page = Page(canvas=canvas, width=_WIDTH, height=_HEIGHT)
    blocks: list[_Block] = []
    for size in _SIZES:
        blocks = _blocks(page, person, words, size)
        if sum(block.height for block in blocks) <= _FOOT - _TOP:
            break
    pages = on_pages(blocks, _FOOT - _TOP, stays=lambda block: block.stays)
    for number, shown in enumerate(pages, start=1):
        if number == 1:
            bookmark(canvas, person.name, key)
        _draw_head(page, person, words)
        top = _TOP
        for block in shown:
            block.draw(top)
            top += block.height
        if number == len(pages):
            _draw_signature(page, person, words)
        else:
            shown_number = words(N_("Page {page} of {pages}")).format(page=number, pages=len(pages))
            right = Lettering(size=8.5, smallest=5, colour=MUTED, align=Align.RIGHT)
            page.write(page.box(_LEFT, 283, _ROOM, 5), right, shown_number)
        canvas.showPage()


def _draw_head(page: Page, person: InvitationLetter, words: Translate) -> None:
    """Draw the letterhead, and beside it the emblem with the funding and the project."""
    sender, visibility = person.sender, person.visibility
    name = Lettering(size=14, smallest=8, lines=2, weight=Weight.BOLD, colour=EU_BLUE, keep_small=False)
    page.write(page.box(_LEFT, 14, 96, 12), name, sender.name, vertical=1)
    for index, line in enumerate(sender.lines):
        page.write(page.box(_LEFT, 27 + index * 4.1, 96, 4.1), _SMALL, line)
    page.visibility(visibility, page.box(126, 15, 62, 11), 8.5)
    right = Lettering(size=8.5, smallest=5, weight=Weight.BOLD, colour=EU_BLUE, align=Align.RIGHT)
    page.write(page.box(122, 27, 66, 4.1), right, f"{visibility.acronym} · {visibility.programme}")
    muted = Lettering(size=8, smallest=5, lines=2, colour=MUTED, align=Align.RIGHT)
    page.write(page.box(122, 31.1, 66, 4.1), muted, visibility.reference)
    page.rule(_LEFT, 43.5, _ROOM, points=1.2, colour=EU_BLUE)
    date = Lettering(size=10, smallest=6, align=Align.RIGHT)
    page.write(page.box(_LEFT + 66, 47, _ROOM - 66, 5), date, sender.place_and_date)
    page.write(page.box(_LEFT, 47, 64, 5), _SMALL, words(N_("No. {serial}")).format(serial=person.number))


def _blocks(page: Page, person: InvitationLetter, words: Translate, size: float) -> list[_Block]:
    """Give what the letter says, from its subject to its costs, set at a size."""
    text = _Style(size=size)
    subject = _Style(size=size * 1.35, weight=Weight.BOLD, kind="H1")
    heading = _Style(size=size * 1.05, weight=Weight.BOLD, colour=EU_BLUE, kind="H2")
    blocks = [_paragraph(page, person.subject, subject, after=0.35)]
    blocks += [_paragraph(page, each, text) for each in person.paragraphs]
    blocks += [_fact(page, label, value, size) for label, value in person.facts]
    if person.programme:
        blocks.append(_paragraph(page, words(N_("Programme")), heading, before=0.55, after=0.2, stays=True))
        for day in person.programme:
            blocks += _day(page, day, size)
    if person.costs:
        blocks.append(_paragraph(page, words(N_("Costs")), heading, before=0.55, after=0.2, stays=True))
        blocks.append(_paragraph(page, person.costs, text))
    return blocks


def _paragraph(
    page: Page, text: str, style: _Style, *, before: float = 0, after: float = 0.5, stays: bool = False
) -> _Block:
    """Give a paragraph; `before` and `after` are room above and below it, in lines."""
    lines = _lines(text, style, _ROOM)

    def draw(top: float) -> None:
        _write(page, lines, style, _LEFT, top + before * style.step, _ROOM)

    return _Block(height=(before + len(lines) + after) * style.step, draw=draw, stays=stays)


def _fact(page: Page, label: str, value: str, size: float) -> _Block:
    """Give a line of what is to be known: its label beside its value."""
    said, told = _Style(size=size * 0.9, colour=MUTED), _Style(size=size)
    labels, values = _lines(label, said, _LABELS - 3), _lines(value, told, _ROOM - _LABELS)

    def draw(top: float) -> None:
        _write(page, labels, said, _LEFT, top + (told.step - said.step) / 2, _LABELS - 3)
        _write(page, values, told, _LEFT + _LABELS, top, _ROOM - _LABELS)

    return _Block(height=max(len(labels) * said.step, len(values) * told.step) + 0.12 * told.step, draw=draw)


def _day(page: Page, day: LetterDay, size: float) -> list[_Block]:
    """Give a day of the programme: its name, then a line for each session."""
    named, small = _Style(size=size * 0.92, weight=Weight.BOLD), _Style(size=size * 0.88)
    blocks = [_paragraph(page, day.day, named, before=0.25, after=0.05, stays=True)]
    for when, title in day.sessions:
        lines = _lines(title, small, _ROOM - _HOURS)

        def draw(top: float, when: str = when, lines: Sequence[str] = lines) -> None:
            _write(page, [when], small, _LEFT, top, _HOURS - 2)
            _write(page, lines, small, _LEFT + _HOURS, top, _ROOM - _HOURS)

        blocks.append(_Block(height=len(lines) * small.step, draw=draw))
    return blocks


def _lines(text: str, style: _Style, width: float) -> list[str]:
    """Fill lines of a width in millimetres one after the other; what no break fits is one line, and set smaller."""
    joined = " ".join(text.split())
    ready = measured((joined,), style.weight, apart=False, at_hyphens=True, keep_small=False)
    return broken(ready, width * mm / style.size, len(joined) + 1) or [joined]


def _write(page: Page, lines: Sequence[str], style: _Style, left: float, top: float, width: float) -> None:
    """Write lines as one element."""
    lettering = Lettering(
        size=style.size, smallest=4.5, weight=style.weight, colour=style.colour, leading=_LEADING, keep_small=False
    )
    with page.canvas.group(style.kind):
        for index, line in enumerate(lines):
            place = page.box(left, top + index * style.step, width, style.step + 0.01)
            page.write(place, lettering, line, kind=style.kind)


def _draw_signature(page: Page, person: InvitationLetter, words: Translate) -> None:
    """Draw who signs, with room for signature and stamp, and the code beside the sentence that says what it is for."""
    sender = person.sender
    page.rule(_LEFT, 267, 78, points=0.6, colour=INK)
    page.write(page.box(_LEFT, 268, 78, 5), Lettering(size=10, smallest=6, weight=Weight.BOLD), sender.signatory)
    if sender.function:
        page.write(page.box(_LEFT, 273, 78, 4.4), Lettering(size=9, smallest=5.5), sender.function)
    page.write(page.box(_LEFT, 277.6, 78, 4), _SMALL, words(N_("Signature and stamp")))
    if note := country_note(" ".join(value for _, value in person.facts), person.language):
        page.write(page.box(_LEFT, 287, _ROOM, 3.5), Lettering(size=6.5, smallest=4.5, colour=MUTED), note)
    page.code(person.payload, 160, 251, 30)
    beside = Lettering(size=8, smallest=5, lines=4, colour=MUTED, align=Align.RIGHT, keep_small=False)
    page.write(page.box(104, 258, 55, 14), beside, words(N_("Scan the code to see whether this letter is genuine.")))
    page.write(page.box(104, 281.5, 84, 4), replace(beside, size=7, smallest=4.5, lines=1), person.address)
