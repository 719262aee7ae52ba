"""The form of an event's texts: two languages side by side, what is missing in the second one marked."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed, main_language
from events_service.programme.records import Event, Project
from events_service.programme.translations import texts_of, with_texts
from events_service.web.i18n import N_

LANGUAGE_OF = "to"
"""The field that names the second language."""


def other_language(project: Project, asked: str) -> str:
    """Give the second language: the one asked for, if it is another one of the project's, else the first other one."""
    others = [language for language in project.languages if language != main_language(project)]
    return asked if asked in others else next(iter(others), main_language(project))


def _typed(event: Event, project: Project) -> dict[str, str]:
    main = main_language(project)
    return {
        f"{text.name}.{language}": text.text(language, main)
        for text in texts_of(event)
        for language in _languages(project)
    }


def _fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    main = main_language(project)
    written: dict[str, Mapping[str, str]] = {}
    for text in texts_of(event):
        fields = {language: f"{text.name}.{language}" for language in _languages(project)}
        sent = {language: typed[field] for language, field in fields.items() if field in typed}
        if sent:
            written[text.name] = sent
    return asdict(with_texts(event, written, main))


def _languages(project: Project) -> list[str]:
    """Give the languages that its texts can be written in, the main one first."""
    return list(dict.fromkeys([main_language(project), *project.languages]))


TEXTS = Part(
    key="texts",
    title=N_("Texts and translations"),
    about=N_("All that participants read, in two languages side by side."),
    labels={},
    typed=_typed,
    fields=_fields,
)
