"""The row of a spreadsheet that names its columns: where it stands, and which field each column holds."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from events_service.programme.records import Event
from events_service.registrations.spreadsheets import answer_columns, columns
from events_service.registrations.spreadsheets.columns import NameOrder
from events_service.registrations.spreadsheets.reading import Unreadable
from events_service.registrations.spreadsheets.sheet_reading import Row
from events_service.registrations.spreadsheets.whole_names import order_of
from events_service.web.i18n import gettext

WHOLE_NAME = "name"
"""The field of a column that holds first and last name together."""

_LOOKED_THROUGH = 20
_NAME_PARTS = ("first_name", "last_name")


class Heading(Struct, frozen=True, kw_only=True):
    """What a row says of the columns: the field of each, and each field's label as it is written there.

    `ignored` are the labels that stand for none, `order` is that of whole names, `cells` is the row as it is written.
    """

    row: int
    fields: Mapping[int, str]
    labels: Mapping[str, str]
    ignored: tuple[str, ...]
    cells: tuple[str, ...]
    order: NameOrder = NameOrder.GIVEN_FIRST


def heading_of(name: str, rows: Sequence[Row], event: Event) -> tuple[Heading, Sequence[Row]]:
    """Find the heading, which titles may stand above, and give it with the rows below it. Raises Unreadable."""
    read = [_heading(row, event) for row in rows[:_LOOKED_THROUGH]]
    place = max(range(len(read)), key=lambda each: (len(set(read[each].fields.values())), -each))
    heading = read[place]
    _require(name, heading, list(heading.fields.values()))
    return heading, rows[place + 1 :]


def _heading(row: Row, event: Event) -> Heading:
    texts = {column: text for column, text in enumerate(row.cells) if text and column not in row.broken}
    fields = {
        column: field
        for column, text in texts.items()
        if (field := columns.field_of(text) or answer_columns.field_of(text, event))
    }
    order = _name_whole(fields, texts)
    return Heading(
        row=row.number,
        fields=fields,
        labels={field: texts[column] for column, field in reversed(fields.items())},
        ignored=tuple(text for column, text in texts.items() if column not in fields),
        cells=row.cells,
        order=order,
    )


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


def _require(name: str, heading: Heading, fields: Sequence[str]) -> None:
    """Refuse a column that stands there twice, or that is missing, in the words of the file."""
    for column, field in heading.fields.items():
        if field in fields[: list(heading.fields).index(column)]:
            reason = gettext("row {row}: two columns mean {field}; one of them is to be renamed")
            raise Unreadable(file=name, reason=reason.format(row=heading.row, field=f"“{heading.labels[field]}”"))
    held = {*heading.fields.values()}
    if WHOLE_NAME in held:
        held |= set(_NAME_PARTS)
    missing = [field for field in columns.REQUIRED if field not in held]
    if missing:
        by_key = any(text in columns.REQUIRED for text in heading.labels.values())
        listed = ", ".join(field if by_key else columns.label_of(field) for field in missing)
        reason = gettext("row {row}: no column is called {fields}; one row names the columns")
        raise Unreadable(file=name, reason=reason.format(row=heading.row, fields=listed))
