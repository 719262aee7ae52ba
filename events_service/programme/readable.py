"""Which values of a definition could be read: `decoding.decode` leaves the others UNSET, and each has its own fault."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from msgspec import UNSET

Item = TypeVar("Item")


def known(*values: Any) -> bool:
    """Say whether all values could be read."""
    return all(value is not UNSET for value in values)


def readable(items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
    """Give the items of a list that could be read, with their places; nothing where the list itself could not."""
    return ((place, item) for place, item in enumerate(items if known(items) else ()) if known(item))
