"""The organiser's questions as a form shows them and as it sends the answers, and as a page writes answers out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from litestar.datastructures import FormMultiDict, UploadFile
from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.records import Question, QuestionKind
from events_service.programme.words import in_language
from events_service.registrations.asking.questions import chosen_keys, is_day
from events_service.registrations.records import Answer, GivenAnswer, SentFile
from events_service.web.errors import FaultyFields, FieldFault, TooLarge
from events_service.web.i18n import gettext, pgettext, short_day, spoken


class AnswerChoice(Struct, frozen=True, kw_only=True):
    """An answer to choose, and whether it is chosen."""

    value: str
    name: str
    chosen: bool


class QuestionField(Struct, frozen=True, kw_only=True):
    """A question on a form: `text` is what stands in its field or the name of the file that is there already.

    `held`: the file came with the form, and is no answer of a registration yet.
    `after` names the question whose `after_answers` decide whether it is asked; `condition` says so to a reader.
    """

    key: str
    kind: QuestionKind
    label: str
    hint: str
    required: bool
    choices: Sequence[AnswerChoice]
    text: str
    held: bool
    after: str
    after_answers: str
    condition: str

    @property
    def name(self) -> str:
        """The name of its field, and what its faults are found under."""
        return f"answers.{self.key}"


class ShownAnswer(Struct, frozen=True, kw_only=True):
    """A question with its answer written out; `file`: the key under which its file is handed out."""

    label: str
    text: str
    file: str | None


def question_fields(found: FoundEvent, answers: Mapping[str, GivenAnswer]) -> list[QuestionField]:
    """Make the fields of an event's questions, filled in with answers as they were sent or are held."""
    questions = {question.key: question for question in found.event.registration.questions}
    return [_field(question, answers.get(question.key), questions) for question in questions.values()]


def _field(question: Question, answer: GivenAnswer, questions: Mapping[str, Question]) -> QuestionField:
    when = question.when
    return QuestionField(
        key=question.key,
        kind=question.kind,
        label=in_language(question.label, spoken()),
        hint=in_language(question.hint, spoken()) if question.hint else "",
        required=question.required,
        choices=_choices(question, answer),
        text=answer.name if isinstance(answer, SentFile) else answer if isinstance(answer, str) else "",
        held=isinstance(answer, SentFile),
        after=when.question if when else "",
        after_answers=" ".join(when.answers) if when else "",
        condition=_condition(question, questions),
    )


def _choices(question: Question, answer: GivenAnswer) -> list[AnswerChoice]:
    if question.kind not in {QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO}:
        return []
    chosen = set() if isinstance(answer, SentFile) else chosen_keys(answer)
    names = _names(question)
    if question.kind is not QuestionKind.YES_NO:
        # What was chosen and is no longer offered may stay, so that saving the form does not take it away.
        names |= {key: key for key in sorted(chosen) if key not in names}
    return [AnswerChoice(value=key, name=name, chosen=key in chosen) for key, name in names.items()]


def _names(question: Question) -> dict[str, str]:
    if question.kind is QuestionKind.YES_NO:
        return {"yes": pgettext("an answer", "Yes"), "no": pgettext("an answer", "No")}
    return {option.key: in_language(option.label, spoken()) for option in question.options}


def _condition(question: Question, questions: Mapping[str, Question]) -> str:
    if question.when is None or question.when.question not in questions:
        return ""
    before = questions[question.when.question]
    names = _names(before)
    answers = ", ".join(names.get(key, key) for key in question.when.answers)
    sentence = gettext("Only after the answer “{answers}” to “{question}”.")
    return sentence.format(answers=answers, question=in_language(before.label, spoken()))


def shown_answers(found: FoundEvent, answers: Mapping[str, Answer]) -> list[ShownAnswer]:
    """Write out the answers there are, those to questions that have left the definition last, under their keys."""
    questions = found.event.registration.questions
    listed = [
        ShownAnswer(
            label=in_language(each.label, spoken()),
            text=written(answers[each.key], each),
            file=each.key if each.kind is QuestionKind.FILE else None,
        )
        for each in questions
        if each.key in answers
    ]
    known = {each.key for each in questions}
    return listed + [
        ShownAnswer(label=key, text=written(answer, None), file=None)
        for key, answer in answers.items()
        if key not in known
    ]


def written(answer: Answer, question: Question | None) -> str:
    """Write an answer in words, in the language being spoken."""
    if isinstance(answer, bool):
        return pgettext("an answer", "Yes") if answer else pgettext("an answer", "No")
    names = _names(question) if question and question.kind is not QuestionKind.YES_NO else {}
    if isinstance(answer, list):
        return ", ".join(names.get(key, key) for key in answer)
    if question and question.kind is QuestionKind.DATE and is_day(answer):
        return short_day(date.fromisoformat(answer))
    return names.get(answer, answer)


def answers_in(
    form: FormMultiDict, questions: Iterable[Question], files: Mapping[str, SentFile]
) -> dict[str, GivenAnswer]:
    """Give a form's answers in the shape of the JSON API; a file that was neither sent nor taken away is left out."""
    given: dict[str, GivenAnswer] = {}
    for question in questions:
        name = f"answers.{question.key}"
        if question.kind is QuestionKind.FILE:
            if question.key in files:
                given[question.key] = files[question.key]
            elif form.get(f"{name}.remove"):
                given[question.key] = None
        elif question.kind is QuestionKind.SEVERAL:
            given[question.key] = [str(key) for key in form.getall(name, [])]
        elif question.kind is QuestionKind.YES_NO:
            given[question.key] = {"yes": True, "no": False}.get(str(form.get(name)))
        else:
            given[question.key] = str(form.get(name) or "")
    return given


def too_large(questions: Iterable[Question]) -> FaultyFields | TooLarge:
    """Say that a form was too large to be read, so that nothing is known of what it held: at the fields for files.

    Where there are none, it is said of the whole.
    """
    keys = [question.key for question in questions if question.kind is QuestionKind.FILE]
    if not keys:
        return TooLarge()
    refusal = FaultyFields([FieldFault(f"answers.{key}", TooLarge.message) for key in keys])
    refusal.status = TooLarge.status
    return refusal


async def files_in(form: FormMultiDict, questions: Iterable[Question]) -> dict[str, SentFile]:
    """Read the files that a form brought, by the keys of their questions."""
    files: dict[str, SentFile] = {}
    for question in questions:
        sent = form.get(f"answers.{question.key}") if question.kind is QuestionKind.FILE else None
        if isinstance(sent, UploadFile) and sent.filename:
            files[question.key] = SentFile(name=sent.filename[:255], content=await sent.read())
    return files
