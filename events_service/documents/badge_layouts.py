"""The layouts of badges: definition files that say where labels stand on a page and what stands on a label."""

import json
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Annotated

import msgspec
import yaml
from msgspec import Meta, Struct
from msgspec.structs import replace

from events_service.programme.records import Words
from events_service.registrations.records import Category
from events_service.settings import resource_dir
from events_service.typesetting.lettering import Align
from events_service.typesetting.records import PrintingRefused
from events_service.web.i18n import N_, gettext

Millimetres = Annotated[float, Meta(ge=0, le=1000)]
Points = Annotated[float, Meta(ge=3, le=200)]
Colour = Annotated[str, Meta(pattern=r"^(#[0-9A-Fa-f]{6}|category)$", description="#RRGGBB, or that of the category.")]


class Field(Enum):
    """What a text shows."""

    NAME = "name"
    LATIN_NAME = "latin_name"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    CATEGORY = "category"
    AGENDA = "agenda"
    EVENT_TITLE = "event_title"
    EVENT_DATES = "event_dates"
    EVENT_PLACE = "event_place"
    ACRONYM = "acronym"
    PROGRAMME = "programme"
    REFERENCE = "reference"

    @property
    def of_event(self) -> bool:
        """Whether the text is the same on all badges."""
        return self.value.startswith("event_") or self in {Field.ACRONYM, Field.PROGRAMME, Field.REFERENCE}


class Condition(Enum):
    """When an element is drawn."""

    ALWAYS = "always"
    NO_PHOTO = "no_photo"
    LATIN_NAME = "latin_name"


class Side(Enum):
    """On which side of a folded badge an element stands; the back is drawn upside down, above the fold."""

    FRONT = "front"
    BACK = "back"


class Element(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all elements have: their place in millimetres from the label's upper left corner, and a condition."""

    x: Millimetres
    y: Millimetres
    width: Millimetres
    height: Millimetres
    when: Condition = Condition.ALWAYS
    side: Side = Side.FRONT


class Text(Element, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="text"):
    """A field, set at the largest size between `size` and `smallest` points at which it fits its place."""

    field: Field
    size: Points
    smallest: Points = 6
    lines: Annotated[int, Meta(ge=1, le=40)] = 1
    bold: bool = False
    colour: Colour = "#1A1A1A"
    align: Align = Align.LEFT
    vertical: Annotated[float, Meta(ge=0, le=1, description="0 top, 0.5 middle, 1 foot.")] = 0.5
    leading: Annotated[float, Meta(ge=0.8, le=2)] = 1.2


class Names(Element, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="names"):
    """The given name as large as it fits, and the family name smaller, in the order of the person's language."""

    size: Points
    smallest: Points = 11
    family_size: Points
    family_smallest: Points = 9


class Area(Element, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="area"):
    """A filled rectangle."""

    colour: Colour
    radius: Millimetres = 0


class Code(Element, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="qr"):
    """The QR code with its quiet zone, as large as the place allows."""


class Emblem(Element, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="visibility"):
    """The EU emblem with the funding statement beside it."""

    size: Points = 9


class Mark(Element, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="no_photo"):
    """A camera crossed out."""


class Grid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where labels stand on a page, in millimetres: the first one's corner, and the way from each to the next."""

    columns: Annotated[int, Meta(ge=1, le=20)]
    rows: Annotated[int, Meta(ge=1, le=50)]
    left: Millimetres = 0
    top: Millimetres = 0
    pitch_x: Millimetres = 0
    pitch_y: Millimetres = 0


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A badge layout, in millimetres.

    `cut_marks` are drawn where labels are cut from plain paper; `fold` is the height at which a label is folded over,
    with its back above; `alike`: the back shows what the front shows, so that a badge that turns is read as well.
    """

    title: Words
    page_width: Millimetres
    page_height: Millimetres
    grid: Grid
    width: Millimetres
    height: Millimetres
    cut_marks: bool = False
    fold: bool = False
    alike: bool = False
    colours: dict[Category, Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]] = {}
    elements: tuple[Text | Names | Area | Code | Emblem | Mark, ...]

    @property
    def drawn(self) -> tuple[Element, ...]:
        """All elements, those of the back after those of the front."""
        return self.elements + tuple(replace(one, side=Side.BACK) for one in self.elements if self.alike)


class UnknownLayout(PrintingRefused):
    """There is no layout of this name."""


class FaultyLayout(PrintingRefused):
    """A layout's definition file is not as its schema says."""


def layout_names(folder: str = "badges") -> list[str]:
    """Give the names of all layouts in a folder of templates/layouts."""
    return sorted(path.stem for path in (resource_dir("templates") / "layouts" / folder).glob("*.yaml"))


@cache
def read_layout(name: str, folder: str = "badges") -> Layout:
    """Read a layout by its name. Raises UnknownLayout, FaultyLayout."""
    names = layout_names(folder)
    if name not in names:
        reason = N_("There is no badge layout {name}; choose one of {names}.")
        raise UnknownLayout(gettext(reason).format(name=name, names=", ".join(names)))
    path = resource_dir("templates") / "layouts" / folder / f"{name}.yaml"
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Layout)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise FaultyLayout(f"{path.name}: {error}") from error


def layout_schema() -> str:
    """Give the text of the JSON Schema (draft 2020-12) of a layout's definition file, so that editors can help."""
    _, definitions = msgspec.json.schema_components([Layout], ref_template="#/$defs/{name}")
    top = definitions.pop("Layout") | {"title": "Definition of a badge layout"}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def places(layout: Layout) -> Iterator[tuple[float, float]]:
    """Give the left and the top of each label on a page, in millimetres, row by row."""
    grid = layout.grid
    for row in range(grid.rows):
        for column in range(grid.columns):
            yield grid.left + column * grid.pitch_x, grid.top + row * grid.pitch_y
