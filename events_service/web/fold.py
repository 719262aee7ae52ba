"""One fold for searching names: what is typed finds a name whatever its accents, capitals, marks and script.

The table is templates/static/name-fold.json; the check-in desk's script reads the same one (name-fold.js).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import TypeVar

import msgspec
from msgspec import Struct

from events_service.kept import Kept
from events_service.settings import resource_dir

FEWEST_LETTERS = 3
"""By its sound a word is looked for from this length on; shorter ones would be found in nearly every name."""

V = TypeVar("V")
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
        return self.among([text])[0]

    def among(self, texts: Sequence[str]) -> list[Nearness | None]:
        """Tell so of many texts, which takes much less time than one after the other."""
        forms = _made(_FORMS, texts, _forms)
        missing = {
            text: [sound for word, spelled, sound in self.words if word not in written and spelled not in latin]
            for text, (written, latin) in forms.items()
        }
        longest = {
            text: forms[text][1]
            for text, sounds in missing.items()
            if sounds and min(map(len, sounds)) >= FEWEST_LETTERS
        }
        heard = _made(_HEARD, longest.values(), _sounds)
        found: dict[str, Nearness] = {text: Nearness.WRITTEN for text, sounds in missing.items() if not sounds}
        found |= {
            text: Nearness.SOUNDING
            for text, latin in longest.items()
            if all(each in heard[latin] for each in missing[text])
        }
        return [found.get(text) for text in texts]


def sought(query: str) -> Sought:
    """Read a query. A mark within a word parts it, so that "Jean-Luc" finds "Jean Luc" and "Jeanluc", too."""
    words = _prepared(query, " ").split()
    return Sought(tuple((bare(word), _latin(word), _sound(_latin(word))) for word in words))


# A list is searched again with each letter that is typed, and its names are the same.
_FORMS: Kept[str, tuple[str, str]] = Kept(20_000)
_HEARD: Kept[str, str] = Kept(20_000)


def _made(kept: Kept[str, V], texts: Iterable[str], make: Callable[[Sequence[str]], Sequence[V]]) -> dict[str, V]:
    """Give what is made of each text: what was made before is kept, and the others are made in one go."""
    made = {text: kept.get(text) for text in texts}
    new = [text for text, value in made.items() if value is None]
    fresh = {text: kept.keep(text, value) for text, value in zip(new, make(new), strict=True)}
    return {text: value for text, value in made.items() if value is not None} | fresh


def _forms(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Give texts as they are written and in Latin letters, both without accents."""
    prepared = [_prepared(text, "") for text in texts]
    plain = [text for text in prepared if not text.isascii()]
    others = dict(zip(plain, zip(_at_once(plain, bare), _at_once(plain, _latin), strict=True), strict=True))
    return [others.get(text, (text, text)) for text in prepared]


def _sounds(latin: Sequence[str]) -> list[str]:
    """Give the sounds of texts in Latin letters."""
    return _at_once(latin, _sound)


def _at_once(texts: Sequence[str], change: Callable[[str], str]) -> list[str]:
    """Change texts without line breaks as one: no change looks beyond the end of a line."""
    return change("\n".join(texts)).split("\n") if texts else []


def bare(text: str) -> str:
    """Give a text in small letters without accents, in their usual form (NFKD); all other signs stay."""
    if text.isascii():
        return text.lower()
    table = _table()
    return table.letters(table.accents.sub("", unicodedata.normalize("NFKD", text).lower()))


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
    return table.scripts(bare(table.pairs(prepared)))


def _sound(latin: str) -> str:
    """Give what different spellings of a name in Latin letters have in common."""
    return _doubled.sub(r"\1", _table().sound(latin))


class _Table(Struct, frozen=True, kw_only=True):
    within: re.Pattern[str]
    apart: re.Pattern[str]
    accents: re.Pattern[str]
    letters: Callable[[str], str]
    scripts: Callable[[str], str]
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
        letters=_replacing(written["letters"]),
        scripts=_replacing(written["scripts"]),
        pairs=_replacing(written["pairs"]),
        sound=_replacing(written["sound"]),
    )


def _replacing(pairs: Mapping[str, str]) -> Callable[[str], str]:
    """Give a function that replaces what stands on the left, of several the longest, in one go from left to right."""
    found = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    return lambda text: found.sub(lambda match: pairs[match.group()], text)
