"""The demo's doors: a page that says what to try, and sign-in links that work again, all under one secret.

The secret is derived from the demo's own key, so that the addresses stay the same after a restart, and whoever was not
given one of them signs in nowhere, wherever the demo listens.
"""

from msgspec import Struct

from events_service.access.records import Role
from events_service.complete import for_some
from events_service.demo.preparing import CONTROLLER, LEAD, ORGANISER
from events_service.demo.workshop import WORKSHOP
from events_service.secrets import as_text, equal, signed
from events_service.settings import Settings

STAFF = for_some(Role, {Role.ORGANISER: ORGANISER, Role.LEAD_PARTNER: LEAD, Role.CONTROLLER: CONTROLLER})
"""As whom one may sign in, by the address of the account."""

KEY_BYTES = 18


class Door(Struct, frozen=True, kw_only=True):
    """An address for one kind of user."""

    who: str
    address: str


def key_of(settings: Settings) -> str:
    """Give the secret that stands in the demo's addresses, 24 characters."""
    return as_text(signed(settings.secret_key, "demo", b"doors")[:KEY_BYTES])


def is_key(settings: Settings, written: str) -> bool:
    """Tell whether an address bears the demo's secret."""
    return equal(written, key_of(settings))


def page_path(settings: Settings) -> str:
    """Give the path of the page that says what to try."""
    return f"/demo/{key_of(settings)}"


def sign_in_path(settings: Settings, role: Role) -> str:
    """Give the path that signs in as one of the staff, as often as it is opened."""
    return f"{page_path(settings)}/sign-in/{role.value}"


def doors(settings: Settings) -> list[Door]:
    """Give an address for each kind of user, and the one of the page that says what to try."""
    base = settings.base_url
    staff = [Door(who=role.value.replace("_", " "), address=f"{base}{sign_in_path(settings, role)}") for role in STAFF]
    return [
        Door(who="participant", address=f"{base}/events/{WORKSHOP}"),
        *staff,
        Door(who="what to try", address=f"{base}{page_path(settings)}"),
    ]
