"""What becomes of each row of a spreadsheet, in words: who is new, and what of whom changes from what to what. Pure."""

from collections.abc import Collection, Mapping
from enum import Enum

from msgspec import Struct

from events_service.complete import for_each
from events_service.registrations.labels import category_name, field_name, mode_name
from events_service.registrations.spreadsheets.imported_rows import Candidate
from events_service.registrations.tables import RegistrationRow
from events_service.web.i18n import N_, country_name, gettext, language_name


class Fate(Enum):
    """What becomes of a row that is in order."""

    NEW = "new"
    WAITS = "waits"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT = "left"


FATES = for_each(
    Fate,
    {
        Fate.NEW: N_("New, with a place"),
        Fate.WAITS: N_("New, on the waiting list"),
        Fate.UPDATED: N_("Brought up to date"),
        Fate.UNCHANGED: N_("Unchanged"),
        Fate.LEFT: N_("Cancelled before, left so"),
    },
)


class RowTold(Struct, frozen=True, kw_only=True):
    """What is said of a row: whose it is, what becomes of it, and what of them changes."""

    row: int
    name: str
    fate: Fate
    changes: tuple[str, ...] = ()

    @property
    def fate_name(self) -> str:
        """What becomes of it, in the language being spoken."""
        return gettext(FATES[self.fate])


def told_of(candidate: Candidate, fate: Fate, changes: tuple[str, ...] = ()) -> RowTold:
    """Say what becomes of a row."""
    application = candidate.application
    name = f"{application.first_name} {application.last_name}".strip()
    return RowTold(row=candidate.row, name=name, fate=fate, changes=changes)


def said_of(row: RegistrationRow) -> dict[str, str]:
    """Give what a registration says in the fields that a spreadsheet corrects and one cell can show, in words."""
    return {
        "first_name": row.first_name,
        "last_name": row.last_name,
        "organisation": row.organisation,
        "country": country_name(row.country),
        "category": category_name(row.category),
        "language": language_name(row.language),
        "attendance_mode": mode_name(row.attendance_mode),
    }


def differing(before: Mapping[str, str], after: Mapping[str, str], changed: Collection[str]) -> tuple[str, ...]:
    """Say of each field that changed from what to what; of one that no cell can show whole, only that it does."""
    said = []
    for name in changed:
        label = field_name(name)
        said.append(f"{label}: {before[name]} → {after[name]}" if name in before else label)
    return tuple(said)
