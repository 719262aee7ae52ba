"""Every address of the service, and what stands in the places of its parameters."""

import re
from collections.abc import Mapping
from functools import cache
from uuid import UUID

from litestar import Litestar
from litestar.routes import HTTPRoute

from events_service.app import assemble

PLACES = {
    "event": "harghita-2024",
    "project": "secon",
    "file": "attendance.pdf",
    "mail": str(UUID(int=1)),
    "id": str(UUID(int=2)),
    "person": str(UUID(int=2)),
    "job_id": str(UUID(int=2)),
    "answer": str(UUID(int=2)),
    "poll": str(UUID(int=2)),
    "check_in": str(UUID(int=2)),
    "invitation": str(UUID(int=2)),
    "helper": str(UUID(int=2)),
    "link_id": str(UUID(int=2)),
    "done": str(UUID(int=2)),
    "registration": str(UUID(int=2)),
    "position": "1",
    "number": "1",
    "part": "basics",
    "reminder": "new",
    "occasion": "confirmed",
    "session": "visit",
}


@cache
def assembled() -> Litestar:
    """The application, put together once for all tests of a process: what it serves is in its state."""
    return assemble()


def addresses() -> list[tuple[str, str]]:
    """Every method and path of the application, with its parameters named; they are the same in all settings."""
    found: list[tuple[str, str]] = []
    for route in assembled().routes:
        if isinstance(route, HTTPRoute):
            path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path_format or route.path)
            found.extend((method, path) for method in route.methods if method not in {"OPTIONS", "HEAD"})
    return found


def filled(path: str, places: Mapping[str, str] = PLACES) -> str:
    """Give a path with something in the place of each parameter; `places` stand before our own."""
    return re.sub(r"\{(\w+)\}", lambda match: places.get(match[1]) or PLACES.get(match[1], "x"), path)
