"""One column for whole names: which part is the family's, where a name or the heading above it tells."""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from events_service.complete import for_each
from events_service.registrations.spreadsheets.columns import FULL_NAMES, NameOrder
from events_service.registrations.spreadsheets.country_names import folded
from events_service.web.i18n import N_

UNTOLD = N_("Nothing tells which part is the family name: write it first, with a comma after it, as in “Nowak, Anna”.")

_PARTICLES = frozenset(
    {*("van", "von", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le")}
    | {*("ten", "ter", "te", "zu", "zum", "zur", "af", "av", "el", "al", "bin", "ben", "y", "e")}
)
"""Small words within family names; in capitals they are given names as often."""

_TWO_FAMILY_NAMES = frozenset({"ES", "PT"})

_MEANS_WHOLE_IF_ALONE = for_each(
    NameOrder,
    {
        NameOrder.GIVEN_FIRST: "име, όνομα, nombre, nome, imię, vārds",
        NameOrder.FAMILY_FIRST: "nume",
    },
)
"""Words for the given name, in Romanian the family's, that mean whole names where no other column holds the rest."""


def order_of(header: str, *, alone: bool) -> NameOrder | None:
    """Give the order of names below a header; `alone`: no other column holds a part of a name. None: no whole names."""
    name = folded(header)
    if name in _orders():
        return _orders()[name]
    return _orders_if_alone().get(name) if alone else None


@cache
def _orders() -> dict[str, NameOrder]:
    return {folded(name): order for order, names in FULL_NAMES.items() for name in names.split(",")}


@cache
def _orders_if_alone() -> dict[str, NameOrder]:
    return {folded(name): order for order, names in _MEANS_WHOLE_IF_ALONE.items() for name in names.split(",")}


class Parted(Struct, frozen=True, kw_only=True):
    """A whole name in its parts; not `certain` where only the usage of a country tells them apart."""

    first_name: str
    last_name: str
    certain: bool = True


def parts_of(written: str, order: NameOrder, country: str = "") -> Parted | None:
    """Part a whole name: by its comma, by a family name in capitals, or two words by order.

    More words are parted as is usual in the person's country, by its code, and a human is to look. None where nothing
    tells: one word, or several commas.
    """
    before, comma, after = written.partition(",")
    if comma:
        told = before.strip() and after.strip() and "," not in after
        return Parted(first_name=after.strip(), last_name=before.strip()) if told else None
    words = written.split()
    loud = [len(word) > 1 and word.isupper() for word in words]
    if any(loud) and not all(loud):
        first = [word for word, is_loud in zip(words, loud, strict=True) if not is_loud]
        last = [word for word, is_loud in zip(words, loud, strict=True) if is_loud]
        if " ".join(last) in written:
            return Parted(first_name=" ".join(first), last_name=" ".join(last))
    if len(words) < 2:
        return None
    at = _family_begins(words, country) if order is NameOrder.GIVEN_FIRST else _family_ends(words, country)
    parts = " ".join(words[:at]), " ".join(words[at:])
    first_name, last_name = parts if order is NameOrder.GIVEN_FIRST else reversed(parts)
    return Parted(first_name=first_name, last_name=last_name, certain=len(words) == 2)


def ways_to_part(written: str) -> tuple[str, ...]:
    """Give all ways in which a whole name may be parted, each as `parts_of` is certain of it: Nowak, Anna Maria."""
    words = written.replace(",", " ").split()
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return tuple(
        dict.fromkeys(f"{last}, {first}" for one, other in halves for first, last in ((one, other), (other, one)))
    )


def is_called(written: str, first_name: str, last_name: str) -> bool:
    """Tell whether a whole name has the words of a name in parts, in whichever order."""
    return sorted(written.split()) == sorted(f"{first_name} {last_name}".split())


def _family_begins(words: Sequence[str], country: str) -> int:
    """Give the place of the family name's first word behind given names: a particle, the last or the last but one."""
    particle = next((place for place, word in enumerate(words) if place and word in _PARTICLES), None)
    return len(words) - _family_words(words, country) if particle is None or words[-1] in _PARTICLES else particle


def _family_ends(words: Sequence[str], country: str) -> int:
    """Give the place behind the family name that stands first, with its particles."""
    particles = next((place for place, word in enumerate(words) if word.lower() not in _PARTICLES), 0)
    return min(particles + _family_words(words, country), len(words) - 1)


def _family_words(words: Sequence[str], country: str) -> int:
    return 2 if country in _TWO_FAMILY_NAMES and len(words) > 2 else 1
