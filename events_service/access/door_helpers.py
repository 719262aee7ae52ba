"""Helpers at the door: a link opens the desk of one day or session on a phone, and nothing else, without an account."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from events_service.access.records import Account, AccountId
from events_service.secrets import named_in, naming_token
from events_service.web.errors import Refusal
from events_service.web.i18n import N_, gettext

LINK_MARK_OCTETS = 16

AFTER_THE_DAY = timedelta(hours=3)
"""How long after midnight at the event a helper's desk stays open: an evening may be long, and the last scans wait."""

TAKEN_LATE = timedelta(days=2)
"""For how long a closed desk's phone may still send what it scanned before: people stood at the door, and came in."""

MOST_DEVICES = 20


class DeskClosed(Refusal):
    """A helper's desk is closed: by the organiser, or because its time is over."""

    status = 410
    slug = "desk-closed"
    title = N_("This desk is closed")
    message = N_(
        "This desk is closed: its time is over, or the organiser has closed it. "
        "If people still come, ask the organiser for a new link."
    )


class DeskTaken(Refusal):
    """A helper's link was opened on as many devices as it is for."""

    status = 409
    slug = "desk-taken"
    title = N_("This desk is open elsewhere")
    message = N_(
        "This link was opened on as many devices as it is for. Go on with one of them, or ask the organiser for a link "
        "of your own."
    )


class NoDesk(Refusal):
    """The browser holds no helper's desk."""

    status = 401
    slug = "no-desk"
    title = N_("No desk is open here")
    message = N_("No desk is open on this device. Scan the organiser's code once more, or open the link again.")


class Helper(Struct, frozen=True, kw_only=True):
    """A desk that helpers keep, under the name by which the record calls it.

    `checkpoint` is a day, with all that is taken on it, or one session's key. `devices`: how many may hold the desk.
    """

    id: UUID
    event: str
    name: str
    checkpoint: str
    devices: int
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    @property
    def actor(self) -> str:
        """Whom the audit log names for what was done at this desk."""
        return f"helper:{self.id}"

    @property
    def closed_at(self) -> datetime:
        """When the desk closes, or closed."""
        return min(self.ends_at, self.revoked_at or self.ends_at)

    def is_open(self, now: datetime) -> bool:
        """Tell whether people are checked in here, and their names shown."""
        return now < self.closed_at

    @property
    def sends_until(self) -> datetime:
        """Until when scans from before the desk closed are taken: whoever came in then has come."""
        return self.closed_at + TAKEN_LATE


Keeper = Account | Helper
"""Whoever keeps a door: somebody who organises the event, or a helper where and while their link says."""


def account_of(keeper: Keeper) -> AccountId | None:
    """Give the account of whoever keeps a door; a helper has none."""
    return keeper.id if isinstance(keeper, Account) else None


def helper_name(name: str) -> str:
    """Give the name of a helper's desk as it stands beside those of people, in the language being spoken."""
    return gettext("{desk} (helper)").format(desk=name)


def link_token(secret_key: str, helper: UUID) -> str:
    """Give the token of a helper's link: nothing of it is kept, so it can be shown again and is in no copy."""
    return naming_token(secret_key, "door-helper", helper, LINK_MARK_OCTETS)


def read_link_token(secret_key: str, token: str) -> UUID | None:
    """Give the helper that a link is for, or None where we did not make it."""
    return named_in(secret_key, "door-helper", token, LINK_MARK_OCTETS)
