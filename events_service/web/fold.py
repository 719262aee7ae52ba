"""One fold for searching names: what is typed finds a name whatever its accents, capitals, marks and script.

The table is templates/static/name-fold.json; the check-in desk's script reads the same one (name-fold.js).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cache, lru_cache

import msgspec
from msgspec import Struct

from events_service.settings import resource_dir

FEWEST_LETTERS = 3
"""By its sound a word is looked for from this length on; shorter ones would be found in nearly every name."""

_doubled = re.compile(r"([a-z])\1+")


class Nearness(IntEnum):
    """How a name was found: as it is written, be it in Latin letters, or by its sound alone."""

    WRITTEN = 0
    SOUNDING = 1


class Sought(Struct, frozen=True):
    """A query's words, each as it is written, in Latin letters, and by its sound."""

    words: tuple[tuple[str, str, str], ...]

    def nearness(self, text: str) -> Nearness | None:
        """Tell how near a text is in which each of the words stands; None where one is missing."""
        written, latin = _forms(text)
        missing = [sound for word, spelled, sound in self.words if word not in written and spelled not in latin]
        if not missing:
            return Nearness.WRITTEN
        heard = _heard(latin)
        return Nearness.SOUNDING if all(len(each) >= FEWEST_LETTERS and each in heard for each in missing) else None


def sought(query: str) -> Sought:
    """Read a query. A mark within a word parts it, so that "Jean-Luc" finds "Jean Luc" and "Jeanluc", too."""
    words = _prepared(query, " ").split()
    return Sought(tuple((bare(word), _latin(word), _sound(_latin(word))) for word in words))


# A list is searched again with each letter that is typed, and its names are the same.
@lru_cache(maxsize=20_000)
def _forms(text: str) -> tuple[str, str]:
    """Give a text as it is written and in Latin letters, both without accents."""
    prepared = _prepared(text, "")
    return bare(prepared), _latin(prepared)


@lru_cache(maxsize=20_000)
def _heard(latin: str) -> str:
    """Give the sound of a text in Latin letters."""
    return _sound(latin)


def bare(text: str) -> str:
    """Give a text in small letters without accents, in their usual form (NFKD); all other signs stay."""
    if text.isascii():
        return text.lower()
    table = _table()
    return table.accents.sub("", unicodedata.normalize("NFKD", text).lower()).translate(table.letters)


def in_latin(text: str) -> str:
    """Give a text's words in small Latin letters; letters of scripts that the table does not have stay as they are."""
    return _latin(_prepared(text, " "))


def _prepared(text: str, between: str) -> str:
    """Give the words of a text, parted by spaces; what stands within them (hyphens, apostrophes) becomes `between`."""
    table = _table()
    return table.apart.sub(" ", unicodedata.normalize("NFC", table.within.sub(between, text)).lower())


def _latin(prepared: str) -> str:
    """Give a text in Latin letters: Bulgarian and Greek as in passports, other Cyrillic letters much alike."""
    if prepared.isascii():
        return prepared
    table = _table()
    return bare(table.pairs(prepared)).translate(table.scripts)


def _sound(latin: str) -> str:
    """Give what different spellings of a name in Latin letters have in common."""
    return _doubled.sub(r"\1", _table().sound(latin))


class _Table(Struct, frozen=True, kw_only=True):
    within: re.Pattern[str]
    apart: re.Pattern[str]
    accents: re.Pattern[str]
    letters: Mapping[int, str]
    scripts: Mapping[int, str]
    pairs: Callable[[str], str]
    sound: Callable[[str], str]


@cache
def _table() -> _Table:
    written = msgspec.json.decode((resource_dir("templates") / "static" / "name-fold.json").read_bytes())
    accents = written["accents"]
    return _Table(
        within=re.compile(f"[{re.escape(written['within'])}]"),
        apart=re.compile(rf"[^\w@+{accents}]+"),
        accents=re.compile(f"[{accents}]"),
        letters=str.maketrans(written["letters"]),
        scripts=str.maketrans(written["scripts"]),
        pairs=_replacing(written["pairs"]),
        sound=_replacing(written["sound"]),
    )


def _replacing(pairs: Mapping[str, str]) -> Callable[[str], str]:
    """Give a function that replaces what stands on the left, of several the longest, in one go from left to right."""
    found = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    return lambda text: found.sub(lambda match: pairs[match.group()], text)
