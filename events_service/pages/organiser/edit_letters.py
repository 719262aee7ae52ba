"""The form of an event's letters of invitation: the letterhead, who bears which costs, and own words by language."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed, shown_words, typed_words
from events_service.pages.organiser.own_mails_form import PARTS, in_field
from events_service.programme.records import Event, InvitationLetters, LetterKind, OwnWords, Project, Words
from events_service.programme.translations import languages_of_mails, reworded
from events_service.web.i18n import N_

HEAD = "letters.letterhead"
_LINES = ("name", "address", "registration_number", "phone", "signatory", "place")
OURS = "ours."
"""Begins the value of the button that takes the own words of a kind out."""


def words_field(kind: LetterKind, part: str, language: str) -> str:
    """Name the field of a part of own words in a language."""
    return f"letters.words.{kind.value}.{part}.{language}"


def _letters_typed(event: Event, project: Project) -> dict[str, str]:
    letters = event.letters
    typed = {field: "" for field, *_ in _fields_of_words(project)}
    if letters is None:
        return typed
    head = letters.letterhead
    typed |= {f"{HEAD}.{name}": getattr(head, name) or "" for name in _LINES}
    typed[f"{HEAD}.function"] = shown_words(head.function, project)
    typed["letters.costs"] = shown_words(letters.costs, project)
    if letters.approval:
        typed["letters.approval"] = "yes"
    for field, kind, part, language in _fields_of_words(project):
        typed[field] = in_field(_words(letters, kind, part), language, project)
    return typed


def _letters_fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    """Give the fields; a form that is empty takes the letters out."""
    before = event.letters
    head = before.letterhead if before else None
    if not any(value for field, value in typed.items() if field.startswith("letters.") and field != "letters.approval"):
        return {**asdict(event), "letters": None}
    lines = {name: typed.get(f"{HEAD}.{name}") or None for name in _LINES}
    needed = {name: lines[name] or "" for name in ("name", "address", "signatory", "place")}
    function = typed_words(head.function if head else None, project, typed.get(f"{HEAD}.function", ""))
    return {
        **asdict(event),
        "letters": {
            "letterhead": {**lines, **needed, "function": function},
            "approval": "letters.approval" in typed,
            "costs": typed_words(before.costs if before else None, project, typed.get("letters.costs", "")),
            "words": {kind.value: words for kind in LetterKind if (words := _own_words(before, kind, project, typed))},
        },
    }


def _own_words(
    before: InvitationLetters | None, kind: LetterKind, project: Project, typed: Typed
) -> dict[str, Words] | None:
    languages = languages_of_mails(project)
    made: dict[str, Words] = {}
    for part in PARTS:
        texts = {code: typed.get(words_field(kind, part, code), "") for code in languages}
        if (words := reworded(_words(before, kind, part), texts, languages[0])) is not None:
            made[part] = words
    return made or None


def _words(letters: InvitationLetters | None, kind: LetterKind, part: str) -> Words | None:
    own = (letters.words if letters else {}).get(kind, OwnWords())
    words: Words | None = getattr(own, part)
    return words


def _fields_of_words(project: Project) -> Iterator[tuple[str, LetterKind, str, str]]:
    for kind in LetterKind:
        for part in PARTS:
            for language in languages_of_mails(project):
                yield words_field(kind, part, language), kind, part, language


def _tidied(typed: Typed) -> Typed:
    """Take the own words of a kind out, where that button was pressed."""
    pressed = typed.get("do", "")
    if not pressed.startswith(OURS):
        return typed
    gone = f"letters.words.{pressed.removeprefix(OURS)}."
    return {field: "" if field.startswith(gone) else value for field, value in typed.items()}


LETTERS = Part(
    key="letters",
    title=N_("Letters of invitation"),
    about=N_("On your letterhead, for mission orders and visas: participants make theirs on their own page."),
    labels={
        f"{HEAD}.name": N_("Name on the letterhead"),
        f"{HEAD}.address": N_("Address"),
        f"{HEAD}.registration_number": N_("Registration number"),
        f"{HEAD}.phone": N_("Telephone"),
        f"{HEAD}.signatory": N_("Who signs"),
        f"{HEAD}.function": N_("Office of who signs"),
        f"{HEAD}.place": N_("Place of signing"),
        "letters.approval": N_("I approve each letter for a visa by hand"),
        "letters.costs": N_("Who bears which costs"),
        "letters.words.mission": N_("Letter for a mission order"),
        "letters.words.visa": N_("Letter for a visa"),
        "letters": N_("Letters of invitation"),
    },
    typed=_letters_typed,
    fields=_letters_fields,
    tidied=_tidied,
)
