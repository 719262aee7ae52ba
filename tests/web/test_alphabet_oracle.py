"""Our alphabets sort as ICU does, the library that browsers and databases sort with (here: the one in Node.js)."""

import json
import subprocess
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from faker import Faker

from events_service.web.alphabet import alphabetical
from events_service.web.i18n import LANGUAGES, countries
from tests.calendars.ensure_clients import ensure

NODE = """
const { language, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const sorted = texts.sort(new Intl.Collator(language).compare);
console.log(JSON.stringify({ sorted, cldr: Number(process.versions.cldr) }));
"""
LOCALES = {"en": "en_GB", "bg": "bg_BG", "el": "el_GR", "ro": "ro_RO", "hu": "hu_HU", "es": "es_ES"}
LOCALES |= {"pl": "pl_PL", "pt": "pt_PT", "lv": "lv_LV", "de": "de_DE", "nl": "nl_NL"}
LETTERS = "aáàâäãåąăāæbcćčçdďđðeéèêëęėēfgğģhħiíìîïįīıjkķlĺľļłmnńňñņŋoóòôöõőøōœpqrŕřŗsśšşșßtťţțŧuúùûüűųūvwxyýÿzźžżþ"
LETTERS += "αάβγδεέζηήθιίϊκλμνξοόπρσςτυύϋφχψωώабвгґдђеёєжзѕиіїйјклљмнњопрстћуўфхцчџшщъыьэюя"
LATVIAN_SINCE = 48
"""The CLDR whose Latvian alphabet has the long vowels as letters of their own; older ones have them as accents."""

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@in_each_language
def test_each_letter_sorts_as_in_icu(language: str) -> None:
    words = [f"{before}{letter}{after}" for letter in LETTERS for before in ("", "m") for after in ("", "a", "z")]
    assert_sorted_as_icu(words, language)


@in_each_language
def test_names_sort_as_in_icu(language: str) -> None:
    names = []
    for locale in LOCALES.values():
        faker = Faker(locale)
        faker.seed_instance(7)
        names += [f"{faker.last_name()} {faker.first_name()}" for _ in range(150)]
    assert_sorted_as_icu(names, language)


@in_each_language
def test_countries_sort_as_in_icu(language: str) -> None:
    names = [name for _, name in countries(language)]
    assert names == sorted(names, key=alphabetical(language))
    assert_sorted_as_icu(names, language)


def test_letters_of_several_signs_sort_as_in_icu() -> None:
    words = ["csz", "cukor", "csak", "dz", "dza", "dzsa", "dzéta", "gyár", "gz", "hosszú", "hosszt", "hossu", "hoszt"]
    words += ["meggy", "megy", "meggz", "mennyi", "menyi", "lánnya", "kulcscsont", "eddze", "eddzse", "zsír", "zúr"]
    assert_sorted_as_icu(words, "hu")


def assert_sorted_as_icu(texts: list[str], language: str) -> None:
    # Marks do not count here and do in ICU, so they are left out before either sorts.
    plain = sorted({"".join(sign for sign in text if unicodedata.category(sign)[0] not in "PS") for text in texts})
    plain = [" ".join(text.split()) for text in plain]
    answer = ask_icu(plain, language)
    if language == "lv" and answer["cldr"] < LATVIAN_SINCE:
        answer = ask_icu([text for text in plain if not set(text.lower()) & set("āēīōūŗy")], language)
    key = alphabetical(language)
    turned = [(first, second) for first, second in pairwise(answer["sorted"]) if key(first) > key(second)]
    assert not turned


def ask_icu(texts: list[str], language: str) -> Any:
    question = json.dumps({"language": language, "texts": texts})
    done = subprocess.run([ensure().node, "-e", NODE], input=question, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
