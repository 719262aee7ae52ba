"""What stands beside the fields of a definition that somebody writes by hand: which words each takes, and what for."""

import re
from enum import Enum

from events_service.programme.records import AttendanceMode, EventAccess, EventStatus, EventType, Project, SessionKind

_FIRST_LINE = "# What participants read may be one text, or one for each language: {en: Welcome, bg: Добре дошли}.\n"
_FIELD = re.compile(r"^(\w+): (?![|>]).*\S$", re.MULTILINE)
_KIND = re.compile(r"^( +)kind: \S+$", re.MULTILINE)
FITS_BESIDE = 80
"""Characters of a hint; a longer one stands above its field."""


def with_hints(text: str, project: Project) -> str:
    """Write an event's definition with comments; reading it gives the same record as without them."""
    hints = {
        "key": "stands in addresses and calendars, and never changes",
        "type": _all(EventType),
        "host": ", ".join(partner.key for partner in project.partners),
        "status": _all(EventStatus),
        "access": f"{EventAccess.LINK.value}: for those who hold the address; partners: for the project's partners",
        "attendance_modes": _all(AttendanceMode),
        "capacity": "leave it out where there is no limit",
        "online_capacity": "a number, or unlimited; with it, capacity counts the places in person",
    }
    head, body = text.split("\n", 1) if text.startswith("#") else ("", text)
    body, agenda, sessions = body.partition("\nsessions:\n")
    body = _FIELD.sub(lambda line: _beside(line[0], hints.get(line[1])), body)
    # A session begins with its key and kind: the first kind below the agenda is one, and no text that looks like it.
    sessions = _KIND.sub(lambda line: _beside(line[0], _all(SessionKind), line[1]), sessions, count=1)
    return (f"{head}\n" if head else "") + _FIRST_LINE + body + agenda + sessions


def _beside(line: str, hint: str | None, indent: str = "") -> str:
    if hint is None:
        return line
    return f"{line}   # {hint}" if len(hint) <= FITS_BESIDE else f"{indent}# {hint}\n{line}"


def _all(choices: type[Enum]) -> str:
    return ", ".join(str(each.value) for each in choices)
