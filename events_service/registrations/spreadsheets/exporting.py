"""The registrations of an event as CSV and as a spreadsheet, with the columns that an import reads again."""

from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font

from events_service import cells
from events_service.programme.records import AttendanceMode, Event
from events_service.registrations.records import Answer, Registration, Status

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
    "waits_for",
    "sessions",
    "photos",
    "badge_code",
    "registered_at",
)


def table_of(registrations: Iterable[Registration], event: Event | None = None) -> list[tuple[str, ...]]:
    """Give the header and a row for each registration; sessions stand in one cell, parted by blanks.

    The ways are those in which people take part now; `waits_for` is what they want who wait for a place in another.

    After COLUMNS follow one for each day, where the event asks how people take part, and one for each question, those
    that have left the definition too, as long as an answer is kept.
    """
    listed = list(registrations)
    asked = [question.key for question in event.registration.questions] if event else []
    asked += sorted({key for each in listed for key in each.answers} - set(asked))
    days = sorted({day for each in listed for day in each.day_modes})
    if event and event.registration.mode_per_day:
        days = sorted({*days, *(day.isoformat() for day in event.days)})
    header = (*COLUMNS, *days, *(f"answers.{key}" for key in asked))
    return [header] + [
        row + tuple(_mode(each, day) for day in days) + tuple(_answer(each.answers.get(key)) for key in asked)
        for each, row in zip(listed, rows_of(listed), strict=True)
    ]


def _mode(registration: Registration, day: str) -> str:
    return _written(registration.mode_on(date.fromisoformat(day)))


def _waits_for(registration: Registration) -> str:
    """Write how somebody wants to take part who waits for a place in another way: on the whole, or on which days."""
    wanted = registration.wanted_ways
    if wanted is None:
        return ""
    days = {day: mode for day, mode in wanted.day_modes.items() if _written(mode) != _mode(registration, day)}
    return "; ".join(f"{day}: {_written(mode)}" for day, mode in sorted(days.items())) or wanted.attendance_mode.value


def _written(mode: AttendanceMode | None) -> str:
    return mode.value if mode else "absent"


def _answer(answer: Answer | None) -> str:
    """Write an answer as an import reads it again: options by their keys, parted by semicolons."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "; ".join(answer) if isinstance(answer, list) else answer or ""


def rows_of(registrations: Iterable[Registration]) -> list[tuple[str, ...]]:
    """Give a row for each registration, in the order of COLUMNS."""
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
            _waits_for(each),
            " ".join(chosen.key for chosen in each.sessions if chosen.status is not Status.CANCELLED),
            "yes" if each.photos else "no",
            each.badge_code,
            each.created_at.isoformat(timespec="seconds"),
        )
        for each in registrations
    ]


def as_csv(registrations: Iterable[Registration], event: Event | None = None) -> bytes:
    """Write CSV with the columns of `table_of`."""
    return table_as_csv(table_of(registrations, event))


def as_xlsx(registrations: Iterable[Registration], event: Event | None = None) -> bytes:
    """Write a workbook with the columns of `table_of`."""
    return table_as_xlsx(table_of(registrations, event))


def table_as_csv(table: Iterable[Iterable[str]]) -> bytes:
    """Write CSV of rows, of which the first is the header."""
    return cells.as_csv(table)


def table_as_xlsx(table: Iterable[Iterable[str]]) -> bytes:
    """Write a workbook with one sheet whose cells are all text; the first row is its header."""
    workbook = Workbook(write_only=False)
    sheet = workbook.active
    assert sheet is not None  # noqa: S101  (a new workbook has one)
    sheet.title = "registrations"
    for row_number, line in enumerate(table, start=1):
        for column, text in enumerate(line, start=1):
            cells.put(sheet, row_number, column, text)
            sheet.cell(row_number, column).font = Font(bold=row_number == 1)
    sheet.freeze_panes = "A2"
    return cells.as_xlsx(workbook)
