"""Find one's way in a long list of registrations: by status, by a word, in an order. Pure."""

from collections.abc import Iterable, Mapping
from enum import Enum
from urllib.parse import urlencode

from msgspec import Struct

from events_service.programme.records import AttendanceMode
from events_service.registrations.records import Category, RegistrationId, Status
from events_service.web.alphabet import Key, alphabetical
from events_service.web.decoding import member_of
from events_service.web.fold import sought
from events_service.web.i18n import country_name, spoken

PAGE_SIZE = 100
_SHOWN = "show."
_MOST_SHOWN = 40


class Order(Enum):
    """How a list is sorted."""

    ARRIVAL = "arrival"
    NAME = "name"
    ORGANISATION = "organisation"
    COUNTRY = "country"


class Sieve(Struct, frozen=True, kw_only=True):
    """What an organiser looks for: each part of `word` in names, addresses, organisations and badge codes.

    `session`: only who chose the one with this key and did not give it up, whether it is held or cancelled.
    `shown` are the keys of the columns that the list has (shown_columns.py); empty: those that it has of itself.
    """

    status: Status | None = None
    session: str = ""
    mode: AttendanceMode | None = None
    category: Category | None = None
    word: str = ""
    order: Order = Order.ARRIVAL
    page: int = 1
    shown: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether anybody may be kept out."""
        return any((self.status, self.session, self.mode, self.category, self.word))


class Line(Struct, frozen=True, kw_only=True):
    """What a registration is found and sorted by."""

    id: RegistrationId
    number: int
    status: Status
    first_name: str
    last_name: str
    latin_name: str
    organisation: str
    email: str
    badge_code: str
    country: str

    @property
    def name(self) -> str:
        """The full name as it is spoken and printed."""
        return f"{self.first_name} {self.last_name}".strip()


def sieve_of(query: Mapping[str, str]) -> Sieve:
    """Read a sieve from an address; what it cannot mean is left out."""
    order, page = query.get("order"), query.get("page", "")
    shown = (name.removeprefix(_SHOWN)[:80] for name in query if name.startswith(_SHOWN))
    return Sieve(
        status=member_of(Status, query.get("status")),
        session=query.get("session", "")[:63],
        mode=member_of(AttendanceMode, query.get("mode")),
        category=member_of(Category, query.get("category")),
        word=query.get("q", "").strip()[:100],
        order=member_of(Order, order) or Order.ARRIVAL,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
        shown=tuple(dict.fromkeys(shown))[:_MOST_SHOWN],
    )


def query_of(sieve: Sieve) -> str:
    """Write a sieve as the part of an address that it is read from."""
    written = {
        "status": sieve.status.value if sieve.status else "",
        "session": sieve.session,
        "mode": sieve.mode.value if sieve.mode else "",
        "category": sieve.category.value if sieve.category else "",
        "q": sieve.word,
        "order": "" if sieve.order is Order.ARRIVAL else sieve.order.value,
        "page": str(sieve.page) if sieve.page > 1 else "",
        **{f"{_SHOWN}{key}": "1" for key in sieve.shown},
    }
    return urlencode({name: value for name, value in written.items() if value})


def sift(people: Iterable[Line], sieve: Sieve) -> list[Line]:
    """Give whom a sieve lets through; an accent or a capital that was not typed keeps nobody out."""
    through = [each for each in people if sieve.status in {None, each.status}]
    near = sought(sieve.word).among([_searched(each) for each in through])
    found = [each for each, nearness in zip(through, near, strict=True) if nearness is not None]
    return sorted(found, key=lambda each: (*_place(each, sieve.order), each.number))


def _place(line: Line, order: Order) -> tuple[Key, ...]:
    """Give what a list is sorted by, as the alphabet of the reader's language has it."""
    sorted_by = alphabetical(spoken())
    match order:
        case Order.NAME:
            return sorted_by(line.last_name), sorted_by(line.first_name)
        case Order.ORGANISATION:
            return sorted_by(line.organisation), sorted_by(line.last_name)
        case Order.COUNTRY:
            return sorted_by(country_name(line.country)), sorted_by(line.last_name)
    return ()


def _searched(each: Line) -> str:
    return " ".join((each.name, each.latin_name, each.organisation, each.email, each.badge_code))
