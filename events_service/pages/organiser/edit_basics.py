"""The form of an event's basics: what it is, on which days, in which languages, whom to ask, and who sees it."""

from datetime import date
from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed, shown_words, typed_list, typed_words
from events_service.programme.moving import moved
from events_service.programme.records import Event, Project
from events_service.web.i18n import N_


def _basics_typed(event: Event, project: Project) -> dict[str, str]:
    days = {f"days.{number}": day.isoformat() for number, day in enumerate(event.days)}
    contact = asdict(event.contact) if event.contact else {}
    return {
        "title": shown_words(event.title, project),
        "theme": shown_words(event.theme, project),
        "type": event.type.value,
        "timezone": event.timezone,
        "access": event.access.value,
        **{f"languages.{language}": "yes" for language in event.languages},
        **{f"contact.{name}": value or "" for name, value in contact.items()},
        **days,
    }


def _basics_fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    offered = dict.fromkeys([*event.languages, *project.languages])
    contact = {name: typed.get(f"contact.{name}") or None for name in ("name", "email", "phone")}
    return {
        **_with_days(event, sorted(typed_list(typed, "days"))),
        "title": typed_words(event.title, project, typed.get("title", ""), required=True),
        "theme": typed_words(event.theme, project, typed.get("theme", "")),
        "type": typed.get("type", ""),
        "timezone": typed.get("timezone", ""),
        "access": typed.get("access", ""),
        "languages": [language for language in offered if f"languages.{language}" in typed],
        "contact": {**contact, "name": contact["name"] or "", "email": contact["email"] or ""}
        if any(contact.values())
        else None,
    }


def _with_days(event: Event, days: list[str]) -> dict[str, Any]:
    """Give an event with other days; as many as before take their sessions along."""
    as_before = [day.isoformat() for day in event.days]
    if days == as_before:
        return asdict(event)
    if len(days) == len(event.days) and (dates := _iso_days(days)):
        return asdict(moved(event, dates))
    return {**asdict(event), "days": days}


def _iso_days(days: list[str]) -> list[date]:
    """Give days written as ISO 8601 does; none where one is no day."""
    try:
        return [date.fromisoformat(day) for day in days]
    except ValueError:
        return []


BASICS = Part(
    key="basics",
    title=N_("Basics"),
    about=N_("Title, kind, days, languages, whom to ask and who sees it."),
    labels={
        "title": N_("Title"),
        "theme": N_("Theme"),
        "type": N_("Kind"),
        "days": N_("Days"),
        "timezone": N_("Time zone"),
        "languages": N_("Languages"),
        "contact": N_("Contact"),
        "access": N_("Who sees it"),
    },
    typed=_basics_typed,
    fields=_basics_fields,
)
