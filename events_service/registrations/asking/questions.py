"""The organiser's own questions: which are asked after which answers, and what is an answer to them. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct

from events_service.complete import for_each
from events_service.files.kinds import FileKind, safe_name
from events_service.programme.records import Question, QuestionKind
from events_service.registrations.asking.file_kinds import LARGEST_FILE, answer_kind
from events_service.registrations.records import Answer, GivenAnswer, SentFile
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

LONGEST_TEXT = 2000
"""Characters that an answer in words may have."""

UNANSWERED = N_("Please answer this question.")
NOT_ASKED = N_("The event does not ask this; leave it out.")
WRONG: Mapping[QuestionKind, str] = for_each(
    QuestionKind,
    {
        QuestionKind.TEXT: N_("Answer in words, with at most 2,000 characters."),
        QuestionKind.CHOICE: N_("Choose one of the answers that are offered."),
        QuestionKind.SEVERAL: N_("Choose from the answers that are offered."),
        QuestionKind.YES_NO: N_("Answer with yes or no."),
        QuestionKind.DATE: N_("Write a day with year, month and day, such as 2024-04-16."),
        QuestionKind.FILE: N_("Send a PDF, JPEG, PNG, DOCX or ODT file; this is none of them, whatever its name says."),
    },
)
TOO_LARGE = N_("This file is larger than 5 MB; send a smaller one.")


class AnswerFile(Struct, frozen=True, kw_only=True):
    """A file that was looked at: its name made safe, and the kind that its content has."""

    name: str
    kind: FileKind
    content: bytes


class Settled(Struct, frozen=True, kw_only=True):
    """The answers that stand, and the files that are new among them; a file's answer is its name."""

    answers: Mapping[str, Answer]
    files: Mapping[str, AnswerFile]


class _Wrong(Exception):
    """An answer cannot be used; the text says what would be one."""


def is_asked(question: Question, answers: Mapping[str, Answer]) -> bool:
    """Tell whether a question is asked after these answers to the ones before it."""
    if question.when is None:
        return True
    return bool(chosen_keys(answers.get(question.when.question)) & set(question.when.answers))


def chosen_keys(answer: Answer | None) -> set[str]:
    """Give the options that an answer chose; yes and no count as options."""
    if isinstance(answer, bool):
        return {"yes" if answer else "no"}
    return set(answer) if isinstance(answer, list) else {answer} if answer else set()


def settle_answers(
    questions: Sequence[Question],
    given: Mapping[str, GivenAnswer],
    held: Mapping[str, Answer],
    *,
    complete: bool,
) -> Settled:
    """Settle which answers stand after `given` ones came to those `held`.

    An answer to a question that is not asked is dropped, what is held of a question that left the definition stays,
    and so does a held answer whose option left. With `complete`, what is required must be answered.
    Raises FaultyFields with a fault `answers.KEY` for each faulty answer.
    """
    known = {question.key for question in questions}
    answers = {key: answer for key, answer in held.items() if key not in known and given.get(key, answer) is not None}
    faults = [FieldFault(f"answers.{key}", NOT_ASKED) for key in given if key not in known and key not in held]
    files: dict[str, AnswerFile] = {}
    for question in questions:
        if not is_asked(question, answers):
            continue
        key = question.key
        try:
            answer = _read(question, given[key], held.get(key), files) if key in given else held.get(key)
        except _Wrong as wrong:
            faults.append(FieldFault(f"answers.{key}", str(wrong)))
            continue
        if answer is not None:
            answers[key] = answer
        elif question.required and complete:
            faults.append(FieldFault(f"answers.{key}", UNANSWERED))
    if faults:
        raise FaultyFields(faults)
    return Settled(answers=answers, files=files)


def unanswered(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Question]:
    """Give the questions that are asked, have to be answered, and are not."""
    return [each for each in questions if each.required and each.key not in answers and is_asked(each, answers)]


def _read(question: Question, given: GivenAnswer, held: Answer | None, files: dict[str, AnswerFile]) -> Answer | None:
    """Give an answer as it is kept; None where nothing was answered. Raises _Wrong."""
    if given is None or given in ("", []):
        return None
    if not isinstance(given, SentFile):
        return given if given == held else _read_words(question, given, held)
    if question.kind is not QuestionKind.FILE:
        raise _Wrong(WRONG[question.kind])
    files[question.key] = file = _read_file(given)
    return file.name


def _read_words(question: Question, given: Answer, held: Answer | None) -> Answer | None:
    options = {option.key for option in question.options} | chosen_keys(held)
    match question.kind, given:
        case QuestionKind.TEXT, str():
            return _read_text(given)
        case QuestionKind.CHOICE, str() if given in options:
            return given
        case QuestionKind.SEVERAL, list() if set(given) <= options:
            return _in_order(given, question)
        case QuestionKind.YES_NO, bool():
            return given
        case QuestionKind.DATE, str() if is_day(given.strip()):
            return given.strip()
    raise _Wrong(WRONG[question.kind])


def _read_text(given: str) -> str | None:
    text = given.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT or re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise _Wrong(WRONG[QuestionKind.TEXT])
    return text or None


def _read_file(given: SentFile) -> AnswerFile:
    if len(given.content) > LARGEST_FILE:
        raise _Wrong(TOO_LARGE)
    kind = answer_kind(given.content)
    if kind is None:
        raise _Wrong(WRONG[QuestionKind.FILE])
    return AnswerFile(name=safe_name(given.name, kind), kind=kind, content=given.content)


def _in_order(given: Collection[str], question: Question) -> list[str]:
    """Give the options in the order in which they are offered, each once; those that left come last."""
    offered = [option.key for option in question.options]
    return [key for key in offered if key in given] + sorted(set(given) - set(offered))


def is_day(written: str) -> bool:
    """Tell whether a text is an ISO date of our age."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return False
    return day.isoformat() == written and 1900 <= day.year <= 2200
