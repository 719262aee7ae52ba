"""The form of the organiser's own questions: added, moved, removed, with their answers and when they are asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed, language_here, shown_words, typed_words
from events_service.programme.keys import free_key
from events_service.programme.question_checks import CHOSEN
from events_service.programme.records import Event, Option, Project, Question, QuestionKind
from events_service.web.i18n import N_, gettext, pgettext

FIELDS = ("key", "label", "hint", "kind", "required", "at_door", "options", "when")
"""What a question's fields are called behind questions.0 and the like."""
AT = "questions"


def numbers_of(typed: Typed) -> list[int]:
    """Give the numbers of the questions on a form, in their order."""
    return sorted({int(parts[1]) for name in typed if (parts := name.split("."))[0] == AT and parts[1].isdecimal()})


def rearranged(typed: Typed, do: str) -> dict[str, str] | None:
    """Give a form after one of its buttons: add, or remove, up or down with the question's number; None for another."""
    what, _, number = do.partition("-")
    order = numbers_of(typed)
    place = order.index(int(number)) if number.isdecimal() and int(number) in order else None
    if what == "add":
        return dict(typed) | {f"{AT}.{len(order)}.kind": QuestionKind.TEXT.value}
    if place is None or what not in {"remove", "up", "down"}:
        return None
    if what == "remove":
        order.pop(place)
    else:
        other = max(0, place - 1) if what == "up" else min(len(order) - 1, place + 1)
        order[place], order[other] = order[other], order[place]
    return _renumbered(typed, order)


def _renumbered(typed: Typed, order: Sequence[int]) -> dict[str, str]:
    """Give a form whose questions stand in an order of their numbers, numbered anew."""
    kept = {name: value for name, value in typed.items() if not name.startswith(f"{AT}.")}
    for new, old in enumerate(order):
        begins = f"{AT}.{old}."
        kept |= {f"{AT}.{new}.{name[len(begins) :]}": typed[name] for name in typed if name.startswith(begins)}
    return kept


def conditions(event: Event, project: Project) -> list[tuple[str, str, str]]:
    """Give what can decide whether a later question is asked: question and answer as one word, and both in words."""
    return [
        (question.key, f"{question.key}={key}", f"{shown_words(question.label, project)}: {name}")
        for question in event.registration.questions
        for key, name in _answers(question, project)
    ]


def _answers(question: Question, project: Project) -> Iterator[tuple[str, str]]:
    if question.kind is QuestionKind.YES_NO:
        yield "yes", pgettext("an answer", "Yes")
        yield "no", pgettext("an answer", "No")
    for option in question.options:
        yield option.key, shown_words(option.label, project)


def _typed(event: Event, project: Project) -> dict[str, str]:
    typed: dict[str, str] = {}
    for number, question in enumerate(event.registration.questions):
        at = f"{AT}.{number}"
        typed |= {
            f"{at}.key": question.key,
            f"{at}.kind": question.kind.value,
            f"{at}.label": shown_words(question.label, project),
            f"{at}.hint": shown_words(question.hint, project),
            f"{at}.options": "\n".join(shown_words(option.label, project) for option in question.options),
        }
        if question.required:
            typed[f"{at}.required"] = "yes"
        if question.at_door:
            typed[f"{at}.at_door"] = "yes"
        if question.when:
            typed |= {f"{at}.when.{question.when.question}={answer}": "yes" for answer in question.when.answers}
    return typed


def _fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    before = {question.key: question for question in event.registration.questions}
    taken = {typed.get(f"{AT}.{number}.key", "") for number in numbers_of(typed)}
    questions = []
    for number in numbers_of(typed):
        at = f"{AT}.{number}"
        key = typed.get(f"{at}.key") or free_key(typed.get(f"{at}.label", ""), taken, "question")
        taken.add(key)
        questions.append(_question(key, before.get(key), project, at, typed))
    return {**asdict(event), "registration": {**asdict(event.registration), "questions": questions}}


def _question(key: str, before: Question | None, project: Project, at: str, typed: Typed) -> dict[str, Any]:
    kind = typed.get(f"{at}.kind", "")
    chosen = kind in {each.value for each in CHOSEN}
    label = typed_words(before.label if before else None, project, typed.get(f"{at}.label", ""), required=True)
    return {
        "key": key,
        "kind": kind,
        "label": label,
        "hint": typed_words(before.hint if before else None, project, typed.get(f"{at}.hint", "")),
        "required": f"{at}.required" in typed,
        "at_door": f"{at}.at_door" in typed,
        "options": options_of(before.options if before else [], project, typed.get(f"{at}.options", ""))
        if chosen
        else [],
        "when": _condition(at, typed),
    }


def options_of(before: Sequence[Option], project: Project, text: str) -> list[Option]:
    """Give the answers of a question, one in each line; a line that is written anew in its place is the same answer."""
    lines = list(filter(None, (line.strip() for line in text.splitlines())))
    known = {shown_words(option.label, project): option for option in before}
    unused = [option for line, option in known.items() if line not in lines]
    renamed = dict(zip([line for line in lines if line not in known], unused, strict=False))
    same = renamed if len(lines) == len(before) else {}
    options: list[Option] = []
    taken = {option.key for option in before}
    for line in lines:
        if option := known.get(line) or same.get(line):
            label = typed_words(option.label, project, line, required=True) or line
            options.append(Option(key=option.key, label=label))
        else:
            key = free_key(line, taken, "answer")
            taken.add(key)
            options.append(Option(key=key, label={language_here(None, project): line}))
    return options


def _condition(at: str, typed: Typed) -> Mapping[str, Any] | None:
    """Give when a question is asked; where answers to two questions are ticked, the first of them."""
    begins = f"{at}.when."
    ticked = [name[len(begins) :].split("=") for name in typed if name.startswith(begins)]
    if not ticked:
        return None
    question = ticked[0][0]
    return {"question": question, "answers": [each[-1] for each in ticked if each[0] == question]}


def two_questions(typed: Typed) -> dict[str, str]:
    """Say where answers to two questions are ticked: only one can decide."""
    faults = {}
    for number in numbers_of(typed):
        begins = f"{AT}.{number}.when."
        if len({name[len(begins) :].split("=")[0] for name in typed if name.startswith(begins)}) > 1:
            faults[f"{AT}.{number}.when"] = gettext("Tick answers to one question only: one question can decide.")
    return faults


QUESTIONS = Part(
    key="questions",
    title=N_("Questions"),
    about=N_("What you ask people who register, besides who they are."),
    labels={},
    typed=_typed,
    fields=_fields,
)
