"""The form of the print page: which documents there are, and the choices and values of its fields."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from events_service.complete import for_each, for_some
from events_service.documents.badge_layouts import layout_names, read_layout
from events_service.documents.badge_selection import BadgeOrder, new_or_changed
from events_service.documents.sheet_geometry import Orientation
from events_service.printing.preparing import badges_of, by_name
from events_service.printing.preparing_sheets import DayPart
from events_service.printing.printouts import Sources
from events_service.printing.requests import DocumentKind, PrintRequest, Selection
from events_service.programme.words import in_language
from events_service.web.errors import FieldFault
from events_service.web.i18n import LANGUAGES, N_, gettext, language_name, long_day, spoken

NAMES: Mapping[DocumentKind, str] = for_each(
    DocumentKind,
    {
        DocumentKind.BADGES: N_("Badges"),
        DocumentKind.SIGN_IN_SHEETS: N_("Sign-in sheets"),
        DocumentKind.PARTICIPANTS: N_("List of participants"),
        DocumentKind.AGENDA: N_("Agenda"),
        DocumentKind.PLACE_CARDS: N_("Place cards"),
        DocumentKind.DOOR_SIGNS: N_("Door signs"),
        DocumentKind.CATERER_TOTALS: N_("Catering: totals"),
    },
)
_ABOUT: Mapping[DocumentKind, str] = for_each(
    DocumentKind,
    {
        DocumentKind.BADGES: N_("With name, organisation, country and the QR code for the door."),
        DocumentKind.SIGN_IN_SHEETS: N_(
            "One list for each day, with rows for walk-ins and the line that certifies it."
        ),
        DocumentKind.PARTICIPANTS: N_(
            "To hand out: names, organisations, countries and roles of all who are confirmed."
        ),
        DocumentKind.AGENDA: N_("On one page, in English and the host's language."),
        DocumentKind.PLACE_CARDS: N_("Names that stand on the table and are read from both sides."),
        DocumentKind.DOOR_SIGNS: N_("For each room and day, with a code that opens each session."),
        DocumentKind.CATERER_TOTALS: N_("How many people eat what and when, and nobody's name."),
    },
)
_ORDERS = for_some(
    BadgeOrder,
    {
        BadgeOrder.NAME: N_("Name"),
        BadgeOrder.ORGANISATION: N_("Organisation"),
        BadgeOrder.CATEGORY: N_("Category"),
    },
)
_SELECTIONS = for_each(
    Selection,
    {
        Selection.ALL: N_("All badges"),
        Selection.NEW_OR_CHANGED: N_("Only new or changed since the last print"),
    },
)
_PARTS = for_each(
    DayPart,
    {
        DayPart.WHOLE: N_("One list for the day"),
        DayPart.HALVES: N_("Morning and afternoon on lists of their own"),
        DayPart.MORNING: N_("Only the morning"),
        DayPart.AFTERNOON: N_("Only the afternoon"),
    },
)
_ORIENTATIONS = for_each(Orientation, {Orientation.LANDSCAPE: N_("Landscape"), Orientation.PORTRAIT: N_("Portrait")})
_CUT_MARKS = {"": N_("As the layout says"), "true": N_("Print them"), "false": N_("Leave them out")}


LABELS: Mapping[str, str] = {
    "document": N_("Document"),
    "layout": N_("Layout"),
    "order": N_("Sorted by"),
    "start_at": N_("Start at label"),
    "selection": N_("Which badges"),
    "person": N_("One person again"),
    "shift_right": N_("Move to the right (mm)"),
    "shift_down": N_("Move down (mm)"),
    "cut_marks": N_("Cut marks"),
    "day": N_("Day"),
    "session": N_("Session with a list of its own"),
    "part": N_("Parts of the day"),
    "orientation": N_("Page"),
    "speakers_apart": N_("Speakers on a list of their own"),
    "interpreters": N_("An empty list for interpreters"),
    "first_language": N_("First language"),
    "second_language": N_("Second language"),
}


class Option(Struct, frozen=True, kw_only=True):
    """A value to choose, and its name."""

    value: str
    name: str


class PrintForm(Struct, frozen=True, kw_only=True):
    """The form: the documents to choose from, and for each field its label, its choices, its value and its fault.

    `wrong` pairs each faulty field with a sentence that names its label; `new_or_changed` is how many badges a print
    of only those would have.
    """

    documents: Sequence[Option]
    about: str
    labels: Mapping[str, str]
    choices: Mapping[str, Sequence[Option]]
    values: Mapping[str, str]
    faults: Mapping[str, str]
    wrong: Sequence[tuple[str, str]]
    new_or_changed: int | None


def print_form(wanted: PrintRequest, faults: Sequence[FieldFault], sources: Sources) -> PrintForm:
    """Make the form in the language being spoken."""
    return PrintForm(
        documents=documents(),
        about=gettext(_ABOUT[wanted.document]),
        labels={field: gettext(label) for field, label in LABELS.items()},
        choices=_choices(sources),
        values={"document": wanted.document.value, "layout": wanted.layout} | said(wanted),
        faults={fault.field: gettext(fault.message) for fault in faults},
        wrong=[(fault.field, fault_sentence(fault)) for fault in faults],
        new_or_changed=_count_new(wanted, sources),
    )


def fault_sentence(fault: FieldFault) -> str:
    """Say what is wrong where no form marks it, with the name of the setting."""
    return f"{gettext(LABELS[fault.field])}: {gettext(fault.message)}"


def documents() -> list[Option]:
    """Give the documents to choose from, in the language being spoken."""
    return [Option(value=kind.value, name=gettext(name)) for kind, name in NAMES.items()]


def said(wanted: PrintRequest) -> dict[str, str]:
    """Give a request as an address says it: only what is not as by default."""
    usual = PrintRequest()
    values: dict[str, str] = {}
    for name in PrintRequest.__struct_fields__:
        value = getattr(wanted, name)
        if value != getattr(usual, name):
            values[name] = _text(value)
    return values


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return str(getattr(value, "value", value))


def _choices(sources: Sources) -> dict[str, list[Option]]:
    event = sources.found.event
    people = sorted(sources.registrations, key=by_name)
    languages = [Option(value=code, name=language_name(code)) for code in LANGUAGES]
    named = {
        "order": {key.value: name for key, name in _ORDERS.items()},
        "selection": {key.value: name for key, name in _SELECTIONS.items()},
        "part": {key.value: name for key, name in _PARTS.items()},
        "orientation": {key.value: name for key, name in _ORIENTATIONS.items()},
        "cut_marks": _CUT_MARKS,
    }
    choices = {
        field: [Option(value=value, name=gettext(name)) for value, name in names.items()]
        for field, names in named.items()
    }
    return choices | {
        "layout": [Option(value=name, name=in_language(read_layout(name).title, spoken())) for name in layout_names()],
        "person": [Option(value=str(one.id), name=f"{one.last_name}, {one.first_name}") for one in people],
        "first_language": languages,
        "second_language": languages,
        "day": [Option(value=day.isoformat(), name=long_day(day)) for day in sorted(event.days)],
        "session": [
            Option(value=one.key, name=in_language(one.title, spoken()))
            for one in event.held_sessions
            if one.attendance
        ],
    }


def _count_new(wanted: PrintRequest, sources: Sources) -> int | None:
    if wanted.document is not DocumentKind.BADGES or not sources.registrations or not sources.printed:
        return None
    return len(new_or_changed(badges_of(sources.registrations, sources.base_url), sources.printed))
