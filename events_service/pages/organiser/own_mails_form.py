"""The form of own words in mails, of an event or a project: what stands in it, what a sent one makes, its faults."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from events_service.mail.labels import kind_name
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.sent import text_sent
from events_service.programme.faults import Problem
from events_service.programme.mail_checks import mail_problems
from events_service.programme.placeholders import EXPLAINED, Placeholder
from events_service.programme.records import MailOccasion, OwnMails, OwnWords, Project, Words
from events_service.programme.translations import languages_missing, languages_of_mails, reworded
from events_service.registrations.letters.occasions import OPENINGS, SUBJECTS
from events_service.registrations.letters.own_words import OCCASIONS, STANDING, Standing, exactly
from events_service.registrations.records import Registration
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, language_name

PARTS = ("subject", "text")


class Row(Struct, frozen=True, kw_only=True):
    """An occasion in the list: whose words it has, in which languages, and how many of the project's are missing."""

    occasion: MailOccasion
    name: str
    own: Sequence[str]
    missing: int
    of_project: bool


class LanguageFields(Struct, frozen=True, kw_only=True):
    """The fields of one language: what is typed, what we say there, and whether others are written and it is not.

    We say nothing there where a mail is all of the organiser's own words.
    """

    code: str
    name: str
    subject: str
    text: str
    missing: bool
    our_subject: str = ""
    our_text: str = ""


class WordsForm(Struct, frozen=True, kw_only=True):
    """The form of one occasion. `above`: ours must be read in any case, and stay below own words."""

    occasion: MailOccasion
    name: str
    above: bool
    languages: Sequence[LanguageFields]
    missing: int
    placeholders: Sequence[tuple[str, str]]
    people: Sequence[Choice]
    person: str
    own: bool
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()


def occasion_at(written: str) -> MailOccasion:
    """Give the occasion that an address names. Raises NotFound."""
    for occasion in MailOccasion:
        if occasion.value == written:
            return occasion
    raise NotFound


def rows(mails: OwnMails, project: Project, above: OwnMails) -> list[Row]:
    """List all occasions; `above` are the project's own words, where an event is meant."""
    return [
        Row(
            occasion=occasion,
            name=kind_name(occasion.value),
            own=[language_name(code) for code in languages_of_mails(project) if _has(mails.get(occasion), code)],
            missing=len(languages_missing(mails.get(occasion), project)),
            of_project=occasion in above,
        )
        for occasion in MailOccasion
    ]


def typed_of(words: OwnWords | None, project: Project) -> dict[str, str]:
    """Give what stands in the fields, such as text.bg."""
    return {
        f"{part}.{code}": in_field(getattr(words, part, None), code, project)
        for code in languages_of_mails(project)
        for part in PARTS
    }


def in_field(written: Words | None, code: str, project: Project) -> str:
    """Give what stands in the field of a language; one text for all stands in that of the first."""
    shown = code == languages_of_mails(project)[0] or not isinstance(written, str)
    return exactly(written, code) if shown else ""


def typed_in(form: Mapping[str, Any], project: Project) -> dict[str, str]:
    """Give what a sent form has in its fields, subjects in one line."""
    typed = {}
    for code in languages_of_mails(project):
        typed[f"subject.{code}"] = " ".join(str(form.get(f"subject.{code}") or "").split())
        typed[f"text.{code}"] = text_sent(form, f"text.{code}")
    return typed


def with_words(mails: OwnMails, occasion: MailOccasion, typed: Mapping[str, str], project: Project) -> OwnMails:
    """Give own mails with what was typed for an occasion; where nothing is left of it, it is back to ours."""
    before = mails.get(occasion, OwnWords())
    languages = languages_of_mails(project)
    made = OwnWords(
        **{
            part: reworded(getattr(before, part), {code: typed[f"{part}.{code}"] for code in languages}, languages[0])
            for part in PARTS
        }
    )
    return without(mails, occasion) | ({occasion: made} if made != OwnWords() else {})


def without(mails: OwnMails, occasion: MailOccasion) -> OwnMails:
    """Give own mails without one occasion: ours stand there again."""
    return {each: words for each, words in mails.items() if each is not occasion}


def faults_in(mails: OwnMails, occasion: MailOccasion) -> list[Problem]:
    """Find what is wrong with the words of an occasion."""
    return list(mail_problems({occasion: mails[occasion]})) if occasion in mails else []


def words_form(
    occasion: MailOccasion,
    typed: Mapping[str, str],
    words: OwnWords | None,
    project: Project,
    *,
    people: Sequence[Registration] = (),
    person: str = "",
    problems: Sequence[Problem] = (),
) -> WordsForm:
    """Give the form of an occasion as it is shown."""
    ours, faults, missing = OCCASIONS[occasion], _by_field(problems, typed), languages_missing(words, project)
    return WordsForm(
        occasion=occasion,
        name=kind_name(occasion.value),
        above=STANDING[ours] is Standing.ABOVE,
        languages=[
            LanguageFields(
                code=code,
                name=language_name(code),
                subject=typed[f"subject.{code}"],
                text=typed[f"text.{code}"],
                our_subject=gettext(SUBJECTS[ours], code),
                our_text=gettext(OPENINGS[ours], code),
                missing=code in missing,
            )
            for code in languages_of_mails(project)
        ],
        missing=len(missing),
        placeholders=explained(),
        people=readers_to_choose(people, project),
        person=person,
        own=words is not None,
        faults=faults,
        fault_links=[(field, f"{label_of(field)}: {sentence}") for field, sentence in faults.items()],
    )


def readers_to_choose(people: Sequence[Registration], project: Project) -> list[Choice]:
    """Give whom one may look at a mail as: people who are registered, and an invented one for each language."""
    return [
        *(Choice(value=str(each.id), name=f"{each.name} ({language_name(each.language)})") for each in people),
        *(Choice(value=code, name=_invented(code)) for code in languages_of_mails(project)),
    ]


def explained() -> list[tuple[str, str]]:
    """Give what may stand in braces, as it is written, and what it stands for."""
    return [(each.written, gettext(EXPLAINED[each])) for each in Placeholder]


def _has(words: OwnWords | None, code: str) -> bool:
    return words is not None and bool(exactly(words.subject, code) or exactly(words.text, code))


def _by_field(problems: Sequence[Problem], typed: Mapping[str, str]) -> dict[str, str]:
    """Give each field its first fault; one text for all stands in the first field of its part."""
    faults: dict[str, str] = {}
    for problem in problems:
        steps = [str(step) for step in problem.path]
        part = next((each for each in PARTS if each in steps), PARTS[1])
        field = f"{part}.{steps[-1]}"
        if field not in typed:
            field = next(each for each in typed if each.startswith(f"{part}."))
        faults.setdefault(field, problem.message)
    return faults


def _invented(code: str) -> str:
    return gettext("An invented person ({language})").format(language=language_name(code))


def label_of(field: str) -> str:
    part, _, code = field.partition(".")
    name = gettext("Subject") if part == "subject" else gettext("Text")
    return f"{name}, {language_name(code)}" if code else name
