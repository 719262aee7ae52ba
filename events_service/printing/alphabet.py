"""Sorts names as a language's alphabet does: ñ after n in Spanish, sz after s in Hungarian, ą after a in Polish."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from msgspec import Struct

_CYRILLIC = "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я"
_GREEK = "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω"
_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"

_ALPHABETS = {
    "bg": _CYRILLIC,
    "el": _GREEK,
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "hu": "a b c cs d dz dzs e f g gy h i j k l ly m n ny o ö p q r s sz t ty u ü v w x y z zs",
    "lv": "a b c č d e f g ģ h i j k ķ l ļ m n ņ o p q r s š t u v w x y z ž",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
}
"""Letters that sort as letters of their own; a letter with another accent sorts as the letter without it."""

_SAME = {
    "ő": "ö",
    "ű": "ü",
    "ß": "ss",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "æ": "ae",
    "œ": "oe",
    "ς": "σ",
    "ş": "ș",
    "ţ": "ț",
}

Key = tuple[tuple[int, ...], str]


class _Order(Struct, frozen=True):
    ranks: dict[str, int]
    letter: re.Pattern[str]


@cache
def alphabetical(language: str) -> Callable[[str], Key]:
    """Give a key to sort texts by in a language's alphabet.

    Letters of the language's own script come first, then Latin, Greek and Cyrillic ones; case, hyphens and apostrophes
    do not matter, unless all else is equal.
    """
    order = _order(language)

    def key(text: str) -> Key:
        # Words of a name sort one by one, so that "de Vries" stands before "Deák".
        return tuple(rank for word in _words(text) for rank in (*_ranks(word, order), 0)), text

    return key


@cache
def _order(language: str) -> _Order:
    own = _ALPHABETS.get(language, _LATIN).split()
    others = [letter for script in (_LATIN, _GREEK, _CYRILLIC) for letter in script.split() if letter not in own]
    # Digits before letters, and the rest of Unicode after them.
    ranks = {letter: rank for rank, letter in enumerate([*"0123456789", *own, *others], start=1)}
    longest_first = sorted(ranks, key=len, reverse=True)
    return _Order(ranks, re.compile("|".join(map(re.escape, longest_first)) + "|.", re.DOTALL))


def _words(text: str) -> list[str]:
    return re.sub(r"['’‘`´-]", "", unicodedata.normalize("NFC", text).lower()).split()


def _ranks(word: str, order: _Order) -> list[int]:
    plain = "".join(letter if letter in order.ranks else _plain(letter, order) for letter in word)
    unknown = len(order.ranks) + 1
    return [order.ranks.get(letter, unknown + ord(letter[0])) for letter in order.letter.findall(plain)]


def _plain(letter: str, order: _Order) -> str:
    same = _SAME.get(letter, letter)
    if same in order.ranks:
        return same
    bare = "".join(part for part in unicodedata.normalize("NFD", same) if not unicodedata.combining(part))
    return bare if bare in order.ranks else "".join(_SAME.get(part, part) for part in bare)
