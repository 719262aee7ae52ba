"""In which order a language says the parts of a person's name."""

from events_service.web.i18n import spoken

FAMILY_FIRST = {"hu"}
"""Languages in which the name of the family comes first."""


def fields_of_names() -> tuple[str, str]:
    """Give the fields of a name in the order in which the language being spoken says it."""
    return ("last_name", "first_name") if spoken() in FAMILY_FIRST else ("first_name", "last_name")
