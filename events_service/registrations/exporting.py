"""The registrations of an event as CSV and as a spreadsheet, with the columns that an import reads again."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from events_service.registrations.records import Registration, Status

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    "number",
    "status",
    "first_name",
    "last_name",
    "email",
    "organisation",
    "country",
    "category",
    "language",
    "attendance_mode",
    "sessions",
    "photos",
    "badge_code",
    "registered_at",
)


def rows_of(registrations: Iterable[Registration]) -> list[tuple[str, ...]]:
    """Give a row for each registration, in the order of COLUMNS; sessions stand in one cell, parted by blanks."""
    return [
        (
            str(each.number),
            each.status.value,
            each.first_name,
            each.last_name,
            each.email,
            each.organisation,
            each.country,
            each.category.value,
            each.language,
            each.attendance_mode.value,
            " ".join(chosen.key for chosen in each.sessions if chosen.status is not Status.CANCELLED),
            "yes" if each.photos else "no",
            each.badge_code,
            each.created_at.isoformat(timespec="seconds"),
        )
        for each in registrations
    ]


def as_csv(registrations: Iterable[Registration]) -> bytes:
    """Write CSV (RFC 4180) in UTF-8 with the mark that spreadsheets need to read it as such."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in rows_of(registrations))
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking what somebody typed into a form for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def as_xlsx(registrations: Iterable[Registration]) -> bytes:
    """Write a workbook with one sheet whose cells are all text."""
    workbook = Workbook(write_only=False)
    sheet = workbook.active
    assert sheet is not None  # noqa: S101  (a new workbook has one)
    sheet.title = "registrations"
    lines: list[Sequence[str]] = [COLUMNS, *rows_of(registrations)]
    for row_number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            cell = sheet.cell(row=row_number, column=column)
            cell.value, cell.data_type = text, "s"
            cell.font = Font(bold=row_number == 1)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
