"""Make applications of the rows of a spreadsheet: what each says and leaves open, and every fault with its row."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.records import Event
from events_service.programme.words import in_language
from events_service.registrations.asking.application import decode_application
from events_service.registrations.asking.day_modes import DAY_FIELD
from events_service.registrations.mailboxes import folded_address
from events_service.registrations.places.deciding import choice_faults
from events_service.registrations.records import Application
from events_service.registrations.spreadsheets import answer_columns, columns
from events_service.registrations.spreadsheets.answer_columns import DASHES
from events_service.registrations.spreadsheets.reading import Row, Unreadable
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import LANGUAGES, N_, gettext


class RowFault(Struct, frozen=True, kw_only=True):
    """What is wrong in a row, or in one field of it."""

    row: int
    field: str | None
    message: str

    def sentence(self) -> str:
        """Say where and what."""
        where = f"row {self.row}, {self.field}" if self.field else f"row {self.row}"
        return f"{where}: {gettext(self.message)}"


class FaultyRows(Refusal):
    """Rows cannot be imported, so none was; `faults` has all of them."""

    status = 422
    slug = "faulty-rows"
    message = N_("Nothing was imported: {count} faults were found.")

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(count=str(len(faults)))
        self.faults = faults


class Candidate(Struct, frozen=True, kw_only=True):
    """A row that makes an application; `written`: the optional fields that it says something about."""

    row: int
    application: Application
    written: frozenset[str]


def candidates_of(
    name: str, rows: Sequence[Row], found: FoundEvent, held: Mapping[str, Collection[str]]
) -> tuple[list[Candidate], tuple[str, ...]]:
    """Make applications of rows, and give the headers that were ignored; `held` are each address's sessions so far.

    Raises Unreadable, FaultyRows with all faults.
    """
    fields, ignored = _fields_of(name, rows[0], found.event)
    candidates: list[Candidate] = []
    faults: list[RowFault] = []
    first_rows: dict[str, int] = {}
    for row in rows[1:]:
        cells = {field: row.cells[column] for column, field in fields.items() if column < len(row.cells)}
        try:
            application = _application_of(cells, found, held)
        except FaultyFields as refusal:
            faults += faults_in(row.number, refusal)
            continue
        first = first_rows.setdefault(folded_address(application.email), row.number)
        if first != row.number:
            message = gettext("This address stands in row {row} already.").format(row=first)
            faults.append(RowFault(row=row.number, field="email", message=message))
        written = frozenset(field for field in columns.OPTIONAL if cells.get(field))
        candidates.append(Candidate(row=row.number, application=application, written=written))
    if faults:
        raise FaultyRows(faults)
    return candidates, ignored


def _fields_of(name: str, header: Row, event: Event) -> tuple[dict[int, str], tuple[str, ...]]:
    """Give the field of each column, and the headers that stand for none. Raises Unreadable."""
    fields: dict[int, str] = {}
    ignored = []
    for column, text in enumerate(header.cells):
        field = columns.field_of(text) or answer_columns.field_of(text, event)
        if field is None:
            ignored += [text] if text else []
        elif field in fields.values():
            reason = gettext("row 1: two columns mean {field}; “{column}” is the second, rename it")
            raise Unreadable(file=name, reason=reason.format(field=field, column=text))
        else:
            fields[column] = field
    missing = [field for field in columns.REQUIRED if field not in fields.values()]
    if missing:
        reason = gettext("row 1: no column is called {fields}; the first row names the columns")
        raise Unreadable(file=name, reason=reason.format(fields=", ".join(missing)))
    return fields, tuple(ignored)


def faults_in(row: int, refusal: FaultyFields) -> list[RowFault]:
    """Give the faults of one person as those of their row."""
    return [RowFault(row=row, field=fault.field, message=fault.message) for fault in refusal.faults]


def _application_of(cells: Mapping[str, str], found: FoundEvent, held: Mapping[str, Collection[str]]) -> Application:
    """Make an application of the cells of a row. Raises FaultyFields."""
    received: dict[str, Any] = {name: columns.on_one_line(cells.get(name, "")) for name in columns.AS_TYPED}
    received["country"] = columns.country_of(cells.get("country", ""))
    received["category"] = columns.category_of(cells.get("category", ""))
    received["language"] = columns.language_of(cells.get("language", "")) or LANGUAGES[0]
    mode = cells.get("attendance_mode", "")
    received["attendance_mode"] = columns.mode_of(mode) if mode else found.event.attendance_modes[0].value
    received["sessions"] = _sessions_of(cells.get("sessions", ""), found)
    received["day_modes"] = {
        field.removeprefix(DAY_FIELD): answer_columns.mode_in(cell)
        for field, cell in cells.items()
        if field.startswith(DAY_FIELD) and cell
    }
    received["answers"] = {
        question.key: answer_columns.answer_in(cell, question)
        for question in found.event.registration.questions
        if (cell := cells.get(f"answers.{question.key}"))
    }
    received["consents"] = {"privacy_notice": False, "photos": columns.means_yes(cells.get("photos", ""))}
    application = decode_application(received, by_organiser=True)
    own = held.get(folded_address(application.email), ())
    faults = choice_faults(found, application, by_organiser=True, held=own)
    if faults:
        raise FaultyFields(faults)
    return application


def _sessions_of(written: str, found: FoundEvent) -> list[str]:
    """Read sessions' keys, parted by blanks, commas, semicolons or lines; a cell may also hold one session's title.

    A dash says that somebody goes to none.
    """
    if written in DASHES:
        return []
    for planned in found.event.sessions:
        titles = [in_language(planned.title, language) for language in LANGUAGES]
        if written and columns.folded(written) in {columns.folded(title) for title in titles}:
            return [planned.key]
    return [key.lower() for key in written.replace(",", " ").replace(";", " ").replace("|", " ").split()]
