"""The form of an event's basics: what it is, whose, when, in which languages, whom to ask, who sees it, what proves it.

That what somebody attended is said in percent on the form, and as a share in the definition.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Part, Typed, shown_words, typed_list, typed_words
from events_service.programme.moving import moved
from events_service.programme.records import Event, Project
from events_service.web.i18n import N_, gettext

SHARE = "certificate.share_of_sessions"
_TICKED = ("all_days", "unapproved")


def _basics_typed(event: Event, project: Project) -> dict[str, str]:
    days = {f"days.{number}": day.isoformat() for number, day in enumerate(event.days)}
    contact = asdict(event.contact) if event.contact else {}
    return {
        "title": shown_words(event.title, project),
        "theme": shown_words(event.theme, project),
        "type": event.type.value,
        "host": event.host,
        "timezone": event.timezone,
        "access": event.access.value,
        **{f"languages.{language}": "yes" for language in event.languages},
        **{f"contact.{name}": value or "" for name, value in contact.items()},
        **{f"certificate.{name}": "yes" for name in _TICKED if getattr(event.certificate, name)},
        SHARE: _percent(event.certificate.share_of_sessions),
        **days,
    }


def _percent(share: float | None) -> str:
    """Write a share in percent, with all the digits that it has."""
    return "" if share is None else format((Decimal(repr(share)) * 100).normalize(), "f")


def _share(typed: Typed) -> float | None:
    """Read a share of more than nothing from its percent; None where nothing is typed, or no such share."""
    try:
        share = Decimal(typed.get(SHARE, "").removesuffix("%").strip().replace(",", ".")) / 100
    except InvalidOperation:
        return None
    return float(share) if 0 < share <= 1 else None


def share_fault(typed: Typed) -> dict[str, str]:
    """Say that what was typed is no part of all sessions."""
    if not typed.get(SHARE) or _share(typed) is not None:
        return {}
    return {SHARE: gettext("Write a number from 1 to 100, such as 80, or leave it empty.")}


def _basics_fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    offered = dict.fromkeys([*event.languages, *project.languages])
    contact = {name: typed.get(f"contact.{name}") or None for name in ("name", "email", "phone")}
    return {
        **_with_days(event, sorted(typed_list(typed, "days"))),
        "title": typed_words(event.title, project, typed.get("title", ""), required=True),
        "theme": typed_words(event.theme, project, typed.get("theme", "")),
        "type": typed.get("type", ""),
        "host": typed.get("host") or event.host,
        "timezone": typed.get("timezone", ""),
        "access": typed.get("access", ""),
        "languages": [language for language in offered if f"languages.{language}" in typed],
        "contact": {**contact, "name": contact["name"] or "", "email": contact["email"] or ""}
        if any(contact.values())
        else None,
        "certificate": {
            "share_of_sessions": _share(typed),
            **{name: f"certificate.{name}" in typed for name in _TICKED},
        },
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
    about=N_("Title, kind, host, days, languages, whom to ask, who sees it and who gets a certificate."),
    labels={
        "title": N_("Title"),
        "theme": N_("Theme"),
        "type": N_("Kind"),
        "host": N_("Host"),
        "days": N_("Days"),
        "timezone": N_("Time zone"),
        "languages": N_("Languages"),
        "contact": N_("Contact"),
        "access": N_("Who sees it"),
        SHARE: N_("Share of the sessions, in percent"),
        "certificate": N_("Certificate of attendance"),
    },
    typed=_basics_typed,
    fields=_basics_fields,
)
