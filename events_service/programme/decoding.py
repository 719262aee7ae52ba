"""A tree of YAML nodes into a record of a definition type, with every fault and the line of every value."""

from collections.abc import Mapping as MappingOf
from functools import cache
from typing import Any

from msgspec import UNSET, Struct, inspect
from msgspec import field as struct_field

from events_service.programme.expectations import expected
from events_service.programme.faults import FieldPath, Problem, choose, nearest, quoted
from events_service.programme.scalars import WHOLE_NUMBER, Misread, value_of
from events_service.programme.yaml_reading import Mapping, Node, Scalar, Sequence
from events_service.web.i18n import gettext

FAULT_LIMIT = 100
"""Faults that are told for one file; who has more has the wrong file, and each costs a search for what was meant."""


class Decoded(Struct, kw_only=True):
    """What a tree holds, as far as it could be read.

    `faults` are (line, path, message); `lines` gives the line on which the value at a path starts.
    """

    record: Any = UNSET
    faults: list[tuple[int, FieldPath, str]] = struct_field(default_factory=list)
    lines: dict[FieldPath, int] = struct_field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """The faults of what stands in no file, so that it has no lines."""
        return [Problem(path=path, message=message) for _, path, message in self.faults]


def _has_words(choice: inspect.Type) -> bool:
    """Say whether a field takes words that stand for something else than a value."""
    return isinstance(choice, inspect.EnumType)


def _names(choice: inspect.Type, node: Scalar) -> bool:
    """Say whether a text is one of these words, or was most likely meant to be."""
    return (
        isinstance(choice, inspect.EnumType)
        and nearest(node.text, [str(each.value) for each in choice.cls]) is not None
    )


class _TooManyFaults(Exception):
    """The limit of faults is reached."""


def decode(node: Mapping, target: type[Struct]) -> Decoded:
    """Read a mapping as a record of the type `target`.

    msgspec validates on decoding, not on construction: the record is built from what could be read, so that its other
    values can be checked in the same run. What could not be read is UNSET in it, so that it serves for further checks
    only.
    """
    decoder = _Decoder()
    try:
        decoder.decoded.record = decoder.struct(node, _type(target), ())
    except _TooManyFaults:
        message = gettext("only the first {limit} faults are listed").format(limit=FAULT_LIMIT)
        decoder.decoded.faults.append((node.line, (), message))
    return decoder.decoded


@cache
def _type(target: type[Struct]) -> inspect.StructType:
    described = inspect.type_info(target)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{target} is no definition type")
    return described


class _Decoder:
    """Walks one tree and its type side by side."""

    def __init__(self) -> None:
        self.decoded = Decoded()

    def fault(self, line: int, path: FieldPath, message: str) -> Any:
        if len(self.decoded.faults) >= FAULT_LIMIT:
            raise _TooManyFaults
        self.decoded.faults.append((line, path, message))
        return UNSET

    def value(self, node: Node, target: inspect.Type, path: FieldPath) -> Any:
        self.decoded.lines[path] = node.line
        if isinstance(target, inspect.Metadata):
            return self.marked(node, target.type, path, target.extra or {})
        return self.marked(node, target, path, {})

    def marked(self, node: Node, target: inspect.Type, path: FieldPath, marks: MappingOf[str, Any]) -> Any:
        """Read a value whose type carries the extras of records.py."""
        match node, target:
            case _, inspect.UnionType():
                return self.union(node, target, path)
            case Mapping(), inspect.StructType():
                return self.struct(node, target, path)
            case Mapping(), inspect.DictType():
                return self.dictionary(node, target, path)
            case Sequence(), inspect.ListType():
                return [self.value(item, target.item_type, (*path, place)) for place, item in enumerate(node.items)]
            case Scalar(), _:
                return self.scalar(node, target, path, marks)
        return self.misplaced(node, target, path)

    def misplaced(self, node: Node, target: inspect.Type, path: FieldPath) -> Any:
        """Tell of what stands where something else is expected."""
        if isinstance(node, Sequence):
            message = gettext("a list stands here; write {expected}")
        elif isinstance(node, Mapping):
            message = gettext("a mapping stands here; write {expected}")
        else:
            message = gettext("{value} stands here; write {expected}")
        value = quoted(node.text) if isinstance(node, Scalar) else ""
        return self.fault(node.line, path, message.format(value=value, expected=expected(target)))

    def scalar(self, node: Scalar, target: inspect.Type, path: FieldPath, marks: MappingOf[str, Any]) -> Any:
        try:
            return value_of(node, target, marks)
        except Misread as misread:
            return self.fault(node.line, path, str(misread))

    def union(self, node: Node, target: inspect.UnionType, path: FieldPath) -> Any:
        """Read an optional value, a number or a word, or words that are one text or one for each language."""
        if isinstance(node, Scalar) and node.reads_as == "null" and target.includes_none:
            return None
        choices = [choice for choice in target.types if not isinstance(choice, inspect.NoneType)]
        worded = any(map(_has_words, choices))
        if len(choices) > 1 and (isinstance(node, Sequence) or (worded and isinstance(node, Mapping))):
            return self.misplaced(node, target, path)
        fits = choices[-1] if isinstance(node, Mapping) else choices[0]
        if isinstance(node, Scalar):
            fits = next((choice for choice in choices if _names(choice, node)), fits)
            if worded and not _has_words(fits) and not WHOLE_NUMBER.fullmatch(node.text):
                return self.misplaced(node, target, path)
        return self.value(node, fits, path)

    def dictionary(self, node: Mapping, target: inspect.DictType, path: FieldPath) -> Any:
        words = {}
        seen: dict[str, int] = {}
        for key, inner in node.entries:
            code = self.value(key, target.key_type, (*path, key.text))
            value = self.value(inner, target.value_type, (*path, key.text))
            if self.is_first(key, seen, path) and UNSET not in (code, value):
                words[code] = value
        if not node.entries and target.min_length:
            message = gettext("the mapping is empty; write {expected}").format(expected=expected(target))
            return self.fault(node.line, path, message)
        return words

    def struct(self, node: Mapping, target: inspect.StructType, path: FieldPath) -> Any:
        fields = {field.name: field for field in target.fields}
        values: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key, inner in node.entries:
            inner_path = (*path, key.text)
            if key.text not in fields:
                message = gettext("the field {name} is unknown; {advice}")
                advice = choose(key.text, fields)
                self.fault(key.line, (*path, key.text[:60]), message.format(name=quoted(key.text), advice=advice))
            elif self.is_first(key, seen, path):
                values[key.text] = self.value(inner, fields[key.text].type, inner_path)
        for name, field in fields.items():
            if name not in seen and field.required:
                message = gettext("the field is missing; write {name}: {expected}")
                self.fault(node.line, (*path, name), message.format(name=name, expected=expected(field.type)))
            if field.required:
                values.setdefault(name, UNSET)
        return target.cls(**values)

    def is_first(self, key: Scalar, seen: dict[str, int], path: FieldPath) -> bool:
        """Say whether a key stands here for the first time; a second time is a fault."""
        if key.text in seen:
            message = gettext("{value} stands here twice, first on line {line}; keep one")
            self.fault(key.line, (*path, key.text), message.format(value=quoted(key.text), line=seen[key.text]))
            return False
        seen[key.text] = key.line
        return True
