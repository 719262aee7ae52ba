"""The row of a spreadsheet that names its columns: where it stands, and which field each column holds."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events_service.programme.records import Event
from events_service.registrations.labels import FIELDS_OF_OTHERS, field_name
from events_service.registrations.spreadsheets import answer_columns, columns, guessing
from events_service.registrations.spreadsheets.columns import NameOrder
from events_service.registrations.spreadsheets.country_names import folded
from events_service.registrations.spreadsheets.reading import Unreadable
from events_service.registrations.spreadsheets.sheet_reading import LOOKED_THROUGH, Row
from events_service.registrations.spreadsheets.whole_names import order_of
from events_service.web.i18n import gettext

WHOLE_NAME = "name"
"""The field of a column that holds first and last name together."""

FAMILY_FIRST = "name_family_first"
"""What a human calls such a column in which the family name comes first."""

NOT_READ = ""
"""What a human calls a column that is not to be read."""

_NAME_PARTS = ("first_name", "last_name")
Fields = Mapping[int, str]
"""The field of each column, the first at 0."""


class Said(Struct, frozen=True, kw_only=True):
    """What a human said of a file: which row names its columns, 0 for none, what each column holds, and people's names.

    `names` are whole names by their row, as `parts_of` is certain of them. `take_over`: what rows leave open is taken
    from what other events know. What is None is to be found out.
    """

    heading: int | None = None
    fields: Fields | None = None
    names: Mapping[int, str] = {}
    take_over: bool = False


NOTHING = Said()


class Heading(Struct, frozen=True, kw_only=True):
    """What a row says of the columns: the field of each, and each field's label as it is written there.

    `order` is that of whole names, `cells` is the row as it is written. A file in which no row names the columns has
    the `row` 0.
    """

    row: int
    fields: Fields
    labels: Mapping[str, str]
    cells: tuple[str, ...]
    order: NameOrder = NameOrder.GIVEN_FIRST

    @property
    def not_read(self) -> Mapping[int, str]:
        """The labels of the columns that stand for no field."""
        return {column: text for column, text in enumerate(self.cells) if text and column not in self.fields}


def heading_of(
    rows: Sequence[Row], event: Event, said: Said = NOTHING, remembered: Mapping[tuple[str, ...], Fields] = {}
) -> tuple[Heading, Sequence[Row]]:
    """Find the heading, which titles may stand above, and give it with the rows below it.

    What a human says of the columns goes before what was `remembered` of such a heading, as `remembered_as` writes it,
    and that before what its words and the cells tell.
    """
    asked = answer_columns.questions_by_header(event)
    read = [_heading(row, event, asked) for row in rows[:LOOKED_THROUGH]]
    place = _place_of(read, said.heading) if said.heading is not None else _found(read, rows)
    if place is None:
        heading, below = Heading(row=0, fields={}, labels={}, cells=()), rows
    else:
        heading, below = read[place], rows[place + 1 :]
    fields = said.fields
    if fields is None:
        fields = remembered.get(remembered_as(heading.cells))
    if fields is None:
        return _with(heading, {**heading.fields, **guessing.guessed(heading.fields, below)}, heading.order), below
    offered = {value for value, _ in choices(event)}
    return _as_called(heading, {column: field for column, field in fields.items() if field in offered}), below


def _place_of(read: Sequence[Heading], wanted: int) -> int | None:
    return next((place for place, each in enumerate(read) if each.row == wanted), None)


def _found(read: Sequence[Heading], rows: Sequence[Row]) -> int | None:
    """Give the place of the row that names most fields; else that above the first address, or None."""
    place = max(range(len(read)), key=lambda each: (len(set(read[each].fields.values())), -each))
    if read[place].fields:
        return place
    addressed = [place for place, row in enumerate(rows[: len(read)]) if any(map(guessing.is_address, row.cells))]
    return addressed[0] - 1 if addressed and addressed[0] else None


def remembered_as(cells: Sequence[str]) -> tuple[str, ...]:
    """Give the words of a heading as they are compared with those of another file."""
    return tuple(folded(cell) for cell in cells)


def _as_called(heading: Heading, called: Fields) -> Heading:
    """Give a heading with the fields as a human calls its columns."""
    fields = {column: field for column, field in called.items() if field != NOT_READ}
    order = NameOrder.FAMILY_FIRST if FAMILY_FIRST in fields.values() else NameOrder.GIVEN_FIRST
    return _with(heading, {column: WHOLE_NAME if f == FAMILY_FIRST else f for column, f in fields.items()}, order)


def _with(heading: Heading, fields: Fields, order: NameOrder) -> Heading:
    return replace(
        heading,
        fields=fields,
        labels={field: label_at(heading, column) for column, field in reversed([*fields.items()])},
        order=order,
    )


def label_at(heading: Heading, column: int) -> str:
    """Give what stands above a column, or else its letters as spreadsheet programs show them."""
    written = heading.cells[column] if column < len(heading.cells) else ""
    return written or letters_of(column)


def letters_of(column: int) -> str:
    """Give A for the first column, Z for the 26th, AA for the next."""
    before, last = divmod(column, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)


def choices(event: Event) -> list[tuple[str, str]]:
    """Give what a column may be called, with the words for it in the language being spoken."""
    whole = [
        (WHOLE_NAME, gettext("Whole name, the given name first")),
        (FAMILY_FIRST, gettext("Whole name, the family name first")),
    ]
    named = [(field, _name_of(field)) for field in (*columns.REQUIRED, *columns.OPTIONAL)]
    return [(NOT_READ, gettext("not read")), *named[:2], *whole, *named[2:], *answer_columns.choices(event)]


def _name_of(field: str) -> str:
    """Give what organisers read for a field of somebody else; the form speaks to who fills it in."""
    return field_name(field) if field in FIELDS_OF_OTHERS else columns.label_of(field)


def _heading(row: Row, event: Event, asked: Mapping[str, str]) -> Heading:
    texts = {column: text for column, text in enumerate(row.cells) if text and column not in row.broken}
    fields = {
        column: field
        for column, text in texts.items()
        if (field := columns.field_of(text) or answer_columns.field_of(text, event, asked))
    }
    order = _name_whole(fields, texts)
    return Heading(row=row.number, fields=fields, labels={}, cells=row.cells, order=order)


def _name_whole(fields: dict[int, str], texts: Mapping[int, str]) -> NameOrder:
    """Find the column of whole names, or of the part of a name that no other column holds; give the names' order."""
    held = [part for part in _NAME_PARTS if part in fields.values()]
    if len(held) == len(_NAME_PARTS):
        return NameOrder.GIVEN_FIRST
    for column, text in texts.items():
        order = order_of(text, alone=not any(field in held for other, field in fields.items() if other != column))
        if order is None or fields.get(column, "first_name") not in _NAME_PARTS:
            continue
        if held and column not in fields:
            fields[column] = next(part for part in _NAME_PARTS if part not in held)
        else:
            fields[column] = WHOLE_NAME
        return order
    return NameOrder.GIVEN_FIRST


def require_complete(name: str, heading: Heading, complete_by: Collection[str] = ()) -> None:
    """Refuse a column that stands there twice, or that is missing, in the words of the file. Raises Unreadable.

    `complete_by`: fields that may be missing, for they are filled in otherwise where they can be.
    """
    fields = list(heading.fields.values())
    for column, field in heading.fields.items():
        if field in fields[: list(heading.fields).index(column)]:
            reason = gettext("row {row}: two columns mean {field}; one of them is to be renamed")
            raise Unreadable(file=name, reason=reason.format(row=heading.row, field=f"“{heading.labels[field]}”"))
    held = {*fields, *complete_by}
    if WHOLE_NAME in held:
        held |= set(_NAME_PARTS)
    missing = [field for field in columns.REQUIRED if field not in held]
    if missing:
        by_key = any(text in columns.REQUIRED for text in heading.labels.values())
        listed = ", ".join(field if by_key else columns.label_of(field) for field in missing)
        reason = gettext("row {row}: no column is called {fields}; one row names the columns")
        raise Unreadable(file=name, reason=reason.format(row=heading.row or 1, fields=listed))
