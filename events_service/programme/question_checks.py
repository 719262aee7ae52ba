"""What must hold between the questions of an event's registration form, as `checks` says it for the rest."""

from collections.abc import Iterator, Mapping, Sequence

from events_service.programme.checks import twice
from events_service.programme.faults import FieldPath, Problem, choose, quoted
from events_service.programme.readable import known, readable
from events_service.programme.records import Condition, Event, Question, QuestionKind
from events_service.web.i18n import gettext

CHOSEN = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})
"""Kinds that offer options of their own."""


def question_problems(event: Event) -> Iterator[Problem]:
    """Find what does not fit within the questions of an event, and between them."""
    if not known(event.registration, getattr(event.registration, "questions", None)):
        return
    path, questions = ("registration", "questions"), event.registration.questions
    yield from twice(path, questions)
    earlier: dict[str, Question] = {}
    for place, question in readable(questions):
        yield from _option_problems((*path, place), question)
        if question.when is not None and known(question.when):
            yield from _condition_problems((*path, place, "when"), question.when, earlier, questions)
        if known(question.key):
            earlier[question.key] = question


def _option_problems(path: FieldPath, question: Question) -> Iterator[Problem]:
    if not known(question.kind, question.options):
        return
    if question.kind in CHOSEN and len(question.options) < 2:
        message = gettext("a question of kind {kind} needs at least two options to choose from; add them")
        yield Problem(path=(*path, "options"), message=message.format(kind=question.kind.value))
    if question.kind not in CHOSEN and question.options:
        message = gettext("a question of kind {kind} has no options; remove them, or make it a choice")
        yield Problem(path=(*path, "options"), message=message.format(kind=question.kind.value))
    yield from twice((*path, "options"), question.options)


def _condition_problems(
    path: FieldPath, condition: Condition, earlier: Mapping[str, Question], questions: Sequence[Question]
) -> Iterator[Problem]:
    if not known(condition.question):
        return
    asked = earlier.get(condition.question)
    if asked is None:
        yield Problem(path=(*path, "question"), message=_not_earlier(condition.question, earlier, questions))
        return
    offered = _answers_of(asked)
    if offered is None:
        return
    if not offered:
        message = gettext("only a choice, several or yes_no can decide what is asked; {key} is of kind {kind}")
        message = message.format(key=asked.key, kind=asked.kind.value)
        yield Problem(path=(*path, "question"), message=message)
        return
    for place, answer in readable(condition.answers):
        if answer not in offered:
            message = gettext("{key} has no answer {answer}; {advice}")
            message = message.format(key=asked.key, answer=quoted(answer), advice=choose(answer, offered))
            yield Problem(path=(*path, "answers", place), message=message)


def _not_earlier(key: str, earlier: Mapping[str, Question], questions: Sequence[Question]) -> str:
    if any(known(each.key) and each.key == key for _, each in readable(questions)):
        message = gettext(
            "{key} does not stand before this question; move it up, for only an earlier answer can decide"
        )
        return message.format(key=quoted(key))
    message = gettext("there is no question {key} before this one; {advice}")
    return message.format(key=quoted(key), advice=choose(key, earlier))


def _answers_of(question: Question) -> list[str] | None:
    """Give what a condition can name of a question; None where that could not be read."""
    if not known(question.kind, question.options):
        return None
    if question.kind is QuestionKind.YES_NO:
        return ["yes", "no"]
    keys = [option.key for _, option in readable(question.options)]
    return keys if known(*keys) else None
