"""All addresses of the JSON API."""

from typing import Any

from events_service.api import attendance, check_ins, events, registrations

API: list[Any] = [*events.ROUTES, *registrations.ROUTES, *check_ins.ROUTES, *attendance.ROUTES]
