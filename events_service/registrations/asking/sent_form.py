"""A registration form as it was sent: what stood in its fields, and the application that comes out of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar.datastructures import FormMultiDict
from msgspec import to_builtins

from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode
from events_service.registrations.records import DayModes, GivenAnswer

PLAIN_FIELDS = (
    "first_name",
    "last_name",
    "email",
    "organisation",
    "country",
    "category",
    "language",
    "attendance_mode",
    "dietary_needs",
    "access_needs",
)
CONSENTS = ("privacy_notice", "photos", "special_needs")
TRAP = "website"
"""A field that people do not see; whoever fills it is a program."""


COLLEAGUE_FIELDS = ("first_name", "last_name", "email", "organisation", "country")
ABSENT = "absent"
"""What a form sends for a day on which somebody does not take part."""


def typed_in(form: FormMultiDict, colleagues: Sequence[Mapping[str, str]] = ()) -> dict[str, str]:
    """Give what stood in the fields, ticked consents as "yes"."""
    typed = {name: str(form.get(name) or "") for name in PLAIN_FIELDS}
    typed |= {name: str(form.get(name)) for name in form if name.startswith("day_modes.")}
    for place, block in enumerate(colleagues):
        typed |= {f"companions.{place}.{name}": written for name, written in block.items()}
    return typed | {f"consents.{name}": "yes" for name in CONSENTS if form.get(f"consents.{name}")}


def received_from(form: FormMultiDict, found: FoundEvent, answers: Mapping[str, GivenAnswer]) -> dict[str, Any]:
    """Give a form's fields in the shape of the JSON API; what a form cannot show is filled in."""
    received: dict[str, Any] = {name: str(form.get(name) or "") for name in PLAIN_FIELDS}
    if len(found.event.attendance_modes) == 1:
        received["attendance_mode"] = found.event.attendance_modes[0].value
    elif not received["attendance_mode"]:
        received["attendance_mode"] = AttendanceMode.IN_PERSON.value
    received["day_modes"] = day_modes_in(form, found)
    received["answers"] = {key: to_builtins(answer) for key, answer in answers.items()}
    received["companions"] = [{name: text for name, text in block.items() if text} for block in colleagues_in(form)]
    received["sessions"] = [str(key) for key in form.getall("sessions", [])]
    received["invitation"] = str(form.get("invitation") or "") or None
    received["consents"] = {name: bool(form.get(f"consents.{name}")) for name in CONSENTS}
    return received


def asked_days(found: FoundEvent) -> list[date]:
    """Give the days for which an event asks how people take part; none where it does not."""
    return found.event.days if found.event.registration.mode_per_day else []


def day_modes_in(form: FormMultiDict, found: FoundEvent) -> DayModes:
    """Give what a form says of each day; values that mean nothing are left for the decoding to refuse."""
    days = [day.isoformat() for day in asked_days(found)]
    written = {day: str(form.get(f"day_modes.{day}") or "") for day in days}
    return {day: None if mode == ABSENT else mode for day, mode in written.items() if mode}  # type: ignore[misc]  # not decoded yet


def colleagues_in(form: FormMultiDict, *, leaving_out: str = "", blank: bool = False) -> list[dict[str, str]]:
    """Give the colleagues on a form, one by one; empty blocks only if `blank` ones are wanted."""
    listed = []
    for place in range(21):
        if f"companions.{place}.email" not in form or str(place) == leaving_out:
            continue
        block = {name: str(form.get(f"companions.{place}.{name}") or "") for name in COLLEAGUE_FIELDS}
        if blank or any(block[name].strip() for name in ("first_name", "last_name", "email")):
            listed.append(block)
    return listed
