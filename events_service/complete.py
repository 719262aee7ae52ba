"""Tables keyed by an enum: what has no entry for one of its kinds, or one for no kind, does not even start."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

K = TypeVar("K", bound=Enum)
V = TypeVar("V")


class Incomplete(TypeError):
    """A table has not exactly one entry for each kind of its enum."""


def for_each(kinds: type[K], table: Mapping[K, V]) -> Mapping[K, V]:
    """Give a table that has an entry for each of the kinds. Raises Incomplete."""
    missing = [kind.name for kind in kinds if kind not in table]
    if missing:
        raise Incomplete(f"a table for each {kinds.__name__} has none for {', '.join(missing)}")
    return for_some(kinds, table)


def for_some(kinds: type[K], table: Mapping[K, V]) -> Mapping[K, V]:
    """Give a table that leaves some of the kinds out on purpose. Raises Incomplete where a key is none of them."""
    strange = [str(key) for key in table if not isinstance(key, kinds)]
    if strange:
        raise Incomplete(f"a table for {kinds.__name__} knows {', '.join(strange)}, which are none")
    return MappingProxyType(dict(table))
