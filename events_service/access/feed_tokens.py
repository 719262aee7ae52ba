"""Secret addresses of calendars: they open a calendar and nothing else, and can be closed by giving a new one."""

from uuid import UUID

from msgspec import Struct

from events_service.secrets import as_octets, as_text, equal, signed, signed_at_first

_ID_OCTETS = 16
_PROOF_OCTETS = 16


class FeedToken(Struct, frozen=True, kw_only=True):
    """What a token says before it has been proved: whose calendar it is to be."""

    owner: UUID
    proof: bytes

    def proves(self, secret_key: str, generation: int) -> bool:
        """Tell whether the token was given by this service and has not been replaced by a later one.

        Calendars that were subscribed to at an address of the first releases are to go on.
        """
        content = _content(self.owner, generation)
        given = signed(secret_key, "calendar-address", content), signed_at_first(secret_key, content)
        return any(equal(self.proof, proof[:_PROOF_OCTETS]) for proof in given)


def feed_token(secret_key: str, owner: UUID, generation: int) -> str:
    """Give the token of somebody's calendar; each `generation` has another."""
    proof = signed(secret_key, "calendar-address", _content(owner, generation))
    return as_text(owner.bytes + proof[:_PROOF_OCTETS])


def read_feed_token(token: str) -> FeedToken | None:
    """Read a token; None where it is none at all."""
    try:
        octets = as_octets(token)
    except ValueError:
        return None
    if len(octets) != _ID_OCTETS + _PROOF_OCTETS:
        return None
    return FeedToken(owner=UUID(bytes=octets[:_ID_OCTETS]), proof=octets[_ID_OCTETS:])


def _content(owner: UUID, generation: int) -> bytes:
    return f"feed:{owner}:{generation}".encode()
