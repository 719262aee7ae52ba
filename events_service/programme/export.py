"""Write a project or an event as its definition file: read again, it gives the same record."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from events_service.programme.records import Event, Project

LINE_WIDTH = 110
ALWAYS = ("status", "access")
"""What an event's reader looks for, though it is what stands there when nothing is said."""
_SURPRISING = ("\t", "\x85", "\u2028", "\u2029", "\ufeff", " \n", "\n\n\n")


def export(record: Project | Event, schema: str | None = None) -> str:
    """Write the YAML of a definition; the first line points an editor at `schema`, a path or address.

    Fields stand in the order of their type, those that have their default are left out, but for
    an event's status and access.
    """
    kind = "project" if isinstance(record, Project) else "event"
    head = f"# yaml-language-server: $schema={schema or f'../../schemas/{kind}.schema.json'}\n"
    body = yaml.serialize(_mapping(_fields(record), flow=False), Dumper=_Dumper, allow_unicode=True, width=LINE_WIDTH)
    return head + str(body)


class _Dumper(yaml.SafeDumper):
    """Indents the items of a list below its field, as the fixtures do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never let a list stand at the margin of its field."""
        super().increase_indent(flow, False)


def _fields(record: Struct) -> Iterable[tuple[str, Any]]:
    always = ALWAYS if isinstance(record, Event) else ()
    for field in msgspec.structs.fields(record):
        value = getattr(record, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if value != default or field.name in always:
            yield field.name, value


def _node(value: Any) -> yaml.Node:
    match value:
        case Struct():
            return _mapping(_fields(value))
        case dict():
            return _mapping(value.items())
        case list():
            return _sequence(value)
        case str():
            return _text(value)
        case time():
            # In quotes where YAML 1.1 takes an hour such as 18:00 for a number to the base of sixty.
            return _text(written(value))
    return _plain(written(value))


def _mapping(entries: Iterable[tuple[Any, Any]], flow: bool = True) -> yaml.MappingNode:
    """Write a mapping in one line if it is short and holds nothing but single values."""
    nodes = [(_text(written(name) if isinstance(name, Enum) else name), _node(value)) for name, value in entries]
    simple = flow and _fits(scalar for pair in nodes for scalar in pair)
    return yaml.MappingNode("tag:yaml.org,2002:map", nodes, flow_style=simple)


def _sequence(items: list[Any]) -> yaml.SequenceNode:
    nodes = [_node(item) for item in items]
    simple = _fits(nodes) or not nodes
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=simple)


def _fits(nodes: Iterable[yaml.Node]) -> bool:
    length = 0
    for node in nodes:
        # Within one line, YAML wants quotes around whatever holds a colon, the times too.
        if not isinstance(node, yaml.ScalarNode) or node.style == "|" or ":" in node.value:
            return False
        length += len(node.value) + 2
    return length <= LINE_WIDTH - 30


def _text(text: str) -> yaml.ScalarNode:
    """Write text plainly where YAML reads it as that text; several lines as a block where it keeps each sign."""
    block = "\n" in text and not text.startswith((" ", "\n")) and not any(sign in text for sign in _SURPRISING)
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style="|" if block else None)


def _plain(written: str) -> yaml.ScalarNode:
    """Write a number, a time or a truth value without quotes, whatever YAML's own types make of it."""
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, written, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's
    return yaml.ScalarNode(tag, written)


def written(value: Any) -> str:
    """Write a single value that is no text as it stands in a file. Raises TypeError for what none can hold."""
    match value:
        case Enum():
            return str(value.value)
        case bool():
            return "true" if value else "false"
        case datetime() | time():
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        case date():
            return value.isoformat()
        case float():
            # Written out: YAML 1.1 takes 1e-05 for text.
            return format(Decimal(repr(value)), "f")
        case int():
            return str(value)
    raise TypeError(f"a definition holds no {type(value).__name__}")
