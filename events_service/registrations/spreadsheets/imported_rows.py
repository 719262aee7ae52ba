"""Make applications of the rows of a spreadsheet: what each says and leaves open, and every fault with its row."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events_service.complete import for_each
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.registrations.asking.companions import known_by
from events_service.registrations.records import Application
from events_service.registrations.spreadsheets import columns
from events_service.registrations.spreadsheets.country_names import country_of
from events_service.registrations.spreadsheets.heading_row import (
    NOTHING,
    WHOLE_NAME,
    Fields,
    Heading,
    Said,
    heading_of,
    require_complete,
)
from events_service.registrations.spreadsheets.known_elsewhere import TAKEN_OVER, KnownElsewhere, lacking
from events_service.registrations.spreadsheets.row_applications import application_of, named_in
from events_service.registrations.spreadsheets.sheet_reading import Broken, Row
from events_service.registrations.spreadsheets.whole_names import UNTOLD, parts_of, ways_to_part
from events_service.web.decoding import UNFIT
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.i18n import N_, gettext

KNOWN_THERE = N_("It is known from “{event}”.")


class RowFault(Struct, frozen=True, kw_only=True):
    """What is wrong in a row, or in one field of it; `label` is what the file calls the field.

    `elsewhere` is an event that knows what is missing.
    """

    row: int
    field: str | None
    message: str
    label: str | None = None
    elsewhere: str = ""

    def sentence(self) -> str:
        """Say where and what."""
        where = gettext("row {row}").format(row=self.row)
        return f"{where}, {self.in_row()}" if self.label or self.field else f"{where}: {self.in_row()}"

    def in_row(self) -> str:
        """Say what, beside the row itself."""
        label, said = self.label or self.field, gettext(self.message)
        if self.elsewhere:
            said += " " + gettext(KNOWN_THERE).format(event=self.elsewhere)
        return f"{label}: {said}" if label else said


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
    `whole_name` is set where its parts are a guess, or were `corrected` by a human.
    `elsewhere` is the event that knows them, too, and `taken_over` what the row leaves open and that event knows.
    """

    row: int
    application: Application
    key: str
    written: frozenset[str]
    whole_name: str = ""
    corrected: bool = False
    elsewhere: str = ""
    taken_over: Mapping[str, str] = {}


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


class Known(Struct, frozen=True, kw_only=True):
    """What is known beside a file: the sessions of each address so far, what a human said, what others know.

    `remembered` are the fields below headings that a human spoke of, `elsewhere` people whom other events know.
    """

    sessions: Mapping[str, Collection[str]] = {}
    said: Said = NOTHING
    remembered: Mapping[tuple[str, ...], Fields] = {}
    elsewhere: Mapping[str, KnownElsewhere] = {}


NOT_KNOWN = Known()


def candidates_of(name: str, rows: Sequence[Row], found: FoundEvent, known: Known = NOT_KNOWN) -> Sheet:
    """Make applications of the rows that are in order.

    What rows leave open of somebody who is known elsewhere is taken over where a human said so. Raises Unreadable.
    """
    said = known.said
    heading, below = heading_of(rows, found.event, said, known.remembered)
    require_complete(name, heading, complete_by=TAKEN_OVER if said.take_over else ())
    candidates: list[Candidate] = []
    faults: list[RowFault] = []
    first_rows: dict[str, int] = {}
    owners: dict[str, Application] = {}
    named = named_in(found.event)
    for row in below:
        other = None
        try:
            cells = _cells_of(row, heading, said.names.get(row.number, ""))
            other = known.elsewhere.get(folded_address(cells.get("email", "")))
            taken = lacking(cells, other) if other and said.take_over else {}
            cells |= taken
            application = application_of(cells, found, known.sessions, named)
        except FaultyFields as refusal:
            faults += [_with_event(fault, other) for fault in _faults_in(row.number, refusal.faults, heading)]
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
                corrected=said.names.get(row.number) in ways_to_part(cells.get(WHOLE_NAME, "")),
                elsewhere=other.event if other else "",
                taken_over=taken,
            )
        )
    return Sheet(candidates=candidates, heading=heading, rows=below, faulty=faults)


def _with_event(fault: RowFault, known: KnownElsewhere | None) -> RowFault:
    return replace(fault, elsewhere=known.event) if known and known.cells.get(fault.field or "") else fault


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


def _cells_of(row: Row, heading: Heading, name: str) -> dict[str, str]:
    """Give a row's cells by their fields, a whole name in its parts; it stays as well where these are a guess.

    `name` is what a human says of it. Raises FaultyFields where a cell has no value, and for a name that nothing parts.
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
        corrected = name in ways_to_part(whole)
        parted = parts_of(name if corrected else whole, heading.order, country_of(cells.get("country", "")))
        if parted is None:
            raise FaultyFields([FieldFault(WHOLE_NAME, UNTOLD)])
        cells["first_name"], cells["last_name"] = parted.first_name, parted.last_name
        if corrected or not parted.certain:
            cells[WHOLE_NAME] = whole
    return cells
