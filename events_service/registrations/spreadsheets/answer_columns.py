"""Columns of a spreadsheet for the days and the questions of one event: their names, and what their cells say."""

import re
from collections.abc import Mapping

from events_service.programme.records import Event, Question, QuestionKind
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
    """Give `answers.KEY` of each question by its key and its labels as they are compared, the earlier one's of two."""
    fields: dict[str, str] = {}
    for question in event.registration.questions:
        if question.kind is QuestionKind.FILE:
            continue
        field = f"answers.{question.key}"
        for name in (question.key, field, *(in_language(question.label, language) for language in LANGUAGES)):
            fields.setdefault(folded(name), field)
    return fields


def mode_in(cell: str) -> str | None:
    """Give the value of a way to attend, or None for a day on which somebody does not take part."""
    away = {*ABSENT, *(gettext("Not on this day", language) for language in LANGUAGES)}
    return None if folded(cell) in {folded(each) for each in away} else columns.mode_of(cell)


def answer_in(cell: str, question: Question) -> str | bool | list[str]:
    """Give an answer in the shape of the JSON API; options may be written by their keys or as they are shown."""
    match question.kind:
        case QuestionKind.YES_NO:
            return columns.means_yes(cell)
        case QuestionKind.DATE:
            return cell.strip()[:10]
        case QuestionKind.SEVERAL:
            whole = _option(cell, question)
            if whole in {option.key for option in question.options}:
                return [whole]
            return [_option(part, question) for part in re.split(r"[;\n|]+|,\s*", cell) if part.strip()]
        case QuestionKind.CHOICE:
            return _option(cell, question)
        case _:
            return cell.strip()


def _option(written: str, question: Question) -> str:
    for option in question.options:
        names = {option.key, *(in_language(option.label, language) for language in LANGUAGES)}
        if folded(written) in {folded(each) for each in names}:
            return option.key
    return written.strip()


def choices(event: Event) -> list[tuple[str, str]]:
    """Give the fields for an event's days, where it asks for each, and for its questions, each with its name."""
    days = sorted(event.days) if event.registration.mode_per_day else []
    asked = [each for each in event.registration.questions if each.kind is not QuestionKind.FILE]
    return [(DAY_FIELD + day.isoformat(), day.isoformat()) for day in days] + [
        (f"answers.{each.key}", in_language(each.label, spoken())) for each in asked
    ]
