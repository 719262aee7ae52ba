"""What becomes of each row of a spreadsheet, in words: who is new, and what of whom changes from what to what. Pure."""

from collections.abc import Collection, Mapping
from enum import Enum

from msgspec import Struct

from events_service.complete import for_each
from events_service.registrations.labels import category_name, field_name, mode_name
from events_service.registrations.records import Category
from events_service.registrations.spreadsheets.imported_rows import Candidate
from events_service.registrations.spreadsheets.whole_names import ways_to_part
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


FROM_THERE = N_("{field}: {value}, as that event has it")


class RowTold(Struct, frozen=True, kw_only=True):
    """What is said of a row: whose it is, what becomes of it, and what of them changes.

    `elsewhere` is the event that knows them, too. Of a `whole_name` that was parted by a guess, `parted` is how.
    """

    row: int
    name: str
    fate: Fate
    changes: tuple[str, ...] = ()
    elsewhere: str = ""
    whole_name: str = ""
    parted: str = ""

    @property
    def ways_to_part(self) -> tuple[str, ...]:
        """The ways in which the whole name may be parted."""
        return ways_to_part(self.whole_name)

    @property
    def fate_name(self) -> str:
        """What becomes of it, in the language being spoken."""
        return gettext(FATES[self.fate])


def told_of(candidate: Candidate, fate: Fate, changes: tuple[str, ...] = ()) -> RowTold:
    """Say what becomes of a row."""
    application = candidate.application
    name = f"{application.first_name} {application.last_name}".strip()
    comes = fate in {Fate.NEW, Fate.WAITS}
    return RowTold(
        row=candidate.row,
        name=name,
        fate=fate,
        changes=changes + (_taken_over(candidate) if comes else ()),
        elsewhere=candidate.elsewhere if comes else "",
        whole_name=candidate.whole_name,
        parted=f"{application.last_name}, {application.first_name}" if candidate.whole_name else "",
    )


def _taken_over(candidate: Candidate) -> tuple[str, ...]:
    """Say what another event told of somebody."""
    taken = {**candidate.taken_over}
    if "country" in taken:
        taken["country"] = country_name(taken["country"])
    if "category" in taken:
        taken["category"] = category_name(Category(taken["category"]))
    if "language" in taken:
        taken["language"] = language_name(taken["language"])
    return tuple(gettext(FROM_THERE).format(field=field_name(field), value=value) for field, value in taken.items())


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
