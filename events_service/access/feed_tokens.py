"""Secret addresses of calendars: they open a calendar and nothing else, and can be closed by giving a new one."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

_ID_OCTETS = 16
_PROOF_OCTETS = 16


class FeedToken(Struct, frozen=True, kw_only=True):
    """What a token says before it has been proved: whose calendar it is to be."""

    owner: UUID
    proof: bytes

    def proves(self, secret_key: str, generation: int) -> bool:
        """Tell whether the token was given by this service and has not been replaced by a later one."""
        return hmac.compare_digest(self.proof, _proof(secret_key, self.owner, generation))


def feed_token(secret_key: str, owner: UUID, generation: int) -> str:
    """Give the token of somebody's calendar; each `generation` has another."""
    return _text(owner.bytes + _proof(secret_key, owner, generation))


def read_feed_token(token: str) -> FeedToken | None:
    """Read a token; None where it is none at all."""
    try:
        octets = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(octets) != _ID_OCTETS + _PROOF_OCTETS or _text(octets) != token:
        return None
    return FeedToken(owner=UUID(bytes=octets[:_ID_OCTETS]), proof=octets[_ID_OCTETS:])


def _proof(secret_key: str, owner: UUID, generation: int) -> bytes:
    return hmac.digest(secret_key.encode(), f"feed:{owner}:{generation}".encode(), sha256)[:_PROOF_OCTETS]


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
