"""What an organiser writes to a group: who is meant, and the text in each language."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from events_service.access.records import Account
from events_service.programme.records import AttendanceMode
from events_service.registrations.records import Category, Status


class Audience(Struct, frozen=True, kw_only=True):
    """Who is meant; what is None or empty leaves nobody out. `arrived`: whether they were checked in at the event.

    `chosen` are people who were ticked on a list, and nobody else is meant.
    """

    statuses: tuple[Status, ...] = (Status.CONFIRMED,)
    mode: AttendanceMode | None = None
    session: str | None = None
    category: Category | None = None
    language: str | None = None
    organisation: str = ""
    arrived: bool | None = None
    chosen: tuple[UUID, ...] = ()


class GroupText(Struct, frozen=True, kw_only=True):
    """A subject and a body in one language; blank lines part paragraphs, {first_name} and its like are filled in."""

    subject: str
    body: str


class Draft(Struct, frozen=True, kw_only=True):
    """A mail to a group before it is sent; `to_everybody` also reaches those who want no news."""

    audience: Audience
    texts: Mapping[str, GroupText]
    to_everybody: bool = False


class Mailing(Struct, frozen=True, kw_only=True):
    """A draft in the hands of whoever sends it, or tries it first."""

    draft: Draft
    account: Account


class Recipients(Struct, frozen=True, kw_only=True):
    """Who gets a mail, how many by language, and how many do not because they want no news."""

    ids: list[UUID]
    languages: Mapping[str, int]
    unsubscribed: int
