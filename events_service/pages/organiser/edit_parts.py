"""What the forms about an event have in common: what stands in their fields, and what a sent one makes of the event."""

from collections.abc import Callable, Collection, Mapping
from itertools import count, takewhile
from typing import Any

from msgspec import Struct

from events_service.programme.records import Event, Project, Words
from events_service.programme.translations import reworded
from events_service.programme.words import FALLBACK_LANGUAGE, language_of
from events_service.web.i18n import spoken

Typed = Mapping[str, str]
"""What stands in the fields of a form, by their names; a box that is not ticked is not there."""


class Part(Struct, frozen=True, kw_only=True):
    """A form about an event, at /edit/{key}.

    `typed` gives what stands in its fields for an event, `fields` the fields of the event as a sent form has them, to
    be read as those of a definition. `labels` name its fields in the summary of faults, in their order. `tidied` gives
    a sent form without the rows that were left empty.
    """

    key: str
    title: str
    about: str
    labels: Mapping[str, str]
    typed: Callable[[Event, Project], dict[str, str]]
    fields: Callable[[Event, Project, Typed], dict[str, Any]]
    tidied: Callable[[Typed], Typed] = lambda typed: typed


def language_here(words: Words | None, project: Project) -> str:
    """Give the language in which a form shows a text: the page's if the text or the project has it."""
    chosen = language_of(words, spoken()) if words is not None else None
    return chosen or main_language(project)


def main_language(project: Project) -> str:
    """Give the language of a text that is written first: the page's, if it is one of the project's."""
    return spoken() if spoken() in project.languages else next(iter(project.languages), FALLBACK_LANGUAGE)


def shown_words(words: Words | None, project: Project) -> str:
    """Give a text as its field shows it, in one language."""
    return words if isinstance(words, str) else (words or {}).get(language_here(words, project), "")


def typed_words(words: Words | None, project: Project, text: str, *, required: bool = False) -> Words | None:
    """Give a text with what was typed in the field that shows one language of it."""
    language = language_here(words, project)
    if required and not text:
        # Its field is empty, and that is a fault, though it may stand in other languages.
        return {**(words if isinstance(words, dict) else {}), language: ""}
    return reworded(words, {language: text}, language)


def without_empty_rows(typed: Typed, name: str, kept: Collection[str] = ()) -> dict[str, str]:
    """Give a form whose rows name.0, name.1 … have no empty ones between them; `kept` alone do not fill a row."""
    rows: dict[int, dict[str, str]] = {}
    others = {}
    for field, value in typed.items():
        number, _, rest = field.removeprefix(f"{name}.").partition(".")
        if field.startswith(f"{name}.") and number.isdecimal():
            rows.setdefault(int(number), {})[rest] = value
        else:
            others[field] = value
    filled = [row for _, row in sorted(rows.items()) if any(row[each] for each in row if each not in kept)]
    return others | {f"{name}.{number}.{each}": row[each] for number, row in enumerate(filled) for each in row}


def rows_in(typed: Typed, name: str) -> int:
    """Count the rows name.0, name.1 … of a form."""
    return len({field.split(".")[name.count(".") + 1] for field in typed if field.startswith(f"{name}.")})


def typed_list(typed: Typed, name: str) -> list[str]:
    """Give what stands in the fields name.0, name.1 …, without those that are empty."""
    there = takewhile(lambda field: field in typed, (f"{name}.{number}" for number in count()))
    return [typed[field] for field in there if typed[field]]
