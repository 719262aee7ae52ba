"""Sync tokens (RFC 6578) that hold what the client has, so that any server tells what is new and none remembers."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

# A token is a URI (RFC 6578 §6.4).
_HELD = "data:application/octet-stream;base64,"
_STATE = "data:,"
_UID_OCTETS = 16
_ETAG_OCTETS = 4
MOST_HELD = 2000
"""Entries of which a token says what the client has; above that it only says whether anything is new."""


class UnknownToken(ValueError):
    """A sync token was not given by this service, or is no longer of use: the client begins anew."""


class Changes(Struct, frozen=True, kw_only=True):
    """UIDs that are new or changed, UIDs that are gone, and the token for the state after them."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    token: str
    complete: bool


def token_of(etags: Mapping[str, str]) -> str:
    """Give the token for entries with these ETags by UID."""
    if len(etags) > MOST_HELD:
        return _STATE + state_of(etags)
    return _written({UUID(uid): _short(etag) for uid, etag in etags.items()})


def state_of(etags: Mapping[str, str]) -> str:
    """Give a short text that changes with any entry (the calendar's ctag)."""
    listed = "\n".join(f"{uid} {etag}" for uid, etag in sorted(etags.items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:32]


def changes_since(token: str, etags: Mapping[str, str], limit: int | None = None) -> Changes:
    """Tell what is new since a token (empty: everything), at most `limit` of it. Raises UnknownToken."""
    if token == token_of(etags):
        return Changes(changed=(), gone=(), token=token, complete=True)
    if not token and len(etags) > MOST_HELD:
        return Changes(changed=tuple(etags), gone=(), token=token_of(etags), complete=True)
    held = _read(token) if token else {}
    current = {UUID(uid): _short(etag) for uid, etag in etags.items()}
    changed = [uid for uid, etag in current.items() if held.get(uid) != etag]
    gone = [uid for uid in held if uid not in current]
    told = (changed + gone)[:limit]
    for uid in told:
        if uid in current:
            held[uid] = current[uid]
        else:
            del held[uid]
    return Changes(
        changed=tuple(str(uid) for uid in told if uid in current),
        gone=tuple(str(uid) for uid in told if uid not in current),
        token=token_of(etags) if held == current else _written(held),
        complete=len(told) == len(changed) + len(gone),
    )


def _short(etag: str) -> bytes:
    return hashlib.sha256(etag.encode()).digest()[:_ETAG_OCTETS]


def _written(held: Mapping[UUID, bytes]) -> str:
    records = sorted(uid.bytes + etag for uid, etag in held.items())
    return _HELD + urlsafe_b64encode(b"".join(records)).decode()


def _read(token: str) -> dict[UUID, bytes]:
    if not token.startswith(_HELD):
        raise UnknownToken(token[:80])
    try:
        octets = urlsafe_b64decode(token.removeprefix(_HELD))
    except ValueError as error:
        raise UnknownToken(token[:80]) from error
    width = _UID_OCTETS + _ETAG_OCTETS
    if len(octets) % width:
        raise UnknownToken(token[:80])
    records = (octets[at : at + width] for at in range(0, len(octets), width))
    return {UUID(bytes=record[:_UID_OCTETS]): record[_UID_OCTETS:] for record in records}
