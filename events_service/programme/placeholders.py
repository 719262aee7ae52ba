"""What an organiser's own texts may leave open: a closed list of placeholders in braces, filled with plain text."""

import re
from collections.abc import Mapping
from enum import Enum

from events_service.complete import for_each
from events_service.web.i18n import N_

_IN_BRACES = re.compile(r"\{([^{}\n]{0,40})\}")


class Placeholder(Enum):
    """What stands in braces in a text, such as {first_name}, and is filled in for each reader."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    ORGANISATION = "organisation"
    EVENT = "event"
    DAYS = "days"
    PLACE = "place"
    HOST = "host"

    @property
    def written(self) -> str:
        """How it is written in a text."""
        return f"{{{self.value}}}"


EXPLAINED = for_each(
    Placeholder,
    {
        Placeholder.NAME: N_("the reader's first and last name"),
        Placeholder.FIRST_NAME: N_("the reader's first name"),
        Placeholder.LAST_NAME: N_("the reader's last name"),
        Placeholder.ORGANISATION: N_("the reader's organisation"),
        Placeholder.EVENT: N_("the title of the event"),
        Placeholder.DAYS: N_("the days of the event"),
        Placeholder.PLACE: N_("where it takes place"),
        Placeholder.HOST: N_("the name of the host"),
    },
)
UNKNOWN = N_("{placeholder} means nothing here. Use one of these: {names}.")


def unknown_in(text: str) -> str | None:
    """Give the first thing in braces that is no placeholder, as it is written; None where there is none."""
    known = {each.value for each in Placeholder}
    return next((f"{{{name}}}" for name in _IN_BRACES.findall(text) if name not in known), None)


def filled(text: str, values: Mapping[Placeholder, str]) -> str:
    """Fill in a text once: what is put in is never read for placeholders again."""
    by_name = {each.value: value for each, value in values.items()}
    return _IN_BRACES.sub(lambda each: by_name.get(each[1], each[0]), text)
