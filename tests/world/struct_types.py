"""Which types of record a field may hold: for tests that walk through a whole definition."""

from collections.abc import Iterator
from typing import Any, get_args

from msgspec import Struct


def structs_in(annotation: Any) -> Iterator[type[Struct]]:
    """Give the record types that a field may hold, one or many of them."""
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        yield annotation
    for part in get_args(annotation):
        yield from structs_in(part)
