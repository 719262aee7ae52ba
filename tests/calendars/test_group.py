"""Two servers on one PostgreSQL database: the same bytes and validators from each, and both see a change at once."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from events_service.programme.export import export
from events_service.programme.records import Event
from tests.browser.service import Service
from tests.processes import free_port, serving
from tests.world.events import HARGHITA, with_session
from tests.world.project import WITH_MILESTONES

PATHS = (
    "/calendar.ics",
    "/calendar.json",
    "/calendar.ics?lang=bg&each=session",
    "/events/harghita-2024/calendar.ics?lang=el",
    "/events/harghita-2024/calendar.json?each=day",
)


@contextmanager
def one_of_the_group(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """Run a server process; each has a data folder of its own, as on a machine of its own."""
    port = free_port()
    with serving(port, environment | {"EVENTS_DATA_DIR": str(folder), "PYTHONHASHSEED": str(port)}):
        yield f"http://127.0.0.1:{port}"


def load(environment: dict[str, str], folder: Path, event: Event) -> None:
    folder.mkdir(exist_ok=True)
    project = replace(WITH_MILESTONES, milestones=WITH_MILESTONES.milestones[:2])
    (folder / "project.yaml").write_text(export(project))
    (folder / "event.yaml").write_text(export(event))
    own = environment | {"EVENTS_DATA_DIR": str(folder)}
    Service("", own).run("load", str(folder / "project.yaml"), str(folder / "event.yaml"))


def answer(server: str, path: str, coding: str, held: str = "") -> tuple[int, bytes, dict[str, str]]:
    """Give status, the octets as they were sent, and the headers that must agree."""
    headers = {"Accept-Encoding": coding} | ({"If-None-Match": held} if held else {})
    with httpx.stream("GET", server + path, headers=headers) as got:
        octets = b"".join(got.iter_raw())
    names = ("etag", "last-modified", "content-encoding", "content-length", "content-type", "cache-control", "vary")
    return got.status_code, octets, {name: got.headers[name] for name in names if name in got.headers}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_server_of_a_group_sends_the_same_bytes(database_url: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "EVENTS_DATABASE_URL": database_url,
        "EVENTS_BASE_URL": "https://events.example.org",
        "EVENTS_SECRET_KEY": "a secret of the whole group that is long enough",
    }
    load(environment, tmp_path / "loading", HARGHITA)
    with ExitStack() as running:
        first, second = (
            running.enter_context(one_of_the_group(environment, tmp_path / name)) for name in ("one", "two")
        )
        held: dict[tuple[str, str], str] = {}
        for path in PATHS:
            for coding in ("identity", "gzip", "br"):
                one, other = answer(first, path, coding), answer(second, path, coding)
                assert one == other
                assert one[0] == 200
                held[path, coding] = one[2]["etag"]
                assert answer(second, path, coding, held[path, coding])[0] == 304
        load(environment, tmp_path / "loading", with_session(HARGHITA, "welcome", room="Blue room"))
        for (path, coding), etag in held.items():
            for server in (second, first):
                assert answer(server, path, coding, etag)[0] == 200
            assert answer(first, path, coding) == answer(second, path, coding)
