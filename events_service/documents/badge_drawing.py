"""Draws a badge on its label: what all badges share, once, and what is the person's own."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from reportlab.lib.units import mm

from events_service.complete import for_each
from events_service.documents.badge_layouts import (
    Area,
    Code,
    Condition,
    Element,
    Emblem,
    Field,
    Layout,
    Mark,
    Names,
    Side,
    Text,
)
from events_service.documents.naming import in_place_of
from events_service.documents.records import Badge, BadgeEvent
from events_service.registrations.records import Category
from events_service.typesetting import qr
from events_service.typesetting.emblem import draw_visibility
from events_service.typesetting.fonts import Weight
from events_service.typesetting.ink import Box, fill
from events_service.typesetting.lettering import MUTED, Lettering, Set, draw, fit, roomy
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, translator

CATEGORY_COLOURS = for_each(
    Category,
    {
        Category.LEAD_PARTNER: "#003399",
        Category.PROJECT_PARTNER: "#1D5FA8",
        Category.POLICY_AUTHORITY: "#0B6E75",
        Category.ADVISORY_PARTNER: "#4B5D16",
        Category.STAKEHOLDER: "#1E7145",
        Category.EXPERT: "#6A3D9A",
        Category.SPEAKER: "#9C2A6B",
        Category.PROGRAMME: "#8A3B12",
        Category.PRESS: "#7A5C00",
        Category.OTHER: "#4A4F57",
    },
)
"""Each dark enough for white letters (contrast at least 5 to 1) and told apart in grey by its label."""


FAMILY_SHARE = 0.36
"""Of the height of a place for names, as much as a family name may take."""

ROUNDING = 0.01
"""Points that keep a text from missing a place that was measured for it."""


class Placed(Struct, frozen=True, kw_only=True):
    """An element that differs from badge to badge, with its place in points, measured once for all badges."""

    element: Element
    box: Box


def draw_common_part(canvas: TaggedCanvas, design: Layout, event: BadgeEvent) -> list[Placed]:
    """Keep what is the same on all badges as the form "common": drawn once, stored once. Give the other elements."""
    texts = {
        Field.EVENT_TITLE: event.title,
        Field.EVENT_DATES: event.dates,
        Field.EVENT_PLACE: event.place,
        Field.ACRONYM: event.visibility.acronym,
        Field.PROGRAMME: event.visibility.programme,
        Field.REFERENCE: event.visibility.reference,
    }
    canvas.beginForm("common", 0, 0, design.width * mm, design.height * mm)
    for element in filter(_common, design.drawn):
        with _side(canvas, design, element):
            box = _box(design, element)
            match element:
                case Emblem():
                    draw_visibility(canvas, box, event.visibility, element.size)
                case Area():
                    fill(canvas, box, element.colour, element.radius * mm)
                case Text():
                    draw(
                        canvas,
                        box,
                        _lettering(element, element.colour),
                        texts[element.field],
                        vertical=element.vertical,
                    )
    canvas.endForm()
    return [Placed(element=element, box=_box(design, element)) for element in design.elements if not _common(element)]


def _common(element: Element) -> bool:
    if element.when is not Condition.ALWAYS:
        return False
    match element:
        case Emblem():
            return True
        case Area():
            return element.colour != "category"
        case Text():
            return element.field.of_event
    return False


def draw_badge(canvas: TaggedCanvas, design: Layout, own: Sequence[Placed], badge: Badge) -> None:
    """Draw what is the person's own, with the label's lower left corner at the origin.

    A back that is like the front is not read aloud a second time.
    """
    colour = design.colours.get(badge.category) or CATEGORY_COLOURS[badge.category]
    if in_place_of(badge.name, badge.latin_name):
        badge = replace(badge, first_name=badge.latin_name, last_name="", latin_name="")
    front = canvas.mark_place()
    for placed in own:
        element, box = placed.element, placed.box
        if not _wanted(element.when, badge):
            continue
        with _side(canvas, design, element):
            match element:
                case Text():
                    lettering = _lettering(element, colour if element.colour == "category" else element.colour)
                    kind = "H1" if element.field is Field.NAME else "P"
                    draw(canvas, box, lettering, *_texts(element.field, badge), vertical=element.vertical, kind=kind)
                case Names():
                    _draw_names(canvas, box, element, badge)
                case Area():
                    fill(canvas, box, colour if element.colour == "category" else element.colour, element.radius * mm)
                case Code():
                    side = min(box.width, box.height)
                    qr.draw(canvas, badge.payload, box.x + box.width - side, box.y, side)
                case Mark():
                    _draw_no_photo(canvas, box)
    if design.alike:
        drawn = canvas.drawn_since(front)
        with _turned(canvas, design):
            canvas.draw_again(drawn)


def _draw_names(canvas: TaggedCanvas, box: Box, element: Names, badge: Badge) -> None:
    """Draw the given name as large as it fits beside what the family name needs, one close above the other."""
    given, family = (badge.first_name, badge.last_name) if badge.first_name else (badge.last_name, "")
    large, small = _lettering_of_names(element)
    small_height = _height(fit((family,), small, box.width, FAMILY_SHARE * box.height), small) if family else 0.0
    large_height = _height(fit((given,), large, box.width, box.height - small_height), large)
    parts = [(given, large, large_height), (family, small, small_height)]
    if badge.family_first:
        parts.reverse()
    top = box.y + (box.height + large_height + small_height) / 2
    with canvas.group("H1"):
        for text, lettering, height in parts:
            if text:
                draw(canvas, Box(box.x, top - height, box.width, height), lettering, text, kind="H1")
                top -= height


def _height(done: Set, lettering: Lettering) -> float:
    """Give the height of set text in points."""
    return len(done.lines) * done.size * roomy(lettering, done.lines).leading + ROUNDING


@lru_cache
def _lettering_of_names(element: Names) -> tuple[Lettering, Lettering]:
    return (
        Lettering(size=element.size, smallest=element.smallest, lines=3, weight=Weight.BOLD, leading=1.16),
        Lettering(size=element.family_size, smallest=element.family_smallest, lines=3, leading=1.16),
    )


def _wanted(when: Condition, badge: Badge) -> bool:
    match when:
        case Condition.NO_PHOTO:
            return badge.no_photo
        case Condition.LATIN_NAME:
            return bool(badge.latin_name)
    return True


def _texts(field: Field, badge: Badge) -> tuple[str, ...]:
    match field:
        case Field.NAME:
            return badge.first_name, badge.last_name
        case Field.LATIN_NAME:
            return (badge.latin_name,)
        case Field.ORGANISATION:
            return (badge.organisation,)
        case Field.COUNTRY:
            return (badge.country,)
        case Field.CATEGORY:
            return (badge.category_label,)
    return badge.agenda


def _box(design: Layout, element: Element) -> Box:
    """Give an element's place in points from the lower left corner of its side."""
    height = design.height / 2 if design.fold else design.height
    return Box(element.x * mm, (height - element.y - element.height) * mm, element.width * mm, element.height * mm)


def _side(canvas: TaggedCanvas, design: Layout, element: Element) -> AbstractContextManager[None]:
    return nullcontext() if element.side is Side.FRONT else _turned(canvas, design)


@contextmanager
def _turned(canvas: TaggedCanvas, design: Layout) -> Iterator[None]:
    """Turn the back of a folded badge upside down, so that it stands upright once folded over."""
    canvas.addLiteral(f"q -1 0 0 -1 {design.width * mm:.3f} {design.height * mm:.3f} cm")
    yield
    canvas.addLiteral("Q")


@lru_cache
def _lettering(element: Text, colour: str) -> Lettering:
    return Lettering(
        size=element.size,
        smallest=element.smallest,
        lines=element.lines,
        weight=Weight.BOLD if element.bold else Weight.REGULAR,
        colour=colour,
        leading=element.leading,
        align=element.align,
        apart=element.field is Field.AGENDA,
    )


def _draw_no_photo(canvas: TaggedCanvas, box: Box) -> None:
    """Draw a small camera, crossed out: the person does not want to be in photos."""
    unit = min(box.width / 6, box.height / 5)
    canvas.begin("Figure", translator(canvas.spoken)(N_("Does not want to be in photos")))
    canvas.saveState()
    canvas.translate(box.x + box.width - 6 * unit, box.y)
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(0.45 * unit)
    canvas.roundRect(0.3 * unit, 0.6 * unit, 5.4 * unit, 3.2 * unit, 0.5 * unit)
    canvas.circle(3 * unit, 2.2 * unit, 0.95 * unit)
    canvas.line(2 * unit, 4.3 * unit, 4 * unit, 4.3 * unit)
    canvas.setLineWidth(0.6 * unit)
    canvas.line(0.4 * unit, 0.2 * unit, 5.6 * unit, 4.8 * unit)
    canvas.restoreState()
    canvas.end()
