"""Writes Bulgarian and Greek names in Latin letters, as their passports do, for a second line on a badge."""

import re
import unicodedata

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


def latin(name: str) -> str:
    """Give a name with its Greek and Bulgarian words in Latin letters; other words stay as they are."""
    return _word.sub(lambda word: _written(word.group()), unicodedata.normalize("NFC", name))


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
