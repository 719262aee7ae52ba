"""Sorts names as a language's alphabet does: ñ after n in Spanish, sz after s in Hungarian, ą after a in Polish.

The order is that of the Unicode Collation Algorithm (UTS #10) with the rules of the CLDR for each language, but for
marks such as hyphens and apostrophes, which do not count.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from msgspec import Struct

_CYRILLIC = "а б в г ғ д ђ е є ж з ѕ и і й ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш щ ъ ы ь э ю я"
_GREEK = "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω"
_LATIN = "a b c d e f g h i ı j k l m n ŋ o p q ĸ r s t ŧ u v w x y z þ"

_SCRIPTS = {"bg": (_CYRILLIC, _LATIN, _GREEK), "el": (_GREEK, _LATIN, _CYRILLIC)}
"""Which script comes first, second and third; elsewhere Latin, Greek, Cyrillic."""

_OWN_LETTERS = {
    "es": "n<ñ",
    "hu": "c<cs d<dz<dzs g<gy l<ly n<ny o<ö=ő s<sz t<ty u<ü=ű z<zs",
    "lv": "a<ā c<č e<ē g<ģ i<y<ī k<ķ l<ļ n<ņ o<ō r<ŗ s<š u<ū z<ž",
    "pl": "a<ą c<ć e<ę l<ł n<ń o<ó s<ś z<ź<ż",
    "ro": "a<ă<â i<î s<ş=ș t<ţ=ț",
}
"""Letters that stand after others as letters of their own (<), or are one with them but for the accent (=)."""

_WRITTEN_APART = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ĳ": "ij",
    "ς": "σ",
    "ґ": "г\u0335",
    "ð": "d\u0335\u0335",
    "đ": "d\u0335",
    "ħ": "h\u0335",
    "ł": "l\u0335",
    "ø": "o\u0335",
}
"""Letters that Unicode does not take apart into a letter and its accents, though they sort so."""

_ACCENTS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0327\u0335\u0328\u0304\u0323\u0326"
"""Where names differ in accents alone: acute, grave, breve, circumflex, caron, ring, diaeresis …"""

_BEYOND = 1000
"""The ranks of signs that stand in none of the alphabets follow from here, as Unicode numbers them."""

_Weight = tuple[tuple[int, ...], tuple[int, ...]]
Key = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], str]


class _Order(Struct, frozen=True):
    """What letters weigh (the rank of the letter, its accents) and the pattern that finds them in a word."""

    weights: dict[str, _Weight]
    letter: re.Pattern[str]


@cache
def alphabetical(language: str) -> Callable[[str], Key]:
    """Give a key to sort texts by in a language's alphabet.

    Accents that make no letter of its own count where all letters are the same, and capitals where accents are too.
    """
    order = _order(language)

    @lru_cache(maxsize=20_000)
    def key(text: str) -> Key:
        # Words of a name sort one by one, so that "de Vries" stands before "Deák".
        found = [weight for word in _words(text) for weight in (*_weighed(word, order), _END_OF_WORD)]
        ranks = tuple(rank for letter, _ in found for rank in letter)
        return ranks, tuple(accents for _, accents in found), text.swapcase()

    return key


_END_OF_WORD: _Weight = ((0,), ())


@cache
def _order(language: str) -> _Order:
    letters = [letter for script in _SCRIPTS.get(language, (_LATIN, _GREEK, _CYRILLIC)) for letter in script.split()]
    equal: dict[str, str] = {}
    for rule in _OWN_LETTERS.get(language, "").split():
        first, *following = re.split("(?=[<=])", rule)
        for sign, letter in ((step[0], step[1:]) for step in following):
            if sign == "=":
                equal[letter] = first
            else:
                letters = [one for one in letters if one != letter]
                letters.insert(letters.index(first) + 1, letter)
                first = letter
    # Digits before letters, and the rest of Unicode after them.
    weights: dict[str, _Weight] = {
        letter: ((rank,), ()) for rank, letter in enumerate([*"0123456789", *letters], start=1)
    }
    weights |= {letter: (weights[own][0], (len(_ACCENTS) + 1,)) for letter, own in equal.items()}
    # A doubled letter of several signs is written short: asszony is asz-szony.
    weights |= {one[0] + one: (weights[one][0] * 2, ()) for one in letters if len(one) > 1}
    longest_first = sorted(weights, key=len, reverse=True)
    return _Order(weights, re.compile("|".join(map(re.escape, longest_first)) + "|.", re.DOTALL))


def _words(text: str) -> list[str]:
    lower = unicodedata.normalize("NFC", text).lower()
    return "".join(sign for sign in lower if unicodedata.category(sign)[0] not in "PS").split()


def _weighed(word: str, order: _Order) -> list[_Weight]:
    weights = []
    for letter in order.letter.findall(word):
        if letter not in order.weights:
            order.weights[letter] = _weight(letter, order)
        weights.append(order.weights[letter])
    return weights


def _weight(letter: str, order: _Order) -> _Weight:
    """Weigh a letter that the alphabet does not have: as the letters without accents that it is made of."""
    parts = unicodedata.normalize("NFD", "".join(_WRITTEN_APART.get(part, part) for part in letter))
    bare = [part for part in parts if not unicodedata.combining(part)]
    accents = [_ACCENTS.find(part) + 1 for part in parts if unicodedata.combining(part)]
    ranks = [order.weights[part][0][0] if part in order.weights else _BEYOND + ord(part) for part in bare]
    return tuple(ranks), tuple(accents or ([0] if parts != letter else []))
