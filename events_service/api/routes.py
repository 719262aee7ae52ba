"""All addresses of the JSON API, and the examples of them that the OpenAPI document shows."""

from pathlib import Path
from typing import Any

import msgspec

from events_service.api import attendance, check_ins, events, registrations, verifying
from events_service.web.openapi import Examples

API: list[Any] = [*events.ROUTES, *registrations.ROUTES, *check_ins.ROUTES, *attendance.ROUTES, *verifying.ROUTES]
EXAMPLES = Path(__file__).parent / "examples"


def examples() -> Examples:
    """Read the examples: one story of SECON, whose people are invented. A problem may stand there by its slug alone."""
    problems = _read("problems")
    told: dict[str, dict[str, Any]] = {}
    for name in ("events", "registrations", "check_ins", "attendance", "verifying"):
        told |= _read(name)
    for parts in told.values():
        for part, shown in parts.items():
            if isinstance(shown, list):
                parts[part] = [problems[each] if isinstance(each, str) else each for each in shown]
    return told


def _read(name: str) -> dict[str, Any]:
    return msgspec.json.decode((EXAMPLES / f"{name}.json").read_bytes(), type=dict[str, Any])
