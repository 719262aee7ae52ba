"""A record, or what a form brought, as the tree that a definition file is read into: so all are read by one rule."""

from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from events_service.programme.export import written
from events_service.programme.yaml_reading import Mapping, Node, Scalar, Sequence

NOWHERE = 0
"""The line of what stands in no file."""


def tree_of(value: Any) -> Node:
    """Give the tree of a record, a mapping, a list or a single value; what is None was left out.

    Text stands for itself, and may stand where something else is wanted: "60" for the number that somebody typed.
    """
    match value:
        case Struct() | dict():
            return mapping_of(value)
        case list() | tuple():
            return Sequence(items=[tree_of(item) for item in value], line=NOWHERE)
    return _scalar(value)


def mapping_of(record: Struct | dict[Any, Any]) -> Mapping:
    """Give the tree of a record or of the fields that a form brought."""
    fields = asdict(record) if isinstance(record, Struct) else record
    entries = [(_scalar(name), tree_of(value)) for name, value in fields.items() if value is not None]
    return Mapping(entries=entries, line=NOWHERE)


def _scalar(value: Any) -> Scalar:
    text = value if isinstance(value, str) else written(value)
    reads_as = type(value).__name__ if isinstance(value, bool | int | float) else "str"
    return Scalar(text=text, line=NOWHERE, reads_as=reads_as, quoted=False)
