"""Which lines of a record are shown to be marked: not marked yet, scanned but not signed, an organisation, a page."""

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from events_service.attendance.marking.sheet_order import NOT_ON_THE_LIST
from events_service.attendance.records import Attendee, Presence
from events_service.complete import for_each
from events_service.web.i18n import N_

AT_ONCE = 150
"""Lines that are shown where no page of the sheet was chosen; of a larger event the first page is."""


class Show(Enum):
    """Whom to show."""

    EVERYBODY = "everybody"
    NOT_MARKED = "not_marked"
    NOT_SIGNED = "not_signed"


SHOW = for_each(
    Show,
    {
        Show.EVERYBODY: N_("Everybody"),
        Show.NOT_MARKED: N_("Not yet marked"),
        Show.NOT_SIGNED: N_("Scanned but not signed"),
    },
)


class Sieve(Struct, frozen=True, kw_only=True):
    """What is asked for; an empty text asks for all. `at` is a day or session, `page` one of its printed sheet."""

    show: Show = Show.EVERYBODY
    organisation: str = ""
    at: str = ""
    page: int | None = None


def sift(
    people: Sequence[Attendee], sieve: Sieve, keys: Sequence[str], pages: Mapping[str, int]
) -> tuple[list[Attendee], Sieve]:
    """Give the people that are shown, in the order of the sheet, and the sieve with the page that is shown.

    `keys` are the checkpoints that are looked at, `pages` is what `pages_of` gives.
    """
    order = {key: place for place, key in enumerate(pages)}
    found = [person for person in people if _passes(person, sieve, keys)]
    found.sort(key=lambda person: (order.get(str(person.registration), len(order)), person.number))
    page = sieve.page
    if page is None and len(found) > AT_ONCE and pages:
        page = page_of(found[0], pages)
    if page is not None:
        found = [person for person in found if page_of(person, pages) == page]
    return found, Sieve(show=sieve.show, organisation=sieve.organisation, at=sieve.at, page=page)


def page_of(person: Attendee, pages: Mapping[str, int]) -> int:
    """Give the page of the sheet on which somebody stands."""
    return pages.get(str(person.registration), NOT_ON_THE_LIST)


def _passes(person: Attendee, sieve: Sieve, keys: Sequence[str]) -> bool:
    if sieve.organisation and person.organisation != sieve.organisation:
        return False
    test = _TESTS[sieve.show]
    return any(test(presence) for presence in person.presences if presence.checkpoint in keys)


def is_marked(presence: Presence) -> bool:
    """Tell whether anything was noted by hand of somebody at a checkpoint."""
    signed = presence.signed_on_paper or presence.signed_electronically
    return signed or presence.online or presence.excused is not None


def _is_unsigned(presence: Presence) -> bool:
    came = presence.checked_in_at is not None or presence.marked_by_staff_at is not None
    return came and not presence.signed_on_paper and not presence.signed_electronically


_TESTS = for_each(
    Show,
    {
        Show.EVERYBODY: lambda presence: True,
        Show.NOT_MARKED: lambda presence: presence.expected and not is_marked(presence),
        Show.NOT_SIGNED: _is_unsigned,
    },
)
