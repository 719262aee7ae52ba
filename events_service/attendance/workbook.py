"""The attendance record as a workbook: figures, people by day, and each piece of evidence, with real dates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from events_service.attendance.labels import EVIDENCE, EXCUSED, EXCUSED_SHORT, SHORT, state_name
from events_service.attendance.records import Attendee, Presence, RecordCheckpoint, Review
from events_service.attendance.reports import COLUMNS, lines
from events_service.cells import Value, as_xlsx, put
from events_service.programme.labels import kind_name
from events_service.programme.words import in_language
from events_service.registrations.labels import category_name, status_name
from events_service.web.i18n import N_, country_name, country_note, gettext, short_day, spoken

_PERSON = (
    N_("No."),
    N_("Name"),
    N_("Organisation"),
    N_("Country"),
    N_("Category"),
    N_("Registration"),
    N_("Walk-in"),
)
_HEAD = Font(bold=True, color="FFFFFF")
_BLUE = PatternFill("solid", fgColor="003399")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def as_workbook(review: Review) -> bytes:
    """Write an Excel workbook (ECMA-376) in the language being spoken; times are local to the event."""
    workbook = Workbook()
    first = workbook.active
    if not isinstance(first, Worksheet):
        raise TypeError("a new workbook begins with a worksheet")
    _write_summary(first, review)
    _write_people(workbook.create_sheet(gettext("People")), review)
    _write_evidence(workbook.create_sheet(gettext("Evidence")), review)
    workbook.properties.creator = "events-service"
    workbook.properties.title = in_language(review.record.title, spoken())
    return as_xlsx(workbook)


def _write_summary(sheet: Worksheet, review: Review) -> None:
    record = review.record
    sheet.title = gettext("Summary")
    facts: list[tuple[str, Value]] = [
        (gettext("Event"), in_language(record.title, spoken())),
        (gettext("Type"), kind_name(record.type)),
        (gettext("Host"), in_language(record.host_name, spoken())),
        (gettext("First day"), min(record.days)),
        (gettext("Last day"), max(record.days)),
        (gettext("Time zone"), record.timezone),
        (gettext("State of review"), state_name(review.state)),
        (gettext("Seal (SHA-256 of the record)"), review.digest or ""),
        (gettext("People registered"), record.people.registered),
        (gettext("People present"), record.people.present),
        (gettext("Walk-ins"), record.people.walk_ins),
        (gettext(EXCUSED), record.people.excused),
    ]
    for fact in facts:
        _append(sheet, fact)
    _append(sheet, [""])
    kinds_in_words = map(gettext, [*EVIDENCE.values(), EXCUSED])
    _append_head(sheet, [gettext("Checkpoint"), gettext("Expected"), gettext("Present"), *kinds_in_words])
    points = {point.key: point for point in record.checkpoints}
    for totals in record.totals:
        kinds = [*(totals.of(kind) for kind in EVIDENCE), totals.excused]
        _append(sheet, [_title(points[totals.checkpoint]), totals.expected, totals.present, *kinds])
    for row in range(1, len(facts) + 1):
        sheet.cell(row, 1).font = Font(bold=True)
    _widen(sheet, [34, 44, 14, 20, 20, 24, 20, 20, 14, 14])


def _write_people(sheet: Worksheet, review: Review) -> None:
    record = review.record
    _append_head(sheet, [*map(gettext, _PERSON), *(_title(point) for point in record.checkpoints)])
    for person in record.attendees:
        _append(sheet, [*_person(person), *(_evidence(presence) for presence in person.presences)])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = _WRAPPED
    _finish(sheet, "C2", [6, 30, 34, 18, 22, 18, 10, *[20] * len(record.checkpoints)])
    if note := country_note(", ".join(country_name(person.country) for person in record.attendees)):
        put(sheet, sheet.max_row + 2, 1, note)


def _write_evidence(sheet: Worksheet, review: Review) -> None:
    zone = ZoneInfo(review.record.timezone)
    _append_head(sheet, COLUMNS)
    for line in lines(review.record):
        # A cell has no time zone: the column shows what the clocks at the event showed.
        local = (
            value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value for value in line
        )
        _append(sheet, local)
    _finish(sheet, "C2", [8, 28, 30, 9, 18, 16, 16, 9, 16, 12, 10, 10, 19, 19, 19, 14, 16, 20, 9, 24, 38])


def _person(person: Attendee) -> list[Value]:
    return [
        person.number,
        person.name,
        person.organisation,
        country_name(person.country),
        category_name(person.category),
        status_name(person.status),
        gettext("yes") if person.walk_in else "",
    ]


def _evidence(presence: Presence) -> str:
    noted = [gettext(SHORT[kind]) for kind in presence.kinds]
    return ", ".join([*noted, *([f"{gettext(EXCUSED_SHORT)}: {presence.excused}"] if presence.excused else [])])


def _title(point: RecordCheckpoint) -> str:
    return short_day(point.day) if point.title is None else in_language(point.title, spoken())


def _append(sheet: Worksheet, values: Iterable[Value]) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, value in enumerate(values, start=1):
        put(sheet, row, column, _in_words(value) if isinstance(value, bool) else value)


def _in_words(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def _append_head(sheet: Worksheet, titles: Sequence[str]) -> None:
    _append(sheet, titles)
    for cell in sheet[sheet.max_row]:
        if isinstance(cell, Cell):
            cell.font, cell.fill, cell.alignment = _HEAD, _BLUE, _WRAPPED


def _finish(sheet: Worksheet, below: str, widths: Sequence[float]) -> None:
    sheet.freeze_panes = below
    sheet.auto_filter.ref = sheet.dimensions
    _widen(sheet, widths)


def _widen(sheet: Worksheet, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
