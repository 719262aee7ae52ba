"""What goes into documents: plain frozen structs whose texts already are in the reader's language."""

from msgspec import Struct

from events_service.registrations.records import Category
from events_service.typesetting.records import PrintingRefused, Visibility


class NothingToPrint(PrintingRefused):
    """There is nobody and nothing that the document would show."""


class Bilingual(Struct, frozen=True, kw_only=True):
    """A text in two languages that stand side by side: English (or what was chosen instead), and the host's."""

    english: str
    local: str = ""


class BadgeEvent(Struct, frozen=True, kw_only=True):
    """What all badges of an event share; `dates` and `place` such as "13–14 November 2023", "Haskovo, Bulgaria"."""

    visibility: Visibility
    title: str
    dates: str
    place: str
    language: str = "en"


class Badge(Struct, frozen=True, kw_only=True):
    """A participant's badge.

    `key` is the registration that it stands for, by which it is found again for a reprint.
    `payload` is the address in the QR code, in capitals so that it stays small; `category` chooses the colour,
    `category_label` is what is printed. `latin_name` is a second line in Latin
    letters; `agenda` are the lines of the person's own sessions for a second side; `no_photo` draws a discreet mark.
    `family_first`: the person's language puts the family name before the given one.
    """

    key: str = ""
    first_name: str
    last_name: str = ""
    organisation: str = ""
    country: str = ""
    category: Category = Category.OTHER
    category_label: str = ""
    payload: str
    latin_name: str = ""
    no_photo: bool = False
    family_first: bool = False
    agenda: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The whole name as the person writes it."""
        return f"{self.first_name} {self.last_name}".strip()


class SheetHeader(Struct, frozen=True, kw_only=True):
    """The head of each page of a list: project, event, and when and where.

    `date` is the day in full, or the event's days for a list of the whole event; `session` is the session's title and
    time, or "Morning", or "Interpreters", when the list is for a part of the day or of the people. `languages` are
    those of the two columns of text; the second is None when the host speaks English.
    """

    visibility: Visibility
    event_title: Bilingual
    event_type: Bilingual
    date: Bilingual
    venue: str
    host: Bilingual
    session: Bilingual | None = None
    languages: tuple[str, str | None] = ("en", None)


class SheetRow(Struct, frozen=True, kw_only=True):
    """A line of a list.

    `number` stays with the person through reprints; `key` is the registration it stands for;
    `latin_name` is written for a name that no font draws.
    """

    number: int
    key: str
    name: str
    latin_name: str = ""
    organisation: str = ""
    country: str = ""
    role: str = ""


class SignInSheet(Struct, frozen=True, kw_only=True):
    """The list of one day or one session.

    `payload` is the address that the QR code of each page holds, followed by "/" and the page's number: it names
    event, checkpoint and version of the sheet. `online` are listed apart, without a place to sign; `certified_by` is
    the office that certifies the list, if the programme asks for it.
    """

    header: SheetHeader
    payload: str
    rows: tuple[SheetRow, ...]
    online: tuple[SheetRow, ...] = ()
    walk_in_rows: int = 5
    certification: bool = True
    version: str = "1"


class Certificate(Struct, frozen=True, kw_only=True):
    """A certificate of attendance in the participant's language.

    `latin_name` is a line in Latin letters below the name; `attended` are the days or sessions with their hours, one
    line each; `hours` their sum as a text ("11 h 30 min"), `payload` the address that verifies the certificate,
    `issued` place and date, `signatory` who signs for the host.
    """

    language: str
    visibility: Visibility
    name: str
    latin_name: str = ""
    organisation: str = ""
    country: str = ""
    event_title: str
    event_type: str
    theme: str = ""
    dates: str
    place: str
    host: str
    attended: tuple[str, ...] = ()
    hours: str = ""
    serial: str
    payload: str
    issued: str = ""
    signatory: str = ""


class ParticipantsList(Struct, frozen=True, kw_only=True):
    """The list of participants of an event, to hand out: who registered, in the order in which the caller sorts."""

    header: SheetHeader
    rows: tuple[SheetRow, ...]


class AttendanceCell(Struct, frozen=True, kw_only=True):
    """What proves a person's presence at a checkpoint: short texts, one for each kind of evidence; none if absent.

    `excused`: the person was not there, and a reason for it is among the texts.
    """

    present: bool
    excused: bool = False
    evidence: tuple[str, ...] = ()


class AttendanceRow(Struct, frozen=True, kw_only=True):
    """A person in the attendance record, with one cell for each checkpoint."""

    number: int
    name: str
    organisation: str = ""
    country: str = ""
    role: str = ""
    cells: tuple[AttendanceCell, ...]


class ReviewStep(Struct, frozen=True, kw_only=True):
    """A step of the review: what was done ("Approved"), by whom, when, and the reason given."""

    action: str
    by: str
    at: str
    reason: str = ""


class AttendanceReport(Struct, frozen=True, kw_only=True):
    """The attendance record of an event, as printed: each person's evidence by checkpoint, the review and the seal.

    `state` is the review's ("Approved"); `seal` the SHA-256 of the sealed record in hexadecimal, None before approval;
    `sealed` are further lines on the seal, a label and a text each; `payload` is the address in each page's QR code;
    `summary` pairs a label with a figure; `legend` pairs a kind of evidence with its meaning; `made` says when the
    report was made.
    """

    header: SheetHeader
    checkpoints: tuple[str, ...]
    rows: tuple[AttendanceRow, ...]
    state: str
    review: tuple[ReviewStep, ...] = ()
    seal: str | None = None
    sealed: tuple[tuple[str, str], ...] = ()
    payload: str = ""
    summary: tuple[tuple[str, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    made: str = ""
