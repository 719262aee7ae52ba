"""The personal link of whoever was asked: derived, so that each mail holds it and only the service can make it."""

from uuid import UUID

from events_service.secrets import named_in, naming_token

PURPOSE = "date-poll"
MARK_BYTES = 16


def poll_token(secret_key: str, invitee: UUID) -> str:
    """Give the token by which somebody answers."""
    return naming_token(secret_key, PURPOSE, invitee, MARK_BYTES)


def read_poll_token(secret_key: str, token: str) -> UUID | None:
    """Give whom a token names, or None where we did not make it."""
    return named_in(secret_key, PURPOSE, token, MARK_BYTES)
