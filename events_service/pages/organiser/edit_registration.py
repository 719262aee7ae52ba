"""The form of an event's registration: how many may come, from when until when, and by which rules."""

from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed
from events_service.programme.records import AttendanceMode, Event, NoLimit, Project
from events_service.web.i18n import N_

_PLAIN = ("opens", "closes", "reply_by", "offer_hours", "companions")
_TICKED = ("approval", "waiting_list", "confirm_address", "mode_per_day", "one_session_at_a_time")


def _registration_typed(event: Event, _project: Project) -> dict[str, str]:
    rules = asdict(event.registration)
    typed = {f"registration.{name}": _written(rules[name]) for name in _PLAIN}
    typed |= {f"registration.{name}": "yes" for name in _TICKED if rules[name]}
    typed |= {f"attendance_modes.{way.value}": "yes" for way in event.attendance_modes}
    apart = event.online_capacity
    typed["capacity"] = _written(event.capacity)
    typed["counted"] = "together" if apart is None else "apart"
    typed["online_capacity"] = _written(apart) if isinstance(apart, int) else ""
    return typed


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat(timespec="minutes") if hasattr(value, "hour") else str(value)


def _registration_fields(event: Event, _project: Project, typed: Typed) -> dict[str, Any]:
    rules = {name: typed.get(f"registration.{name}") or None for name in _PLAIN}
    ticked = {name: f"registration.{name}" in typed for name in _TICKED}
    online = typed.get("online_capacity") or NoLimit.UNLIMITED
    return {
        **asdict(event),
        "attendance_modes": [way for way in AttendanceMode if f"attendance_modes.{way.value}" in typed],
        "capacity": typed.get("capacity") or None,
        "online_capacity": online if typed.get("counted") == "apart" else None,
        "registration": {**asdict(event.registration), **rules, "companions": rules["companions"] or "0", **ticked},
    }


REGISTRATION = Part(
    key="registration",
    title=N_("Registration"),
    about=N_("How many may come, from when until when they register, and by which rules."),
    labels={
        "attendance_modes": N_("How people take part"),
        "capacity": N_("Places"),
        "online_capacity": N_("Places online"),
        "registration.opens": N_("Opens"),
        "registration.closes": N_("Closes"),
        "registration.reply_by": N_("Please reply by"),
        "registration.offer_hours": N_("Hours to take an offered place"),
        "registration.companions": N_("Colleagues"),
    },
    typed=_registration_typed,
    fields=_registration_fields,
)
