"""Dietary and access needs: encrypted at rest, because they may reveal health or religion."""

import secrets
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from events_service.secrets import derived_key

NONCE_BYTES = 12


class SpecialNeeds(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody needs at table, and to get in and take part."""

    dietary: str | None = None
    access: str | None = None


def encrypt(needs: SpecialNeeds, *, secret_key: str, registration: UUID) -> bytes | None:
    """Encrypt with AES-256-GCM, bound to its registration; None where there is nothing to keep."""
    if needs == SpecialNeeds():
        return None
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(secret_key).encrypt(nonce, msgspec.json.encode(needs), registration.bytes)


def decrypt(kept: bytes | None, *, secret_key: str, registration: UUID) -> SpecialNeeds:
    """Decrypt what `encrypt` made; raises cryptography's InvalidTag under another key or registration."""
    if kept is None:
        return SpecialNeeds()
    plain = _cipher(secret_key).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], registration.bytes)
    return msgspec.json.decode(plain, type=SpecialNeeds)


def _cipher(secret_key: str) -> AESGCM:
    return AESGCM(derived_key(secret_key, "special-needs"))
