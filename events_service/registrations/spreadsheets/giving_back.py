"""Give faulty rows back as a file: as they were written, with what is wrong beside them, to be corrected."""

from collections.abc import Iterable

from events_service.cells import as_csv
from events_service.registrations.spreadsheets.imported_rows import RowFault, Sheet
from events_service.web.i18n import N_, gettext

WRONG = N_("What is wrong")


def given_back(sheet: Sheet, faults: Iterable[RowFault]) -> bytes:
    """Write the rows that have faults as CSV below the file's own heading; the last column says what is wrong."""
    said: dict[int, list[str]] = {}
    for fault in faults:
        said.setdefault(fault.row, []).append(fault.in_row())
    width = max(len(sheet.heading.cells), *(len(row.cells) for row in sheet.rows))
    rows = [_filled(row.cells, width, " ".join(said[row.number])) for row in sheet.rows if row.number in said]
    return as_csv([_filled(sheet.heading.cells, width, gettext(WRONG)), *rows])


def _filled(cells: tuple[str, ...], width: int, last: str) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)), last)
