"""The columns that organisers choose for their list of registrations, on the page and in the file that shows the same.

What a cell says is in words, in the language being spoken.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.records import Question
from events_service.programme.words import in_language
from events_service.registrations.asking.question_fields import written
from events_service.registrations.labels import FIELDS, FIELDS_OF_OTHERS, category_name, mode_name, status_name
from events_service.registrations.records import Registration
from events_service.registrations.sifting import Sieve
from events_service.web.i18n import N_, country_name, gettext, instant, language_name, short_day, spoken

OF_ITSELF = ("organisation", "country")
"""The columns of a list whose reader has chosen none."""

_ANSWER, _DAY = "answers.", "day."


class Column(Struct, frozen=True, kw_only=True):
    """A column: the key that stands for it in an address, its label, and what it says of somebody."""

    key: str
    label: str
    says: Callable[[Registration], str]


def columns_of(found: FoundEvent) -> list[Column]:
    """Give the columns there are to choose from at an event, its days and questions among them."""
    names = {each.key: in_language(each.title, spoken()) for each in found.event.by_hours}
    plain: list[tuple[str, str, Callable[[Registration], str]]] = [
        ("organisation", FIELDS["organisation"], lambda each: each.organisation),
        ("country", FIELDS["country"], lambda each: country_name(each.country)),
        ("category", FIELDS_OF_OTHERS["category"], lambda each: category_name(each.category)),
        ("mode", FIELDS_OF_OTHERS["attendance_mode"], lambda each: mode_name(each.attendance_mode)),
        ("language", FIELDS_OF_OTHERS["language"], lambda each: language_name(each.language)),
        (
            "sessions",
            FIELDS_OF_OTHERS["sessions"],
            lambda each: ", ".join(names[key] for key in names if key in each.living_sessions),
        ),
        ("latin_name", FIELDS_OF_OTHERS["latin_name"], lambda each: each.latin_name),
        ("photos", N_("Photos"), lambda each: gettext("agreed") if each.photos else gettext("not agreed")),
        ("registered", N_("Registered"), lambda each: instant(each.created_at, found.event.timezone)),
        ("badge", N_("Badge code"), lambda each: each.badge_code),
    ]
    return [
        *(Column(key=key, label=gettext(label), says=says) for key, label, says in plain),
        *_of_days(found),
        *_of_questions(found),
    ]


def chosen_columns(found: FoundEvent, sieve: Sieve) -> list[Column]:
    """Give the columns that a list has."""
    there = columns_of(found)
    wanted = {column.key for column in there} & set(sieve.shown) or set(OF_ITSELF)
    return [column for column in there if column.key in wanted]


def shown_table(people: Iterable[Registration], columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Give the header and a row for each of a list: who they are, where they stand, and the columns chosen."""
    names = (N_("No."), *(FIELDS[name] for name in ("first_name", "last_name", "email")), N_("Status"))
    header = (*(gettext(name) for name in names), *(column.label for column in columns))
    return [header] + [
        (
            str(each.number),
            each.first_name,
            each.last_name,
            each.email,
            status_name(each.status),
            *(column.says(each) for column in columns),
        )
        for each in people
    ]


def _of_days(found: FoundEvent) -> list[Column]:
    if not found.event.registration.mode_per_day:
        return []
    return [
        Column(key=f"{_DAY}{day.isoformat()}", label=short_day(day), says=partial(_says_way, day))
        for day in found.event.days
    ]


def _says_way(day: date, registration: Registration) -> str:
    mode = registration.mode_on(day)
    return mode_name(mode) if mode else gettext("Not on this day")


def _of_questions(found: FoundEvent) -> list[Column]:
    return [
        Column(key=f"{_ANSWER}{asked.key}", label=in_language(asked.label, spoken()), says=partial(_says_answer, asked))
        for asked in found.event.registration.questions
    ]


def _says_answer(question: Question, registration: Registration) -> str:
    answer = registration.answers.get(question.key)
    return "" if answer is None else written(answer, question)
