"""The attendance record as a file: four forms, by the ending of its name."""

from datetime import datetime
from enum import Enum

from events_service.attendance.on_paper import as_pdf
from events_service.attendance.records import Review
from events_service.attendance.reports import as_csv, as_json
from events_service.attendance.workbook import as_workbook
from events_service.cells import CSV, XLSX
from events_service.complete import for_each
from events_service.programme.finding import FoundEvent


class RecordForm(Enum):
    """A form that the record is written in; its value is the ending of the file's name."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


MEDIA_TYPES = for_each(
    RecordForm,
    {
        RecordForm.PDF: "application/pdf",
        RecordForm.CSV: CSV,
        RecordForm.XLSX: XLSX,
        RecordForm.JSON: "application/json",
    },
)


def form_of(file_name: str) -> RecordForm | None:
    """Give the form that a file's name asks for by its ending, or None where it asks for none of them."""
    ending = file_name.rpartition(".")[2].lower()
    return next((form for form in RecordForm if form.value == ending), None)


def write_record(
    form: RecordForm, review: Review, found: FoundEvent, made: datetime, sealed: bytes | None = None
) -> bytes:
    """Write a record in one of its forms; the PDF is the `sealed` file itself, where there is one. Raises
    PrintingRefused.
    """
    match form:
        case RecordForm.PDF:
            return sealed or as_pdf(review, found, made)
        case RecordForm.CSV:
            return as_csv(review.record)
        case RecordForm.XLSX:
            return as_workbook(review)
        case RecordForm.JSON:
            return as_json(review)
