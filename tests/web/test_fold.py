"""Names are found whatever their accents, capitals, marks and script; the same cases run against the desk's script."""

import json
import string
import unicodedata
from pathlib import Path

import icu
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events_service.documents.latin_letters import latin
from events_service.web.fold import FEWEST_LETTERS, Nearness, bare, sought

CASES = json.loads((Path(__file__).parent / "names-found.json").read_text())
BULGARIAN = "абвгдежзийклмнопрстуфхцчшщъюя"
GREEK = "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰ"


@pytest.mark.parametrize(("query", "name"), CASES["found"])
def test_a_name_is_found_however_it_is_typed(query: str, name: str) -> None:
    assert sought(query).nearness(name) is not None


@pytest.mark.parametrize(("query", "name"), CASES["not_found"])
def test_another_name_is_not_found(query: str, name: str) -> None:
    assert sought(query).nearness(name) is None


@pytest.mark.parametrize("query", CASES["nothing_asked"])
def test_marks_alone_ask_for_nobody(query: str) -> None:
    assert sought(query).words == ()


def test_who_is_written_so_is_nearer_than_who_sounds_so() -> None:
    query = sought("Mueller")
    assert query.nearness("Anna Mueller") is Nearness.WRITTEN
    assert query.nearness("Anna Müller") is Nearness.SOUNDING


@given(st.text(max_size=30), st.data())
def test_each_word_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    words = text.split()
    query = data.draw(st.sampled_from(words)) if words else ""
    assert sought(query).nearness(text) is not None


@given(st.text(alphabet=BULGARIAN, min_size=3, max_size=12) | st.text(alphabet=GREEK, min_size=3, max_size=12))
def test_whoever_is_printed_in_latin_letters_is_found_by_them(name: str) -> None:
    by_latin, by_name = sought(latin(name)), sought(name)
    # Two letters that sound as one may leave fewer than are looked for by their sound.
    assume(all(len(sound) >= FEWEST_LETTERS for _, _, sound in (*by_latin.words, *by_name.words)))
    assert by_latin.nearness(name) is not None
    assert by_name.nearness(latin(name)) is not None


def test_latin_letters_lose_their_marks_as_in_the_rules_of_the_cldr() -> None:
    to_ascii = icu.Transliterator.createInstance("Latin-ASCII; Lower")
    letters = [chr(point) for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0xFB00, 0xFB07))]
    theirs = {one: to_ascii.transliterate(one) for one in letters if unicodedata.category(one).startswith("L")}
    of_letters = {one: written for one, written in theirs.items() if set(written) <= set(string.ascii_lowercase)}
    assert len(of_letters) > 600
    assert {one: bare(one) for one in of_letters} == of_letters
