"""Text that comes in is composed, has one kind of line break, and holds nothing that cannot be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.web.text import UnknownEncoding, cleaned, composed, decoded, has_letter, unfit


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_an_encoding_that_can_be_told_is_read(encoding: str) -> None:
    assert decoded("Müller, Ελλάδα".encode(encoding)) == "Müller, Ελλάδα"


@pytest.mark.parametrize(
    ("text", "encoding"), [("Müller", "latin-1"), ("Хасково", "cp1251"), ("Αθήνα", "cp1253"), ("Łódź", "cp1250")]
)
def test_text_in_an_old_code_page_is_never_guessed(text: str, encoding: str) -> None:
    with pytest.raises(UnknownEncoding):
        decoded(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_letters_without_their_mark_are_no_utf_8_with_zeros(encoding: str) -> None:
    with pytest.raises(UnknownEncoding):
        decoded("name,city".encode(encoding))


def test_utf_16_that_is_cut_in_the_middle_of_a_letter_is_refused() -> None:
    with pytest.raises(UnknownEncoding):
        decoded("Müller".encode("utf-16")[:-1])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoe\u0308 Dvor\u030ca\u0301k", "Zoë Dvořák"),  # as a Mac composes file names
        ("Maria\u200b Petrova", "Maria Petrova"),
        ("\ufeffMaria", "Maria"),
        ("\u202amaria@example.org\u202c", "maria@example.org"),  # as Outlook copies addresses
        ("Straßen\xadbahn", "Straßenbahn"),
        ("Maria\u200e", "Maria"),
        ("a\r\nb\rc\u2028d\x85e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("Maria\u200d", "Maria"),
        ("Ma\u200cria", "Maria"),
        ("Maria\ufe0f", "Maria"),
    ],
)
def test_what_nothing_is_lost_with_goes(typed: str, kept: str) -> None:
    assert composed(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "نمی\u200cخواهم",  # Persian needs the joiner between its letters
        "क्\u200dष",
        "👩\u200d🔬",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "שלום\u200f (a)",
        "Ænes Łódź Đorđe Yıldız Ελλάδα Хасково",
    ],
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert composed(text) == text
    assert unfit(text) is None


@pytest.mark.parametrize(
    "character",
    tuple(
        "\u202e\u202d\u3164\u115f\uffa0\u2800\x00\x08\x9b\ufffd\ue000\U000e0001\U000e0041\ufffe\ufdd0\U0001ffff\ud800"
    ),
)
def test_what_nobody_can_see_or_turns_letters_around_is_named(character: str) -> None:
    assert unfit(composed(f"Maria{character}Petrova")) == f"U+{ord(character):04X}"
    assert cleaned(f"Maria{character}Petrova") == "MariaPetrova"


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\U000e0041\U000e0042", "\u202e", "\x85\x9b", "-", "12", ""])
def test_a_name_of_nothing_that_can_be_seen_has_no_letter(name: str) -> None:
    assert not has_letter(name)


@pytest.mark.parametrize("name", ["O", "Ли", "李", "ნინო", "محمد"])
def test_a_name_in_any_script_has_letters(name: str) -> None:
    assert has_letter(name)


@given(st.text())
def test_what_is_cleaned_is_composed_and_fit(text: str) -> None:
    once = cleaned(text)
    assert unfit(once) is None
    assert "\r" not in once
    assert unicodedata.is_normalized("NFC", composed(text))
    assert composed(composed(text)) == composed(text)
