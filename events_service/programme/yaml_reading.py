"""YAML into a plain tree of nodes that know their lines, safely: limits, and none of YAML's features that surprise.

Only what a definition needs is read: one document of mappings, lists and scalars. Anchors, aliases, merge keys and
tags are refused, so that no file can grow while it is read.
"""

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct

from events_service.programme.faults import quoted
from events_service.web.i18n import N_, gettext, number

SIZE_LIMIT = 1_000_000
"""Bytes of the largest definition file that is read; three hundred sessions in eleven languages need half of it."""
DEPTH_LIMIT = 20
NODE_LIMIT = 100_000

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADVICE = {
    "\\t": N_("indent with spaces, YAML does not allow tabs"),
    "tab character": N_("indent with spaces, YAML does not allow tabs"),
    "mapping values": N_("put text with a colon in quotes, write a space after each colon, indent one level alike"),
    "block collection": N_("indent the fields of one level alike"),
    "block mapping": N_("indent the fields of one level alike, and close every quote"),
    "','": N_("close every bracket, and put text that holds a comma or a colon in quotes"),
    "escape": N_("write \\\\ for a backslash within double quotes, or use single quotes"),
    "quoted scalar": N_("close every quote"),
    "':'": N_("write each field as `name: value`, with a space after the colon"),
    "cannot start any token": N_("put text that starts with @, ` or % in quotes"),
    "block scalar": N_("indent the text below | or > with spaces"),
    "alphabetic or numeric": N_("put text that starts with & or * in quotes"),
}


class Scalar(Struct, frozen=True, kw_only=True):
    """A single value as text. `reads_as` is what YAML takes it for: str, bool, int, float, null, timestamp …"""

    text: str
    line: int
    reads_as: str
    quoted: bool


class Sequence(Struct, frozen=True, kw_only=True):
    """A list."""

    items: list["Node"]
    line: int


class Mapping(Struct, frozen=True, kw_only=True):
    """Fields with their values, in the order of the file, duplicates included; keys are scalars."""

    entries: list[tuple[Scalar, "Node"]]
    line: int


Node = Scalar | Sequence | Mapping


class UnreadableYaml(ValueError):
    """The file cannot be read at all: raised for the first place that stops the reading."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read_tree(content: bytes) -> Node:
    """Read one YAML document. Raises UnreadableYaml."""
    text = _decoded(content)
    try:
        return _document(yaml.parse(text, Loader=_LOADER))
    except UnreadableYaml:
        raise
    except yaml.MarkedYAMLError as error:
        # What is left open is mended where it opens, not where the reader gave up.
        opening = error.context_mark if "quoted" in (error.context or "") or "flow" in (error.context or "") else None
        mark = opening or error.problem_mark
        raise UnreadableYaml(mark.line + 1 if mark else 1, _explained(error)) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # a reader error, or an escape such as "\UFFFFFFFF" that names no character
        message = gettext("the file cannot be read as YAML: {reason}").format(reason=" ".join(str(error).split()))
        raise UnreadableYaml(1, message) from None


def _decoded(content: bytes) -> str:
    if len(content) > SIZE_LIMIT:
        raise UnreadableYaml(1, too_large(len(content)))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableYaml(1, gettext("the file is UTF-16; save it as UTF-8"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = gettext("byte {byte} is not UTF-8; save the file as UTF-8")
        raise UnreadableYaml(line, message.format(byte=f"0x{content[error.start]:02x}")) from None
    if found := _NOT_YAML.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = gettext("the file holds the character {character}, which is no text; is it a YAML file?")
        raise UnreadableYaml(line, message.format(character=f"U+{ord(found[0]):04X}"))
    return text


def too_large(size: int) -> str:
    """Say that a file of so many bytes is not read."""
    message = gettext("the file has {size} bytes; a definition file has at most {limit}")
    return message.format(size=number(size), limit=number(SIZE_LIMIT))


def _explained(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join(part for part in (error.context, error.problem) if part)
    advice = next((advice for sign, advice in _ADVICE.items() if sign in problem), N_("check quotes and indentation"))
    return gettext("this is not YAML ({problem}): {advice}").format(problem=problem, advice=gettext(advice))


def _document(events: Iterator[yaml.Event]) -> Node:
    """Read the one document; the whole stream is read, so that a second document or a fault at the end is found."""
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        raise UnreadableYaml(1, gettext("the file is empty; a definition starts with `key:`"))
    reading = _Reading()
    node = reading.node(events, next(events), depth=0)
    next(events)  # the end of the document
    following = next(events)
    if not isinstance(following, yaml.StreamEndEvent):
        message = gettext("a second document starts here; write one project or event in each file")
        raise UnreadableYaml(_line(following), message)
    return node


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reading:
    """Counts the nodes of one file while it is read."""

    def __init__(self) -> None:
        self.nodes = 0
        self.resolver = yaml.SafeLoader("")

    def node(self, events: Iterator[yaml.Event], event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self.refuse(event, line, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                items.append(self.node(events, inner, depth + 1))
            return Sequence(items=items, line=line)
        entries = []
        while not isinstance(inner := next(events), yaml.MappingEndEvent):
            key = self.node(events, inner, depth + 1)
            if not isinstance(key, Scalar):
                message = gettext("a list or mapping stands where a field's name is expected")
                raise UnreadableYaml(key.line, message)
            if key.text == "<<" and not key.quoted:
                raise UnreadableYaml(key.line, gettext("merge keys (<<) are not read; write the fields out"))
            entries.append((key, self.node(events, next(events), depth + 1)))
        return Mapping(entries=entries, line=line)

    def refuse(self, event: yaml.Event, line: int, depth: int) -> None:
        """Refuse what a definition never needs. Raises UnreadableYaml."""
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent):
            message = gettext("aliases ({name}) are not read; write the value out")
            raise UnreadableYaml(line, message.format(name=f"*{event.anchor}"))
        if anchor := getattr(event, "anchor", None):
            message = gettext("anchors ({name}) are not read; write the value out where it is used")
            raise UnreadableYaml(line, message.format(name=f"&{anchor}"))
        if tag := getattr(event, "tag", None):
            message = gettext("tags ({name}) are not read; write the plain value")
            raise UnreadableYaml(line, message.format(name=quoted(tag)))
        if depth > DEPTH_LIMIT:
            message = gettext("lists and mappings are nested more than {limit} deep")
            raise UnreadableYaml(line, message.format(limit=DEPTH_LIMIT))
        if self.nodes > NODE_LIMIT:
            message = gettext("the file holds more than {limit} values").format(limit=number(NODE_LIMIT))
            raise UnreadableYaml(line, message)

    def scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        plain = not event.style
        tag: str = self.resolver.resolve(yaml.ScalarNode, event.value, (plain, not plain))  # type: ignore[no-untyped-call]  # PyYAML's
        return Scalar(text=event.value, line=line, reads_as=tag.rpartition(":")[2], quoted=not plain)
