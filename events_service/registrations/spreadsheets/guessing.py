"""What a column holds whose heading tells nothing: guessed from its cells, and a word on what is not kept. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum

from events_service.complete import for_each
from events_service.programme.codes import countries
from events_service.registrations.records import Category
from events_service.registrations.spreadsheets import columns
from events_service.registrations.spreadsheets.country_names import country_of
from events_service.registrations.spreadsheets.sheet_reading import Row
from events_service.web.i18n import N_, gettext

MOST_LOOKED_AT = 50
"""Cells of a column from which is guessed what it holds."""

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"\+?[\d\s()/.-]{7,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\s?\d{1,2}[./](\s?\d{2,4})?")
_MOST = 0.75
"""The part of a column's cells that has to be of a kind; lists have remarks and gaps in any column."""


class NotKept(Enum):
    """What is never kept of people, though lists of offices have it."""

    PHONE = "phone"
    DATE = "date"


WORDS = for_each(
    NotKept,
    {
        NotKept.PHONE: N_("telephone numbers are not kept"),
        NotKept.DATE: N_("dates are not kept"),
    },
)


def guessed(fields: Mapping[int, str], rows: Sequence[Row]) -> dict[int, str]:
    """Give a column for each of the fields that cells tell of and no heading names, where one holds such cells."""
    found: dict[int, str] = {}
    for field, tells in _TOLD_BY_CELLS.items():
        if field in fields.values():
            continue
        free = (column for column in range(width(rows)) if column not in fields and column not in found)
        place = next((column for column in free if _mostly(cells_of(rows, column), tells)), None)
        if place is not None:
            found[place] = field
    return found


def not_kept(rows: Sequence[Row], column: int) -> str:
    """Say of a column that is not read why it is not, where its cells tell; else nothing."""
    for kind, form in ((NotKept.DATE, _DAY), (NotKept.PHONE, _PHONE)):
        if _mostly(cells_of(rows, column), lambda cell, form=form: bool(form.fullmatch(cell))):  # type: ignore[misc]  # mypy knows no default of a lambda
            return gettext(WORDS[kind])
    return ""


def is_address(cell: str) -> bool:
    """Tell whether a cell holds a mail address and nothing else."""
    return bool(_ADDRESS.fullmatch(cell))


def width(rows: Sequence[Row]) -> int:
    """Give the number of columns."""
    return max((len(row.cells) for row in rows), default=0)


def cells_of(rows: Iterable[Row], column: int) -> list[str]:
    """Give the first cells of a column that hold something."""
    held = (row.cells[column] for row in rows if column < len(row.cells) and row.cells[column])
    return [cell for cell, _ in zip(held, range(MOST_LOOKED_AT), strict=False)]


def _mostly(cells: Sequence[str], tells: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(tells, cells)) >= _MOST * len(cells)


_TOLD_BY_CELLS: Mapping[str, Callable[[str], bool]] = {
    "email": is_address,
    "country": lambda cell: country_of(cell) in countries(),
    "category": lambda cell: columns.category_of(cell) in {each.value for each in Category},
}
