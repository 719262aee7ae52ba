"""Secrets of a registration: codes on its badge and certificate, the token of its personal link, and its mails'."""

from uuid import UUID

from events_service.secrets import as_text, code_of, named_in, naming_token, new_code, signed, signed_at_first

BADGE_CODE_LENGTH = 10
UNSUBSCRIBE_BYTES = 14


def make_badge_code() -> str:
    """Make a badge code: about 50 random bits, and no way from it to the personal link."""
    return new_code(BADGE_CODE_LENGTH)


def certificate_number(secret_key: str, registration: UUID) -> str:
    """Give a certificate's number: the same at each print, and not to be guessed from another one.

    It stands on certificates that people hold, so it is made as by the first releases for good.
    """
    return code_of(signed_at_first(secret_key, f"certificate:{registration}".encode())[:12])


def letter_number(secret_key: str, registration: UUID, kind: str) -> str:
    """Give the number of somebody's letter of invitation of a kind: the same each time, and not to be guessed."""
    return code_of(signed(secret_key, "invitation-letter", registration.bytes + kind.encode())[:12])


def manage_token(secret_key: str, registration: UUID) -> str:
    """Give the token of a registration's personal link.

    It is derived, so that each mail can hold the link again although only the token's hash is kept.
    """
    return as_text(signed(secret_key, "manage-token", registration.bytes))


def unsubscribe_token(secret_key: str, registration: UUID) -> str:
    """Give the token that ends reminders and news, and opens nothing: mail providers see it in a header (RFC 8058)."""
    return naming_token(secret_key, "unsubscribe", registration, UNSUBSCRIBE_BYTES)


def read_unsubscribe_token(secret_key: str, token: str) -> UUID | None:
    """Give the registration that such a token names, or None where we did not make it."""
    return named_in(secret_key, "unsubscribe", token, UNSUBSCRIBE_BYTES)


def invitation_token(secret_key: str, link: UUID) -> str:
    """Give the token of an invitation link, derived like the personal one, so that the link can be shown again."""
    return as_text(signed(secret_key, "invitation-link", link.bytes))
