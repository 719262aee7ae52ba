"""Where a fault stands on a form about an event, and what is said of fields that two people changed."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from events_service.pages.organiser.edit_parts import Part, Typed
from events_service.programme.faults import FieldPath, written
from events_service.programme.field_names import name_among
from events_service.programme.merging import Conflict
from events_service.programme.records import Event, Project
from events_service.programme.words import in_language
from events_service.web.i18n import gettext, pgettext, spoken


class Both(Struct, frozen=True, kw_only=True):
    """A field that both changed: what it is, what is saved now, and what was sent."""

    field: str
    saved: str
    sent: str


def field_of(path: FieldPath, typed: Typed, record: Event | Project) -> str:
    """Give the field of a form that a problem belongs to: the nearest one around its place; empty where none is."""
    names = [str(step) for step in path]
    keyed = [str(step) for step in _by_keys(path, record)]
    for steps in (names, keyed, names[1:] if names[:1] == ["registration"] else []):
        for length in range(len(steps), 0, -1):
            name = ".".join(steps[:length])
            if name in typed or any(field.startswith(f"{name}.") for field in typed):
                return name
    return ""


def _by_keys(path: FieldPath, record: Event | Project) -> FieldPath:
    """Give a path with the keys of sessions, questions, options and partners in the place of their numbers."""
    steps: list[str | int] = []
    value: Any = record
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
            steps.append(getattr(value, "key", step))
        else:
            value = getattr(value, step, None)
            steps.append(step)
    return tuple(steps)


def label_of(part: Part, path: FieldPath, event: Event) -> str:
    """Name a field as its form does, a session by its title; what no form names, as definitions do."""
    if label := _label(part, path):
        return label
    match path:
        case ("sessions", int() as place, *_) if place < len(event.sessions):
            return in_language(event.sessions[place].title, spoken())
        case ("registration", "questions", int() as place, *_):
            return gettext("Question {number}").format(number=place + 1)
    return written(path)


def both_of(part: Part, conflict: Conflict) -> Both:
    """Say of a field that two changed what each made of it; what no form names goes by its path, with keys."""
    field = _label(part, conflict.path) or _dotted(conflict.path)
    return Both(field=field, saved=_in_words(conflict.saved), sent=_in_words(conflict.changed))


def _label(part: Part, path: FieldPath) -> str | None:
    label = name_among(part.labels, _dotted(path))
    return label and gettext(label)


def _dotted(path: FieldPath) -> str:
    return ".".join(map(str, path))


def _in_words(value: Any) -> str:
    """Write a value of any field in a line."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return pgettext("an answer", "Yes") if value else pgettext("an answer", "No")
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="minutes")
    if isinstance(value, Struct):
        value = getattr(value, "title", getattr(value, "label", getattr(value, "name", "")))
    return in_language(value, spoken()) if isinstance(value, dict) else str(getattr(value, "value", value))
