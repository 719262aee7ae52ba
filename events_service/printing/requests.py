"""What an organiser asks to be printed: one document with its settings, as a form or an address says it."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from events_service.documents.badge_selection import BadgeOrder
from events_service.documents.badges import DEFAULT_LAYOUT, BadgeOptions
from events_service.documents.sheet_geometry import Orientation
from events_service.printing.preparing_sheets import DayPart, SheetChoice
from events_service.web.errors import FieldFault
from events_service.web.i18n import LANGUAGES, N_


class DocumentKind(Enum):
    """What can be printed; the values are the names of the files."""

    BADGES = "badges"
    SIGN_IN_SHEETS = "sign-in-sheets"
    PARTICIPANTS = "participants"
    AGENDA = "agenda"
    PLACE_CARDS = "place-cards"
    DOOR_SIGNS = "door-signs"
    CATERER_TOTALS = "caterer-totals"


OF_PEOPLE = (
    DocumentKind.BADGES,
    DocumentKind.PLACE_CARDS,
    DocumentKind.SIGN_IN_SHEETS,
    DocumentKind.PARTICIPANTS,
)
"""Documents that tell of people, so that they can be printed for some of them."""


class JobState(Enum):
    """How far a batch is."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Selection(Enum):
    """Whose badges: everybody's, or those that are new or show something else since they were printed."""

    ALL = "all"
    NEW_OR_CHANGED = "new_or_changed"


Language = Annotated[str, Meta(pattern=f"^({'|'.join(LANGUAGES)})$")]
Shift = Annotated[float, Meta(ge=-20, le=20)]


class PrintRequest(Struct, frozen=True, kw_only=True):
    """A document and its settings; what does not concern the document is ignored. `person` is one badge again.

    The two languages that lists stand in are English and the host's where they are not chosen.
    """

    document: DocumentKind = DocumentKind.BADGES
    layout: Annotated[str, Meta(max_length=63)] = DEFAULT_LAYOUT
    order: BadgeOrder = BadgeOrder.NAME
    start_at: Annotated[int, Meta(ge=1, le=1000)] = 1
    shift_right: Shift = 0
    shift_down: Shift = 0
    cut_marks: bool | None = None
    selection: Selection = Selection.ALL
    person: UUID | None = None
    day: date | None = None
    session: Annotated[str, Meta(max_length=63)] | None = None
    part: DayPart = DayPart.WHOLE
    orientation: Orientation = Orientation.LANDSCAPE
    speakers_apart: bool = False
    interpreters: bool = False
    first_language: Language | None = None
    second_language: Language | None = None

    @property
    def badge_options(self) -> BadgeOptions:
        """How the badges are laid on pages."""
        return BadgeOptions(
            cut_marks=self.cut_marks,
            shift_right=self.shift_right,
            shift_down=self.shift_down,
            start_at=self.start_at,
            order=self.order,
        )

    @property
    def sheet_choice(self) -> SheetChoice:
        """Which lists to sign are wanted."""
        return SheetChoice(
            day=self.day,
            session=self.session,
            part=self.part,
            speakers_apart=self.speakers_apart,
            interpreters=self.interpreters,
        )

    @property
    def is_labels(self) -> bool:
        """Whether there is a label for each person."""
        return self.document in {DocumentKind.BADGES, DocumentKind.PLACE_CARDS}


SENTENCES: Mapping[str, str] = {
    "document": N_("Choose one of the documents."),
    "layout": N_("Choose one of the layouts."),
    "start_at": N_("Give the number of a label, 1 for the first."),
    "shift_right": N_("Give millimetres between −20 and 20."),
    "shift_down": N_("Give millimetres between −20 and 20."),
    "person": N_("Choose one of the participants."),
    "day": N_("Choose one of the event's days."),
    "session": N_("Choose one of the event's sessions."),
    "first_language": N_("Choose one of the languages."),
    "second_language": N_("Choose one of the languages."),
}
_OTHER = N_("Choose one of those offered.")


def read_request(said: Mapping[str, Any]) -> tuple[PrintRequest, list[FieldFault]]:
    """Read what a form or an address says: the request, and a fault for each field that stays as it was by default."""
    values: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for field in msgspec.structs.fields(PrintRequest):
        value = str(said.get(field.name) or "").strip().replace("−", "-")
        if not value:
            continue
        if field.name.startswith("shift"):
            value = value.replace(",", ".")
        try:
            values[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError:
            faults.append(FieldFault(field.name, SENTENCES.get(field.name, _OTHER)))
    return PrintRequest(**values), faults
