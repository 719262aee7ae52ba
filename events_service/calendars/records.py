"""What a calendar is made of: entries with a place in time, and the feed that holds them."""

from datetime import date, datetime, timedelta
from enum import Enum

from msgspec import Struct


class Status(Enum):
    """STATUS of an entry (RFC 5545 §3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Organizer(Struct, frozen=True, kw_only=True):
    """Who answers for an entry, at an address that takes replies."""

    name: str
    email: str


class Image(Struct, frozen=True, kw_only=True):
    """A picture that goes with an entry, by its address; `description` says what is to be seen, where that is known."""

    address: str
    description: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of a calendar, in one language.

    `starts` and `ends` are two instants in UTC, which clients show in `zone` (IANA name); or two dates, of which `ends`
    is the day after the last one. UTC because two equal entries must be written alike: aware datetimes of different
    zones can be equal. `created_at` and `changed_at` are UTC in whole seconds. `summary_language` and
    `description_language` are None where the language is not known or not one. `position` is latitude and longitude
    in degrees (WGS 84). `html` is the description once more. `alarm` is how long before the start a client reminds.
    """

    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    starts: datetime | date
    ends: datetime | date
    zone: str
    summary: str
    status: Status = Status.CONFIRMED
    summary_language: str | None = None
    description: str = ""
    description_language: str | None = None
    html: str | None = None
    location: str = ""
    position: tuple[float, float] | None = None
    url: str | None = None
    categories: tuple[str, ...] = ()
    organizer: Organizer | None = None
    conference: str | None = None
    image: Image | None = None
    color: str | None = None
    transparent: bool = False
    alarm: timedelta | None = None


class Feed(Struct, frozen=True, kw_only=True):
    """A calendar that clients subscribe to, at `url`.

    `refresh` is how often they should look; `color` is a CSS3 colour name; `uid` is that of the whole calendar. A
    `personal` one does not name the address that it came from: people pass calendar files on.
    """

    name: str
    language: str
    url: str
    description: str = ""
    uid: str | None = None
    color: str | None = None
    refresh: timedelta = timedelta(hours=1)
    entries: tuple[Entry, ...] = ()
    personal: bool = False
