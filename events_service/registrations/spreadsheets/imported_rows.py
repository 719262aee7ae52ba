"""Make applications of the rows of a spreadsheet: what each says and leaves open, and every fault with its row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from events_service.complete import for_each
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.records import Event
from events_service.programme.words import in_language
from events_service.registrations.asking.application import decode_application
from events_service.registrations.asking.companions import known_by
from events_service.registrations.asking.day_modes import DAY_FIELD
from events_service.registrations.places.deciding import examine
from events_service.registrations.records import Application
from events_service.registrations.shared_mailboxes import shared_key
from events_service.registrations.spreadsheets import answer_columns, columns
from events_service.registrations.spreadsheets.answer_columns import DASHES
from events_service.registrations.spreadsheets.country_names import country_of, folded
from events_service.registrations.spreadsheets.heading_row import WHOLE_NAME, Heading, heading_of
from events_service.registrations.spreadsheets.sheet_reading import Broken, Row
from events_service.registrations.spreadsheets.whole_names import UNTOLD, parts_of
from events_service.web.decoding import UNFIT
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.i18n import LANGUAGES, N_, gettext


class RowFault(Struct, frozen=True, kw_only=True):
    """What is wrong in a row, or in one field of it; `label` is what the file calls the field."""

    row: int
    field: str | None
    message: str
    label: str | None = None

    def sentence(self) -> str:
        """Say where and what."""
        where = gettext("row {row}").format(row=self.row)
        return f"{where}, {self.in_row()}" if self.label or self.field else f"{where}: {self.in_row()}"

    def in_row(self) -> str:
        """Say what, beside the row itself."""
        label = self.label or self.field
        return f"{label}: {gettext(self.message)}" if label else gettext(self.message)


class FaultyRows(Refusal):
    """Rows cannot be imported, so none was; `faults` has all of them."""

    status = 422
    slug = "faulty-rows"
    message = N_("Nothing was imported. Number of faults: {count}.")

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(count=str(len(faults)))
        self.faults = faults


class Candidate(Struct, frozen=True, kw_only=True):
    """A row that makes an application; `written`: the optional fields that it says something about.

    `key` is what a newcomer is known by: the address, or a key of it and the name where another row has that already.
    `whole_name` is set where its parts are a guess.
    """

    row: int
    application: Application
    key: str
    written: frozenset[str]
    whole_name: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """The candidates of a spreadsheet, what its heading says, and its rows with what is wrong in some."""

    candidates: Sequence[Candidate]
    heading: Heading
    rows: Sequence[Row]
    faulty: Sequence[RowFault] = ()

    def faults(self, row: int, refusal: FaultyFields) -> list[RowFault]:
        """Give the faults of one person as those of their row, in the words of the heading."""
        return _faults_in(row, refusal.faults, self.heading)


_BROKEN = for_each(
    Broken,
    {
        Broken.ERROR: N_("The cell holds the error {text}; correct it in the spreadsheet."),
        Broken.NO_VALUE: N_(
            "The cell holds a formula without its result; open the file in a spreadsheet program, save it,"
            " and try again."
        ),
        Broken.UNFIT: UNFIT,
    },
)


def candidates_of(name: str, rows: Sequence[Row], found: FoundEvent, held: Mapping[str, Collection[str]]) -> Sheet:
    """Make applications of the rows that are in order; `held` are each address's sessions so far. Raises Unreadable."""
    heading, below = heading_of(name, rows, found.event)
    candidates: list[Candidate] = []
    faults: list[RowFault] = []
    first_rows: dict[str, int] = {}
    owners: dict[str, Application] = {}
    titled = _keys_by_title(found.event)
    for row in below:
        try:
            cells = _cells_of(row, heading)
            application = _application_of(cells, found, held, titled)
        except FaultyFields as refusal:
            faults += _faults_in(row.number, refusal.faults, heading)
            continue
        key = folded_address(application.email)
        if key in owners:  # whoever stands there already: another person shares their mailbox
            key = known_by(application, owners[key])
        owners.setdefault(key, application)
        first = first_rows.setdefault(key, row.number)
        if first != row.number:
            message = gettext("This person stands in row {row} already.").format(row=first)
            faults += _faults_in(row.number, [FieldFault("email", message)], heading)
            continue
        written = frozenset(field for field in columns.OPTIONAL if cells.get(field))
        candidates.append(
            Candidate(
                row=row.number,
                application=application,
                key=key,
                written=written,
                whole_name=cells.get(WHOLE_NAME, ""),
            )
        )
    return Sheet(candidates=candidates, heading=heading, rows=below, faulty=faults)


def _faults_in(row: int, faults: Iterable[FieldFault], heading: Heading) -> list[RowFault]:
    whole = heading.labels.get(WHOLE_NAME)
    return [
        RowFault(
            row=row,
            field=fault.field,
            message=fault.message,
            label=heading.labels.get(fault.field)
            or (whole if fault.field in {"first_name", "last_name"} else columns.label_of(fault.field)),
        )
        for fault in faults
    ]


def _cells_of(row: Row, heading: Heading) -> dict[str, str]:
    """Give a row's cells by their fields, a whole name in its parts; it stays as well where these are a guess.

    Raises FaultyFields where a cell has no value, and for a name that nothing parts.
    """
    broken = [
        FieldFault(heading.fields[column], gettext(_BROKEN[why]).format(text=text, character=text))
        for column, why in row.broken.items()
        if column in heading.fields and (text := row.cells[column])
    ]
    if broken:
        raise FaultyFields(broken)
    cells = {field: row.cells[column] for column, field in heading.fields.items() if column < len(row.cells)}
    whole = columns.on_one_line(cells.pop(WHOLE_NAME, ""))
    if whole:
        parted = parts_of(whole, heading.order, country_of(cells.get("country", "")))
        if parted is None:
            raise FaultyFields([FieldFault(WHOLE_NAME, UNTOLD)])
        cells["first_name"], cells["last_name"] = parted.first_name, parted.last_name
        if not parted.certain:
            cells[WHOLE_NAME] = whole
    return cells


def _application_of(
    cells: Mapping[str, str], found: FoundEvent, held: Mapping[str, Collection[str]], titled: Mapping[str, str]
) -> Application:
    """Make an application of the cells of a row; `titled` are the sessions' keys by title. Raises FaultyFields."""
    received: dict[str, Any] = {name: columns.on_one_line(cells.get(name, "")) for name in columns.AS_TYPED}
    received["country"] = country_of(cells.get("country", ""))
    received["category"] = columns.category_of(cells.get("category", ""))
    received["language"] = columns.language_of(cells.get("language", "")) or LANGUAGES[0]
    mode = cells.get("attendance_mode", "")
    received["attendance_mode"] = columns.mode_of(mode) if mode else found.event.attendance_modes[0].value
    received["sessions"] = _sessions_of(cells.get("sessions", ""), titled)
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
    shared = shared_key(application.email, application.first_name, application.last_name)
    own = held.get(shared, held.get(folded_address(application.email), ()))
    faults, _ = examine(found, application, by_organiser=True, held=own)
    if faults:
        raise FaultyFields(faults)
    return application


def _sessions_of(written: str, titled: Mapping[str, str]) -> list[str]:
    """Read sessions' keys, parted by blanks, commas, semicolons or lines; a cell may also hold one session's title.

    A dash says that somebody goes to none.
    """
    if not written or written in DASHES:
        return []
    if key := titled.get(folded(written)):
        return [key]
    return [key.lower() for key in written.replace(",", " ").replace(";", " ").replace("|", " ").split()]


def _keys_by_title(event: Event) -> dict[str, str]:
    """Give the sessions' keys by their titles in all languages, the earlier one's where two have the same."""
    keys: dict[str, str] = {}
    for planned in event.sessions:
        for language in LANGUAGES:
            keys.setdefault(folded(in_language(planned.title, language)), planned.key)
    return keys
