"""The personal link of a speaker: derived, so that each mail holds it and nothing of it is kept."""

from uuid import UUID

from events_service.secrets import named_in, naming_token

PURPOSE = "speaker"
MARK_BYTES = 16


def speaker_token(secret_key: str, speaker: UUID) -> str:
    """Give the token by which a speaker looks at their sessions and answers."""
    return naming_token(secret_key, PURPOSE, speaker, MARK_BYTES)


def read_speaker_token(secret_key: str, token: str) -> UUID | None:
    """Give whom a token names, or None where we did not make it."""
    return named_in(secret_key, PURPOSE, token, MARK_BYTES)


def speaker_link(base_url: str, secret_key: str, speaker: UUID) -> str:
    """Give the address of a speaker's page."""
    return f"{base_url}/speaker/{speaker_token(secret_key, speaker)}"
