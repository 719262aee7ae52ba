"""What there is to choose on the forms about an event, and what stands beside their fields."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events_service.access.records import Account
from events_service.complete import for_each
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.edit_parts import Part, Typed, main_language
from events_service.pages.organiser.edit_questions import AT, QUESTIONS, conditions, numbers_of
from events_service.pages.organiser.edit_texts import LANGUAGE_OF, TEXTS, other_language
from events_service.programme.codes import timezones
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.records import EventAccess, EventType, QuestionKind
from events_service.programme.standing import SEEN_BY
from events_service.programme.translations import Translated, count_missing, texts_of
from events_service.programme.words import in_language
from events_service.registrations.asking.question_fields import QuestionField, question_fields
from events_service.web.i18n import N_, countries, gettext, language_name, ngettext, short_day, spoken

ACCESSES = for_each(
    EventAccess,
    {
        EventAccess.PUBLIC: N_("Everybody"),
        EventAccess.LINK: N_("Whoever has the address"),
        EventAccess.PARTNERS: N_("The project's partners"),
    },
)
QUESTION_KINDS = for_each(
    QuestionKind,
    {
        QuestionKind.TEXT: N_("Text"),
        QuestionKind.CHOICE: N_("One of several answers"),
        QuestionKind.SEVERAL: N_("Any of several answers"),
        QuestionKind.YES_NO: N_("Yes or no"),
        QuestionKind.DATE: N_("A day"),
        QuestionKind.FILE: N_("A file"),
    },
)


class Text(Struct, frozen=True, kw_only=True):
    """A text in the form, and whether its translation is missing."""

    text: Translated
    missing: bool


class Offered(Struct, frozen=True, kw_only=True):
    """What the forms offer; each uses what it needs.

    `conditions` are the answers that decide about each question, `missing` how many texts a language lacks.
    """

    types: Sequence[Choice]
    hosts: Sequence[Choice]
    accesses: Sequence[Choice]
    languages: Sequence[Choice]
    countries: Sequence[Choice]
    zones: Sequence[str]
    days: Sequence[Choice]
    texts: Sequence[Text] = ()
    main: str = ""
    other: str = ""
    missing: Mapping[str, int] = {}
    kinds: Sequence[Choice] = ()
    numbers: Sequence[int] = ()
    conditions: Mapping[int, Sequence[Choice]] = {}
    preview: Sequence[QuestionField] = ()


def offered(part: Part, found: FoundEvent, typed: Typed, account: Account) -> Offered:
    """Give what a part's form offers an account for an event; `typed` is what stands in its fields."""
    event, project = found.event, found.project
    languages = dict.fromkeys([*project.languages, *event.languages])
    plain = Offered(
        types=[Choice(value=each.value, name=kind_name(each)) for each in EventType],
        hosts=[
            Choice(value=partner.key, name=in_language(partner.name, spoken()))
            for partner in project.partners
            if partner.key == event.host or account.hosts(project.key, partner.key)
        ],
        accesses=[
            Choice(value=each.value, name=gettext(ACCESSES[each]), note=gettext(SEEN_BY[each])) for each in EventAccess
        ],
        languages=[Choice(value=each, name=language_name(each)) for each in languages],
        countries=[Choice(value=code, name=name) for code, name in countries(spoken())],
        zones=sorted(timezones()),
        days=[Choice(value=f"{day}", name=short_day(day)) for day in event.days],
    )
    if part is TEXTS:
        return _with_texts(plain, found, typed)
    return _with_questions(plain, found, typed) if part is QUESTIONS else plain


def _with_texts(plain: Offered, found: FoundEvent, typed: Typed) -> Offered:
    other = other_language(found.project, typed.get(LANGUAGE_OF, ""))
    main = main_language(found.project)
    texts = [Text(text=text, missing=text.missing(other)) for text in texts_of(found.event)]
    missing_in = {language: count_missing(found.event, language) for language in found.project.languages}
    languages = []
    for language, missing in missing_in.items():
        note = ngettext("%(num)s missing", "%(num)s missing", missing) % {"num": missing} if missing else ""
        if language != main:
            languages.append(Choice(value=language, name=language_name(language), note=note))
    return replace(plain, texts=texts, main=main, other=other, languages=languages, missing=missing_in)


def _with_questions(plain: Offered, found: FoundEvent, typed: Typed) -> Offered:
    numbers = numbers_of(typed)
    return replace(
        plain,
        kinds=[Choice(value=each.value, name=gettext(name)) for each, name in QUESTION_KINDS.items()],
        numbers=numbers,
        conditions={number: _deciding(found, typed, number, numbers[:place]) for place, number in enumerate(numbers)},
        preview=question_fields(found, {}),
    )


def _deciding(found: FoundEvent, typed: Typed, asked: int, before: Sequence[int]) -> list[Choice]:
    """Give the answers to the questions before one that can decide whether it is asked, and those that were ticked."""
    keys = {typed.get(f"{AT}.{number}.key", "") for number in before}
    return [
        Choice(value=value, name=name)
        for question, value, name in conditions(found.event, found.project)
        if question in keys or f"{AT}.{asked}.when.{value}" in typed
    ]
