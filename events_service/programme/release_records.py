"""What organisers say when they release an event: who gets a mail about it, in which words, under which name."""

from enum import Enum

from msgspec import Struct

from events_service.programme.records import Language


class Reach(Enum):
    """Who gets a mail about what is released."""

    AFFECTED = "affected"
    ALL = "all"
    NOBODY = "nobody"


class Wish(Struct, frozen=True, kw_only=True):
    """What is asked for with a release. `note` is a line for the mails, by language; `name` is the version's own."""

    reach: Reach = Reach.AFFECTED
    note: dict[Language, str] = {}
    name: str | None = None
