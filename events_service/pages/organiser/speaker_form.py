"""One of an event's speakers as the fields of a form, and the fields that were sent as a speaker's again."""

from collections.abc import Mapping
from typing import Any

from events_service.mailboxes import is_address
from events_service.pages.organiser.edit_look import picture_fields, picture_typed
from events_service.pages.organiser.edit_parts import Typed, shown_words, typed_words
from events_service.programme.faults import Problem
from events_service.programme.records import Event, EventSpeaker, Project
from events_service.programme.speaker_steps import new_key
from events_service.speakers.records import AskedSpeaker
from events_service.web.i18n import LANGUAGES, N_, gettext

_FIELDS = (
    ("name", N_("Name")),
    ("organisation", N_("Organisation")),
    ("role", N_("Function")),
    ("country", N_("Country")),
    ("about", N_("About the person")),
    ("agreed", N_("They agree that text and picture are shown")),
    ("picture.file", N_("Picture")),
    ("picture.description", N_("What is to be seen")),
    ("email", N_("Mail address")),
    ("language", N_("Language for mails")),
)
LABELS: Mapping[str, str] = dict(_FIELDS)
"""What each field is called, in their order on the form."""


def typed_of(person: EventSpeaker | None, project: Project, asked: AskedSpeaker | None = None) -> dict[str, str]:
    """Give what stands in the fields of a speaker, and of where they are written to; None is a new one."""
    if person is None:
        return dict.fromkeys(LABELS, "")
    return {
        "name": person.name,
        "organisation": person.organisation or "",
        "role": shown_words(person.role, project),
        "country": person.country or "",
        "about": shown_words(person.about, project),
        "agreed": "yes" if person.agreed else "",
        **picture_typed(person.picture, project),
        "email": asked.email if asked else "",
        "language": asked.language if asked else "",
    }


def typed_in(form: Mapping[str, Any]) -> dict[str, str]:
    """Give the text of a sent form's fields."""
    return {name: str(form.get(name) or "").replace("\r\n", "\n").strip() for name in LABELS}


def fields_of(typed: Typed, before: EventSpeaker | None, event: Event, project: Project) -> dict[str, Any]:
    """Give the fields of a speaker as a definition would have them, faulty ones as they were typed."""
    return {
        "key": before.key if before else new_key(event, typed["name"]),
        "name": typed["name"],
        "organisation": typed["organisation"] or None,
        "role": typed_words(before.role if before else None, project, typed["role"]),
        "country": typed["country"] or None,
        "about": typed_words(before.about if before else None, project, typed["about"]),
        "agreed": bool(typed["agreed"]),
        "picture": picture_fields(before.picture if before else None, project, typed),
    }


def contact_fault(typed: Typed) -> dict[str, str]:
    """Say that nothing can be sent to what was typed as an address, or in a language that mails are not written in."""
    if typed["email"] and not is_address(typed["email"]):
        return {"email": gettext("Write a mail address, such as maria@example.org.")}
    return {"language": gettext("Choose one of the languages.")} if typed["language"] not in ("", *LANGUAGES) else {}


def field_of(problem: Problem) -> str:
    """Give the field that a fault of an event's speaker stands beside; the first one where it is of none of them."""
    name = str(problem.path[2]) if len(problem.path) > 2 else ""
    name = "picture.description" if name == "picture" else name
    return name if problem.path[0] == "speakers" and name in LABELS else "name"
