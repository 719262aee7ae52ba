"""The form that corrects a registration: what stands in its fields, and what is asked for when it comes back."""

from collections.abc import Iterable
from typing import Any

from litestar.datastructures import FormMultiDict
from msgspec import to_builtins

from events_service.pages.form_choices import session_choices
from events_service.pages.form_cycle import Sent
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode
from events_service.registrations.asking.application import decode_changes
from events_service.registrations.asking.sent_form import ABSENT, day_modes_in
from events_service.registrations.records import (
    Changes,
    Registration,
    Status,
)


def typed_of(found: FoundEvent, registration: Registration) -> dict[str, str]:
    """Give what stands in the fields of a form that corrects a registration; of the ways those that they wait for."""
    asked = registration.wanted_ways or registration
    return {
        "first_name": registration.first_name,
        "last_name": registration.last_name,
        "latin_name": registration.latin_name,
        "email": registration.email,
        "organisation": registration.organisation,
        "country": registration.country,
        "category": registration.category.value,
        "language": registration.language,
        "attendance_mode": asked.attendance_mode.value,
        **{
            f"day_modes.{day.isoformat()}": _mode_value(asked.day_modes.get(day.isoformat(), asked.attendance_mode))
            for day in found.event.days
        },
        "wait": "yes" if registration.wanted_ways else "",
    }


def _mode_value(mode: AttendanceMode | None) -> str:
    return mode.value if mode else ABSENT


def changes_on(
    form: FormMultiDict, sent: Sent, found: FoundEvent, registration: Registration, names: Iterable[str]
) -> Changes:
    """Give the changes that a form asks for, of the fields that it may change. Raises FaultyFields.

    Chosen sessions that the form does not show are kept, so that saving it does not give them up.
    """
    asked: dict[str, Any] = {name: str(form.get(name) or "") for name in names if name in form}
    asked["sessions"] = sent.chosen + _unlisted(found, registration)
    if found.event.registration.questions:
        asked["answers"] = {key: to_builtins(answer) for key, answer in sent.answers.items()}
    if modes := day_modes_in(form, found):
        asked["day_modes"] = modes
    asked["wait"] = "wait" in form
    return decode_changes(asked)


def changed_in(form: FormMultiDict, names: Iterable[str]) -> dict[str, str]:
    """Give what stood in the fields that a form may change, and how it wants each day."""
    return {
        name: str(form.get(name) or "") for name in form if name in {*names, "wait"} or name.startswith("day_modes.")
    }


def _unlisted(found: FoundEvent, registration: Registration) -> list[str]:
    listed = {choice.key for choice in session_choices(found)}
    held = [each.key for each in registration.sessions if each.status is not Status.CANCELLED]
    return [key for key in held if key not in listed]
