"""Columns of a spreadsheet for the days and the questions of one event: their names, and what their cells say."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from events_service.programme.records import Event, Question, QuestionKind, Words
from events_service.programme.words import in_language
from events_service.registrations.asking.day_modes import DAY_FIELD
from events_service.registrations.spreadsheets import columns
from events_service.registrations.spreadsheets.country_names import folded
from events_service.registrations.spreadsheets.day_headings import day_of
from events_service.web.i18n import LANGUAGES, gettext, spoken

DASHES = ("-", "–", "—")
"""What stands in a cell to say: none."""
ABSENT = ("absent", *DASHES)


def field_of(header: str, event: Event, asked: Mapping[str, str]) -> str | None:
    """Give `day_modes.DATE` for a header that is a day, `answers.KEY` for one that is `asked`; else None."""
    if event.registration.mode_per_day and (day := day_of(header.strip().removeprefix(DAY_FIELD), event.days)):
        return DAY_FIELD + day.isoformat()
    return asked.get(folded(header))


def questions_by_header(event: Event) -> dict[str, str]:
    """Give `answers.KEY` of each question that a cell can answer by its key and its labels."""
    asked = [each for each in event.registration.questions if each.kind is not QuestionKind.FILE]
    fields = [(f"answers.{each.key}", each) for each in asked]
    return by_words((field, said) for field, each in fields for said in (each.key, field, each.label))


def options_by_label(question: Question) -> dict[str, str]:
    """Give the keys of a question's options by themselves and by their labels."""
    return by_words((each.key, said) for each in question.options for said in (each.key, each.label))


def by_words(named: Iterable[tuple[str, Words]]) -> dict[str, str]:
    """Give keys by their words in all languages as they are compared, the earlier one's where two have the same."""
    keys: dict[str, str] = {}
    for key, words in named:
        for language in LANGUAGES:
            keys.setdefault(folded(in_language(words, language)), key)
    return keys


def mode_in(cell: str) -> str | None:
    """Give the value of a way to attend, or None for a day on which somebody does not take part."""
    return None if folded(cell) in _away() else columns.mode_of(cell)


@cache
def _away() -> frozenset[str]:
    return frozenset(map(folded, (*ABSENT, *(gettext("Not on this day", language) for language in LANGUAGES))))


def answer_in(cell: str, question: Question, options: Mapping[str, str]) -> str | bool | list[str]:
    """Give an answer in the shape of the JSON API; `options` are the question's as `options_by_label` gives them."""
    match question.kind:
        case QuestionKind.YES_NO:
            return columns.means_yes(cell)
        case QuestionKind.DATE:
            return cell.strip()[:10]
        case QuestionKind.SEVERAL:
            if whole := options.get(folded(cell)):
                return [whole]
            return [_option(part, options) for part in re.split(r"[;\n|]+|,\s*", cell) if part.strip()]
        case QuestionKind.CHOICE:
            return _option(cell, options)
        case _:
            return cell.strip()


def _option(written: str, options: Mapping[str, str]) -> str:
    return options.get(folded(written), written.strip())


def choices(event: Event) -> list[tuple[str, str]]:
    """Give the fields for an event's days, where it asks for each, and for its questions, each with its name."""
    days = sorted(event.days) if event.registration.mode_per_day else []
    asked = [each for each in event.registration.questions if each.kind is not QuestionKind.FILE]
    return [(DAY_FIELD + day.isoformat(), day.isoformat()) for day in days] + [
        (f"answers.{each.key}", in_language(each.label, spoken())) for each in asked
    ]
