"""Says of each text that would be printed wrong whose it is, so that an organiser finds the registration to mend."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from events_service.documents.naming import latin_line
from events_service.registrations.records import Registration
from events_service.typesetting.lettering import Misfit
from events_service.typesetting.preflight import sentences
from events_service.web.i18n import gettext


class Trouble(Struct, frozen=True, kw_only=True):
    """A sentence about a text that would be printed wrong, and the registrations that it stands in."""

    sentence: str
    registrations: tuple[tuple[UUID, str], ...]


def troubles(misfits: Sequence[Misfit], registrations: Sequence[Registration]) -> list[Trouble]:
    """Give each trouble with the id and the name of those whose registration it comes from."""
    found: list[Trouble] = []
    for misfit in misfits:
        whose = tuple((one.id, one.name) for one in registrations if misfit.text in _texts(one))
        found += [Trouble(sentence=said, registrations=whose) for said in sentences([misfit], gettext)]
    return found


def _texts(registration: Registration) -> tuple[str, ...]:
    return (
        registration.name.strip(),
        registration.first_name,
        registration.last_name,
        latin_line(registration.name, registration.latin_name),
        registration.organisation,
    )
