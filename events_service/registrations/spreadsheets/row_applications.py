"""Make an application of the cells of one row, by their fields; what a cell may say is read in all languages."""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.records import Event
from events_service.registrations.asking.application import decode_application
from events_service.registrations.asking.day_modes import DAY_FIELD
from events_service.registrations.places.deciding import examine
from events_service.registrations.records import Application
from events_service.registrations.shared_mailboxes import shared_key
from events_service.registrations.spreadsheets import answer_columns, columns
from events_service.registrations.spreadsheets.answer_columns import DASHES
from events_service.registrations.spreadsheets.country_names import country_of, folded
from events_service.web.errors import FaultyFields
from events_service.web.i18n import LANGUAGES


class Named(Struct, frozen=True, kw_only=True):
    """What cells may name in any language: the keys of sessions by title, and by question those of options by label.

    Words are folded once for a file, not for each of its cells.
    """

    sessions: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]


def application_of(
    cells: Mapping[str, str], found: FoundEvent, held: Mapping[str, Collection[str]], named: Named
) -> Application:
    """Make an application of the cells of a row; `held` are the sessions of each address. Raises FaultyFields."""
    received: dict[str, Any] = {name: columns.on_one_line(cells.get(name, "")) for name in columns.AS_TYPED}
    received["country"] = country_of(cells.get("country", ""))
    received["category"] = columns.category_of(cells.get("category", ""))
    received["language"] = columns.language_of(cells.get("language", "")) or LANGUAGES[0]
    mode = cells.get("attendance_mode", "")
    received["attendance_mode"] = columns.mode_of(mode) if mode else found.event.attendance_modes[0].value
    received["sessions"] = _sessions_of(cells.get("sessions", ""), named.sessions)
    received["day_modes"] = {
        field.removeprefix(DAY_FIELD): answer_columns.mode_in(cell)
        for field, cell in cells.items()
        if field.startswith(DAY_FIELD) and cell
    }
    received["answers"] = {
        question.key: answer_columns.answer_in(cell, question, named.options[question.key])
        for question in found.event.registration.questions
        if (cell := cells.get(f"answers.{question.key}"))
    }
    received["consents"] = {"privacy_notice": False, "photos": columns.means_yes(cells.get("photos", ""))}
    application = decode_application(received, by_organiser=True)
    shared = shared_key(application.email, application.first_name, application.last_name)
    own = held.get(shared, held.get(folded_address(application.email), ()))
    faults, _ = examine(found, application, by_organiser=True, held=own)
    if faults:
        raise FaultyFields(faults)
    return application


def _sessions_of(written: str, titled: Mapping[str, str]) -> list[str]:
    """Read sessions' keys, parted by blanks, commas, semicolons or lines; a cell may also hold one session's title.

    A dash says that somebody goes to none.
    """
    if not written or written in DASHES:
        return []
    if key := titled.get(folded(written)):
        return [key]
    return [key.lower() for key in written.replace(",", " ").replace(";", " ").replace("|", " ").split()]


def named_in(event: Event) -> Named:
    """Give what the cells of an event's spreadsheet may name."""
    return Named(
        sessions=answer_columns.by_words((each.key, each.title) for each in event.sessions),
        options={each.key: answer_columns.options_by_label(each) for each in event.registration.questions},
    )
