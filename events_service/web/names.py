"""In which order a language says the parts of a person's name."""

from events_service.web.i18n import spoken

FAMILY_FIRST = frozenset({"hu"})
"""Languages in which the name of the family comes first."""


def fields_of_names() -> tuple[str, str]:
    """Give the fields of a name in the order in which the language being spoken says it."""
    return ("last_name", "first_name") if spoken() in FAMILY_FIRST else ("first_name", "last_name")


def parts_of_name(written: str) -> tuple[str, str]:
    """Part a name into the given and the family one, in the order of the language; a single word is the family's."""
    words = written.split()
    if spoken() in FAMILY_FIRST:
        return " ".join(words[1:]), " ".join(words[:1])
    return " ".join(words[:-1]), " ".join(words[-1:])


def whole_name(first_name: str, last_name: str) -> str:
    """Give a name as the language being spoken says it."""
    family_first = spoken() in FAMILY_FIRST
    return " ".join(part for part in ((last_name, first_name) if family_first else (first_name, last_name)) if part)
