"""Dietary and access needs: encrypted at rest, because they may reveal health or religion."""

from uuid import UUID

import msgspec
from msgspec import Struct

from events_service.secrets import opened, seal

PURPOSE = "special-needs"


class SpecialNeeds(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody needs at table, and to get in and take part."""

    dietary: str | None = None
    access: str | None = None


def encrypt(needs: SpecialNeeds, *, secret_key: str, registration: UUID) -> bytes | None:
    """Encrypt with AES-256-GCM, bound to its registration; None where there is nothing to keep."""
    if needs == SpecialNeeds():
        return None
    return seal(secret_key, PURPOSE, msgspec.json.encode(needs), registration.bytes)


def decrypt(kept: bytes | None, *, secret_key: str, registration: UUID) -> SpecialNeeds:
    """Decrypt what `encrypt` made; raises cryptography's InvalidTag under another key or registration."""
    if kept is None:
        return SpecialNeeds()
    return msgspec.json.decode(opened(secret_key, PURPOSE, kept, registration.bytes), type=SpecialNeeds)
