"""Secrets: what people hold keeps its value in every later release, and there is one place where any is made."""

import ast
from pathlib import Path
from uuid import UUID

import pytest

from events_service import secrets
from events_service.access.feed_tokens import feed_token, read_feed_token
from events_service.registrations.records import RegistrationId
from events_service.registrations.tokens import (
    certificate_number,
    invitation_token,
    make_badge_code,
    manage_token,
    read_unsubscribe_token,
    unsubscribe_token,
)

KEY = "a key that operators keep, of 48 characters or so"
SOMEBODY = RegistrationId(UUID("01890a5d-ac96-774b-bcce-b302099a8057"))
SOURCES = Path(secrets.__file__).parent


def test_links_in_mails_that_were_sent_still_open() -> None:
    assert manage_token(KEY, SOMEBODY) == "AsXgLZPnZjWwUjlbRY6P0YUZ5Qph8cA5fsXYCWgj704"
    assert invitation_token(KEY, SOMEBODY) == "DYe_wO7siZ8fCx9JuhGNBBoXVD5luBUmCTzMuaH0EaU"
    assert unsubscribe_token(KEY, SOMEBODY) == "AYkKXayWd0u8zrMCCZqAV5S-wJ7BD_CqbM6egIV3"
    assert secrets.hashed("token") == "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"


def test_a_certificate_keeps_the_number_that_was_printed_on_it() -> None:
    assert certificate_number(KEY, SOMEBODY) == "MRX3VA32NDPH"


def test_a_database_knows_the_key_that_it_was_begun_with() -> None:
    assert secrets.fingerprint(KEY) == "08e67fd7dd986f71916ce22ab0826cfe"


def test_a_calendar_address_of_the_first_releases_still_opens_until_it_is_renewed() -> None:
    kept = read_feed_token("AYkKXayWd0u8zrMCCZqAV7ZzcuebiFzPAZdEM0hd9vA")
    assert kept is not None
    assert kept.owner == SOMEBODY
    assert kept.proves(KEY, 3)
    assert not kept.proves(KEY, 4)
    assert not kept.proves(f"another {KEY}", 3)


def test_a_calendar_address_is_signed_by_a_key_of_its_own() -> None:
    token = feed_token(KEY, SOMEBODY, 3)
    assert token != "AYkKXayWd0u8zrMCCZqAV7ZzcuebiFzPAZdEM0hd9vA"
    read = read_feed_token(token)
    assert read is not None
    assert read.proves(KEY, 3)
    assert not read.proves(KEY, 4)


@pytest.mark.parametrize("token", ["", "ü", "AAAA", unsubscribe_token(KEY, SOMEBODY) + "=", "A" * 300, "A\n" * 20])
def test_what_we_did_not_make_is_no_token(token: str) -> None:
    assert read_unsubscribe_token(KEY, token) is None
    assert read_feed_token(token) is None


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    assert secrets.derived_key(KEY, "special-needs").hex().startswith("66f8af0d62388e86")
    assert secrets.signed(KEY, "receipt", b"content") != secrets.signed(KEY, "manage-token", b"content")


def test_codes_have_no_letters_that_look_alike() -> None:
    written = set("".join(make_badge_code() for _ in range(200)) + secrets.code_of(bytes(range(256))))
    assert written == set(secrets.ALPHABET)
    assert not written & set("O0I1l")


@pytest.mark.parametrize(("given", "same"), [("Мария", True), ("мария", False), ("", False)])
def test_a_secret_equals_itself_alone(given: str, same: bool) -> None:
    assert secrets.equal(given, "Мария") is same
    assert secrets.equal(given.encode(), "Мария".encode()) is same


def test_only_one_module_derives_signs_and_compares() -> None:
    makers = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _imported(node) & {"hmac", "cryptography.hazmat.primitives.kdf.hkdf"}
    }
    assert makers == {"secrets.py"}


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {name.name for name in node.names}
    return {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
