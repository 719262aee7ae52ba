"""Writes names in Latin letters for a second line on a badge: Bulgarian and Greek ones as their passports do.

Armenian, Georgian, Korean and Chinese ones follow the rules of ICU, where PyICU is installed. Arabic and Hebrew names
are written without most of their vowels, and Chinese letters in Japanese names have readings that no rule tells: there
is no second line but the one that the person writes.
"""

import re
import unicodedata
from functools import cache
from typing import Any

_BULGARIAN = dict(zip("абвгдезийклмнопрстуфъь", "abvgdeziyklmnoprstufay", strict=True)) | {
    "ж": "zh",
    "х": "h",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sht",
    "ю": "yu",
    "я": "ya",
}
"""The Bulgarian Transliteration Act (2009), Article 3."""

_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
"""ELOT 743 (ISO 843, type 2), letter by letter; pairs of letters come first."""

_GREEK_PAIRS = {"ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch", "αυ": "av", "ευ": "ev", "ηυ": "iv"}
_VOICELESS = "θκξπσςτφχψ"

_word = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+|[\u0400-\u04ff]+")
_by_rule = re.compile(r"[\u0530-\u058f\u10a0-\u10ff\u1c90-\u1cbf]+|[\u1100-\u11ff\uac00-\ud7ff]+|[\u4e00-\u9fff]+")
_kana = re.compile(r"[\u3040-\u30ff]")


def latin(name: str) -> str:
    """Give a name with its Greek, Bulgarian and other words in Latin letters; those without a rule stay as they are."""
    name = unicodedata.normalize("NFC", name)
    if not _kana.search(name):
        name = _by_rule.sub(lambda word: _by_icu(word.group()), name)
    return _word.sub(lambda word: _written(word.group()), name)


def _by_icu(word: str) -> str:
    rules = _icu_rules()
    return rules.transliterate(word).replace(" ", "").capitalize() if rules else word


@cache
def _icu_rules() -> Any:
    """Give ICU's rules for any script, without accents and tones; None where PyICU is not installed."""
    try:
        import icu  # noqa: PLC0415  (an optional package)
    except ImportError:
        return None
    return icu.Transliterator.createInstance("Any-Latin; Latin-ASCII")


def _written(word: str) -> str:
    lower = word.lower()
    spelled = _bulgarian(lower) if "\u0400" <= lower[0] <= "\u04ff" else _greek(lower)
    if word.isupper() and len(word) > 1:
        return spelled.upper()
    return spelled[:1].upper() + spelled[1:] if word[0].isupper() else spelled


def _bulgarian(word: str) -> str:
    # The Act's Article 5: a final ия is written ia (Мария, Maria).
    return "".join(_BULGARIAN.get(letter, letter) for letter in re.sub("ия$", "иа", word))


def _greek(word: str) -> str:
    # A diaeresis parts a pair (Μαΐου), and so does an accent on its first letter (Άυλος).
    letters = [_bare(letter) for letter in word]
    parted = ["\u0308" in unicodedata.normalize("NFD", letter) for letter in word]
    accented = ["\u0301" in unicodedata.normalize("NFD", letter) for letter in word]
    spelled, index = [], 0
    while index < len(letters):
        pair = "".join(letters[index : index + 2])
        together = (
            len(pair) == 2 and not parted[index + 1] and not (accented[index] and pair in {"αυ", "ευ", "ηυ", "ου"})
        )
        if together and pair == "μπ":
            spelled.append("b" if index in {0, len(letters) - 2} else "mp")
        elif together and pair in _GREEK_PAIRS:
            following = letters[index + 2] if index + 2 < len(letters) else "σ"
            voiceless = pair[1] == "υ" and pair != "ου" and following in _VOICELESS
            spelled.append(_GREEK_PAIRS[pair].replace("v", "f") if voiceless else _GREEK_PAIRS[pair])
        else:
            spelled.append(_GREEK.get(letters[index], letters[index]))
            index -= 1
        index += 2
    return "".join(spelled)


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]
