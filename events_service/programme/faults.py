"""What is wrong in a definition: the place, what stands there, and what would be right."""

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

from events_service.web.i18n import gettext

FieldPath = tuple[str | int, ...]
"""The way from the top of a definition to a value: ("sessions", 2, "start")."""


class Problem(Struct, frozen=True, kw_only=True):
    """Something wrong in a record, before it is known on which line of a file it stands."""

    path: FieldPath
    message: str


class Fault(Struct, frozen=True, kw_only=True, order=True):
    """Something wrong in a file. `line` counts from 1; `field` is empty where the whole file is meant."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """Write the fault as compilers do, so that editors can jump to it."""
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.field, self.message) if part)


def written(path: FieldPath) -> str:
    """Write a path as people do: sessions[2].start, with list places counted from 0."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def quoted(text: str) -> str:
    """Quote a value for a message, shortened so that a message stays one readable line."""
    line = text if len(text) <= 60 else text[:57] + "…"
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in line) + '"'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that was most likely meant, or None."""
    candidates = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold()[:100], candidates, n=1, cutoff=0.6)
    return candidates[found[0]] if found else None


def choose(word: str, known: Iterable[str]) -> str:
    """Say what to write instead of an unknown word, in the language being spoken: the nearest known one, or all."""
    names = list(known)
    match nearest(word, names):
        case str(name):
            return gettext("did you mean {name}?").format(name=name)
        case None if names:
            return gettext("write one of: {names}").format(names=", ".join(names))
        case _:
            return gettext("there is none to choose from")
