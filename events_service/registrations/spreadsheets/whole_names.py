"""One column for whole names: which part is the family's, where a name or the heading above it tells."""

from functools import cache

from events_service.complete import for_each
from events_service.registrations.spreadsheets.columns import FULL_NAMES, NameOrder
from events_service.registrations.spreadsheets.country_names import folded
from events_service.web.i18n import N_

UNTOLD = N_("Nothing tells which part is the family name: write it first, with a comma after it, as in “Nowak, Anna”.")

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


def parts_of(written: str, order: NameOrder) -> tuple[str, str] | None:
    """Part a whole name into first and last name: by its comma, by a family name in capitals, or two words by order.

    None where nothing tells.
    """
    before, comma, after = written.partition(",")
    if comma:
        return (after.strip(), before.strip()) if before.strip() and after.strip() and "," not in after else None
    words = written.split()
    loud = [len(word) > 1 and word.isupper() for word in words]
    if any(loud) and not all(loud):
        first = [word for word, is_loud in zip(words, loud, strict=True) if not is_loud]
        last = [word for word, is_loud in zip(words, loud, strict=True) if is_loud]
        in_one_piece = " ".join(last) in written
        return (" ".join(first), " ".join(last)) if in_one_piece else None
    if len(words) != 2:
        return None
    return (words[0], words[1]) if order is NameOrder.GIVEN_FIRST else (words[1], words[0])
