"""The faults of a form about a registration, as the summary on top of it names them."""

from collections.abc import Mapping, Sequence

from events_service.registrations.asking.question_fields import QuestionField
from events_service.registrations.asking.sent_form import COLLEAGUE_FIELDS
from events_service.registrations.labels import FIELDS
from events_service.web.i18n import N_, gettext
from events_service.web.names import fields_of_names

ON_FORM = (
    "first_name",
    "last_name",
    "latin_name",
    "email",
    "organisation",
    "country",
    "category",
    "language",
    "attendance_mode",
    "day_modes",
    "sessions",
    "answers",
    "dietary_needs",
    "access_needs",
    "consents.special_needs",
    "companions",
    "consents",
)
"""What the fields on the form begin with, from top to bottom."""

FIELD_NAMES = {
    **FIELDS,
    "dietary_needs": N_("Dietary needs"),
    "access_needs": N_("What you need to get in and take part"),
}


def fault_links(faults: Mapping[str, str], questions: Sequence[QuestionField] = ()) -> list[tuple[str, str]]:
    """Give each fault once, with the id of its field, the field named where the sentence alone would not tell which."""
    if not faults:
        return []
    names = {name: gettext(label) for name, label in FIELD_NAMES.items()}
    names |= {question.name: question.label for question in questions}
    for place in range(20):
        whose = gettext("Colleague {number}").format(number=place + 1)
        names |= {f"companions.{place}.{name}": f"{whose}, {names[name]}" for name in _in_order(COLLEAGUE_FIELDS)}
    first: dict[str, str] = {}
    for name, sentence in sorted(faults.items(), key=lambda fault: _place_on_form(fault[0], names)):
        first.setdefault(f"{names[name]}: {sentence}" if name in names else sentence, name)
    return [(name, sentence) for sentence, name in first.items()]


def _place_on_form(field: str, names: Mapping[str, str]) -> tuple[int, int]:
    """Give where a field stands on the form, so that the summary names faults from top to bottom."""
    part = next((place for place, begins in enumerate(_in_order(ON_FORM)) if field.startswith(begins)), len(ON_FORM))
    return part, list(names).index(field) if field in names else 0


def _in_order(fields: Sequence[str]) -> list[str]:
    """Give fields that begin with both names, these as the form has them in the language being spoken."""
    both = fields_of_names()
    return [*both, *(each for each in fields if each not in both)]
