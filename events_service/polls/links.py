"""The personal link of whoever was asked: derived, so that each mail holds it and only the service can make it."""

from uuid import UUID

from events_service.secrets import as_octets, as_text, equal, signed

MARK_BYTES = 16


def poll_token(secret_key: str, invitee: UUID) -> str:
    """Give the token by which somebody answers."""
    return as_text(invitee.bytes + signed(secret_key, "date-poll", invitee.bytes)[:MARK_BYTES])


def read_poll_token(secret_key: str, token: str) -> UUID | None:
    """Give whom a token names, or None where we did not make it."""
    try:
        invitee = UUID(bytes=as_octets(token)[:16])
    except ValueError:
        return None
    return invitee if equal(token, poll_token(secret_key, invitee)) else None
