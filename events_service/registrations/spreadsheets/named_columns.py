"""Columns that somebody names on a command line, where what the service takes them for is wrong. Pure."""

from collections.abc import Iterable, Mapping

from events_service.programme.faults import choose, quoted
from events_service.registrations.spreadsheets.country_names import folded
from events_service.registrations.spreadsheets.heading_row import NOT_READ, Fields, letters_of
from events_service.registrations.spreadsheets.looking import Column, Look
from events_service.registrations.spreadsheets.reading import Unreadable
from events_service.web.i18n import gettext

NOTHING_OF_IT = "-"
"""What is written for a column that is not to be read."""


def fields_named(look: Look, named: Mapping[str, str], file: str) -> Fields:
    """Give the field of each column of a file: as it is `named`, by its letters or its heading, else as it is taken.

    Raises Unreadable for a column that the file does not have, and for what no column can hold.
    """
    fields = {column.place: column.field for column in look.columns}
    offered = [field for field, _ in look.choices if field != NOT_READ]
    for name, wanted in named.items():
        field = NOT_READ if wanted == NOTHING_OF_IT else wanted
        if field not in {NOT_READ, *offered}:
            reason = gettext("{value} is no field of a registration; {advice}")
            advice = choose(wanted, [*offered, NOTHING_OF_IT])
            raise Unreadable(file=file, reason=reason.format(value=quoted(wanted), advice=advice))
        fields[_place(look.columns, name, file)] = field
    return fields


def _place(columns: Iterable[Column], name: str, file: str) -> int:
    names = {letters_of(column.place): column for column in columns} | {each.label: each for each in columns}
    for known, column in names.items():
        if folded(known) == folded(name):
            return column.place
    reason = gettext("there is no column {name}; {advice}")
    raise Unreadable(file=file, reason=reason.format(name=quoted(name), advice=choose(name, names)))
