"""Badges: each participant's name as large as it fits, on the labels of a layout."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from msgspec import Meta, Struct
from reportlab.lib.units import mm

from events_service.documents.badge_drawing import Placed, draw_badge, draw_common_part
from events_service.documents.badge_layouts import Layout, places, read_layout
from events_service.documents.badge_selection import BadgeOrder, in_order
from events_service.documents.records import Badge, BadgeEvent, NothingToPrint
from events_service.typesetting.document import bookmark, close_document, open_document
from events_service.typesetting.ink import rule
from events_service.typesetting.records import PrintingRefused
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, gettext

DEFAULT_LAYOUT = "a6-large"
_MARK = "#9AA0A6"


class BadgeOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How badges are laid on pages.

    `cut_marks` as the layout says, unless given; `shift_right` and `shift_down` in millimetres correct a printer that
    is off; `start_at` is the first label to use on a sheet that was begun.
    """

    cut_marks: bool | None = None
    shift_right: Annotated[float, Meta(ge=-20, le=20)] = 0
    shift_down: Annotated[float, Meta(ge=-20, le=20)] = 0
    start_at: Annotated[int, Meta(ge=1)] = 1
    order: BadgeOrder = BadgeOrder.AS_GIVEN


AS_DESIGNED = BadgeOptions()


class NoSuchLabel(PrintingRefused):
    """The label to start at is not on the layout's page."""


def badges(
    event: BadgeEvent,
    people: Sequence[Badge],
    layout: str = DEFAULT_LAYOUT,
    options: BadgeOptions = AS_DESIGNED,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Print badges as a PDF; `progress` is told after each page how many are done.

    Raises FundingStatementMissing, NothingToPrint, UnknownLayout, FaultyLayout, NoSuchLabel.
    """
    return print_labels(event, people, read_layout(layout), options, progress)


def print_labels(
    event: BadgeEvent,
    people: Sequence[Badge],
    design: Layout,
    options: BadgeOptions,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Print a label for each person as a PDF. Raises FundingStatementMissing, NothingToPrint, NoSuchLabel."""
    if not people:
        raise NothingToPrint(gettext(N_("There are no badges to print: nobody is on the list.")))
    per_page = design.grid.columns * design.grid.rows
    if options.start_at > per_page:
        reason = N_("The layout has {count} labels on a page; start at one of them, 1 to {count}.")
        raise NoSuchLabel(gettext(reason).format(count=per_page))
    canvas = open_document(
        title=event.title,
        language=event.language,
        visibility=event.visibility,
        page_size=(design.page_width * mm, design.page_height * mm),
    )
    own = draw_common_part(canvas, design, event)
    said = f"{event.visibility.funding_statement} · {event.visibility.acronym} · {event.title}"
    done = 0
    for page in _pages(in_order(people, options.order, event.language), per_page, options.start_at - 1):
        _draw_page(canvas, design, own, page, options, said)
        canvas.showPage()
        done += len(page)
        progress(done)
    return close_document(canvas)


def _pages(people: Sequence[Badge], per_page: int, skipped: int) -> Iterator[list[tuple[int, Badge]]]:
    """Give for each page the badges on it, each with the place of its label, counted from 0."""
    last = len(people) + skipped
    for start in range(0, last, per_page):
        slots = range(max(start, skipped), min(start + per_page, last))
        if slots:
            yield [(slot - start, people[slot - skipped]) for slot in slots]


def _draw_page(
    canvas: TaggedCanvas,
    design: Layout,
    own: Sequence[Placed],
    page: Sequence[tuple[int, Badge]],
    options: BadgeOptions,
    said: str,
) -> None:
    """Draw the badges of a page; `said` is read aloud for what all of them show."""
    first, last = page[0][1].name, page[-1][1].name
    bookmark(canvas, first if len(page) == 1 else f"{first} – {last}", f"page-{canvas.getPageNumber()}")
    canvas.translate(options.shift_right * mm, -options.shift_down * mm)
    labels = list(places(design))
    for place, badge in page:
        left, top = labels[place]
        canvas.addLiteral(f"q 1 0 0 1 {left * mm:.3f} {(design.page_height - top - design.height) * mm:.3f} cm")
        with canvas.group("Sect"):
            canvas.begin("Figure", said)
            canvas.doForm("common")
            canvas.end()
            draw_badge(canvas, design, own, badge)
        canvas.addLiteral("Q")
    if design.cut_marks if options.cut_marks is None else options.cut_marks:
        _draw_cut_marks(canvas, design)


def _draw_cut_marks(canvas: TaggedCanvas, design: Layout) -> None:
    """Mark each label's corners on the cuts themselves, so that nothing of them is left on a badge cut well.

    A fold is marked by dashes at both its ends.
    """
    reach = 3 * mm
    for left, top in places(design):
        for x in (left * mm, (left + design.width) * mm):
            for y in ((design.page_height - top) * mm, (design.page_height - top - design.height) * mm):
                rule(canvas, (x - reach, y, x + reach, y), (x, y - reach, x, y + reach), width=0.25, colour=_MARK)
        if design.fold:
            y = (design.page_height - top - design.height / 2) * mm
            dashes = [(x, y, x + 2 * reach, y) for x in (left * mm, (left + design.width) * mm - 2 * reach)]
            canvas.addLiteral("[1.5] 0 d")
            rule(canvas, *dashes, width=0.25, colour=_MARK)
            canvas.addLiteral("[] 0 d")
