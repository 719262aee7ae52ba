"""Secrets of a registration: the code on its badge, the token of its personal link, the keys they are made with."""

import base64
import hashlib
import hmac
import secrets
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BADGE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Capitals and digits without look-alikes (no O 0 1 I L), all in QR's short alphanumeric set."""

BADGE_CODE_LENGTH = 10
UNSUBSCRIBE_BYTES = 14


def make_badge_code() -> str:
    """Make a badge code: about 50 random bits, and no way from it to the personal link."""
    return "".join(secrets.choice(BADGE_ALPHABET) for _ in range(BADGE_CODE_LENGTH))


def manage_token(secret_key: str, registration: UUID) -> str:
    """Give the token of a registration's personal link.

    It is derived, so that each mail can hold the link again although only the token's hash is kept.
    """
    digest = hmac.digest(derived_key(secret_key, "manage-token"), registration.bytes, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def unsubscribe_token(secret_key: str, registration: UUID) -> str:
    """Give the token that ends reminders and news, and opens nothing: mail providers see it in a header (RFC 8058)."""
    digest = hmac.digest(derived_key(secret_key, "unsubscribe"), registration.bytes, "sha256")
    return base64.urlsafe_b64encode(registration.bytes + digest[:UNSUBSCRIBE_BYTES]).rstrip(b"=").decode()


def read_unsubscribe_token(secret_key: str, token: str) -> UUID | None:
    """Give the registration that such a token names, or None where we did not make it."""
    try:
        registration = UUID(bytes=base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[:16])
    except ValueError:
        return None
    expected = unsubscribe_token(secret_key, registration)
    return registration if hmac.compare_digest(expected.encode(), token.encode()) else None


def invitation_token(secret_key: str, link: UUID) -> str:
    """Give the token of an invitation link, derived like the personal one, so that the link can be shown again."""
    digest = hmac.digest(derived_key(secret_key, "invitation-link"), link.bytes, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hashed(token: str) -> str:
    """Give the SHA-256 of a token, as it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def derived_key(secret_key: str, purpose: str) -> bytes:
    """Derive 32 bytes for one purpose from the service's secret key (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
