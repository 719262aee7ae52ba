"""An application and how it came, as the use cases that answer it hand it on."""

import hashlib

import msgspec
from msgspec import Struct

from events_service.access.records import Account
from events_service.registrations.holding import actor_of
from events_service.registrations.records import Application


class Asked(Struct, frozen=True, kw_only=True):
    """Somebody asks for a place, for themselves and their colleagues.

    `account` is who is signed in, who with `by_organiser` enters somebody else; the same application under the same
    `once` (the Idempotency-Key, or a form's own key) is one. `notice_language` is the one that the privacy notice was
    read in, where it is not the participant's; `network` the address that asks, None where it is not counted.
    """

    application: Application
    account: Account | None = None
    by_organiser: bool = False
    once: str | None = None
    notice_language: str | None = None
    network: str | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the application's content, the same for the same content."""
        return hashlib.sha256(msgspec.json.encode(self.application, order="deterministic")).hexdigest()

    @property
    def actor(self) -> str:
        """Whom the audit log names."""
        return actor_of(self.account if self.by_organiser else None)
