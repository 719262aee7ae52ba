"""A badge's code is found in what scanners and people type; the desk's script has the same cases."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.checkin.reading import read_badge
from events_service.registrations.tokens import BADGE_CODE_LENGTH
from events_service.secrets import ALPHABET

CASES = json.loads((Path(__file__).parent / "badges-read.json").read_text())
CODES = st.text(alphabet=ALPHABET, min_size=BADGE_CODE_LENGTH, max_size=BADGE_CODE_LENGTH)
GERMAN = str.maketrans("YZ:/-", "ZYÖ-ß")


@pytest.mark.parametrize(("typed", "code"), CASES["badges"])
def test_a_badge_is_read_as_code_or_address_in_any_case(typed: str, code: str) -> None:
    reading = read_badge(typed)
    assert (reading.codes, reading.is_legible, reading.kept) == ((code,), True, code)


@pytest.mark.parametrize(("typed", "code", "keyboard"), CASES["other_keyboards"])
def test_a_scanner_set_to_another_keyboard_is_understood(typed: str, code: str, keyboard: str) -> None:
    reading = read_badge(typed)
    assert code in reading.codes, keyboard
    assert len(reading.codes) <= 9
    assert not reading.is_legible


@pytest.mark.parametrize("typed", CASES["illegible"])
def test_what_is_no_badge_is_kept_as_it_was_read(typed: str) -> None:
    reading = read_badge(typed)
    assert (reading.is_legible, reading.kept) == (False, typed.upper())


@given(CODES)
def test_every_code_is_read_on_a_german_keyboard(code: str) -> None:
    address = f"HTTPS://EVENTS.EXAMPLE.ORG/B/{code}"
    assert code in read_badge(address.translate(GERMAN)).codes


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read(typed: str) -> None:
    reading = read_badge(typed)
    assert all(0 < len(code) <= 16 for code in reading.codes)
