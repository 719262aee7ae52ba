"""The service itself, as the programs that people use see it: vdirsyncer and the caldav library keep up with it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import icalendar
import pytest
from msgspec import Struct
from msgspec.structs import replace

from events_service.programme.export import export
from events_service.programme.records import Event, EventStatus, Project
from tests.calendars.ensure_clients import Programs
from tests.calendars.programs import CALDAV, VDIRSYNCER, files, said
from tests.processes import free_port, serving
from tests.world.events import HARGHITA, with_session
from tests.world.project import PROJECT
from tests.world.times import at


class Service(Struct, kw_only=True):
    """A running service and how to load definitions into it, as an operator does."""

    address: str
    environment: dict[str, str]
    folder: Path

    def load(self, event: Event, project: Project = PROJECT) -> None:
        (self.folder / "project.yaml").write_text(export(project))
        (self.folder / "event.yaml").write_text(export(event))
        paths = [self.folder / "project.yaml", self.folder / "event.yaml"]
        subprocess.run(
            [sys.executable, "-m", "events_service", "load", *paths],
            env=self.environment, check=True, capture_output=True, timeout=600,
        )  # fmt: skip


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A server process with a database of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"EVENTS_DATA_DIR": str(tmp_path / "data"), "EVENTS_BASE_URL": address}
    running = Service(address=address, environment=environment, folder=tmp_path)
    running.load(HARGHITA)
    with serving(port, environment):
        yield running


def changes(service: Service) -> Iterator[Callable[[], None]]:
    moved = with_session(HARGHITA, "welcome", start=at("2024-04-16T08:00"), end=at("2024-04-16T08:30"))
    yield lambda: service.load(moved)
    yield lambda: service.load(replace(moved, status=EventStatus.CANCELLED))


@pytest.mark.parametrize("kind", ["caldav", "http"])
def test_vdirsyncer_takes_the_calendar_then_a_change_then_a_cancellation(
    kind: str, programs: Programs, tmp_path: Path, service: Service
) -> None:
    (tmp_path / "calendars").mkdir()
    if kind == "caldav":
        account = 'username = "reader"\npassword = "any"\nread_only = true'
        found = f'type = "caldav"\nurl = "{service.address}/"\n{account}', '["sessions"]'
    else:
        found = f'type = "http"\nurl = "{service.address}/events/harghita-2024/calendar.ics"', "null"
    config = tmp_path / "config"
    config.write_text(VDIRSYNCER.format(folder=tmp_path, service=found[0], collections=found[1]))
    said(programs.python / "vdirsyncer", "-c", config, "discover", answer="y\ny\n")

    def taken() -> dict[str, icalendar.Event]:
        said(programs.python / "vdirsyncer", "-c", config, "sync")
        return files(tmp_path)

    first = taken()
    welcome = first["Welcome"]
    assert len(first) == 4  # three sessions, and a day without any
    change, cancel = changes(service)
    change()
    second = taken()
    assert second["Welcome"].start.hour == 8
    assert second["Welcome"]["SEQUENCE"] > welcome["SEQUENCE"]
    cancel()
    third = taken()
    assert {str(event["STATUS"]) for event in third.values()} == {"CANCELLED"}
    assert third["Cancelled: Welcome"]["SEQUENCE"] > second["Welcome"]["SEQUENCE"]


SYNCING = CALDAV.replace(
    "(calendar,) = client.principal().calendars()",
    """
calendar = next(one for one in client.principal().calendars() if "sessions" in str(one.url))
""",
)


def test_the_caldav_library_finds_searches_and_syncs_over_the_real_server(programs: Programs, service: Service) -> None:
    command = [programs.python / "python", "-c", SYNCING, f"{service.address}/dav/public/"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        assert client.stderr is not None
        first = client.stdout.readline()
        assert first, client.stderr.read()
        everything = ["3rd interregional workshop", "Networking dinner", "Study visit; bus, boots & rain", "Welcome"]
        read = json.loads(first)
        assert read["all"] == read["sync"] == everything
        assert read["one day"] == ["Networking dinner", "Welcome"]
        service.load(with_session(HARGHITA, "welcome", title="A warm welcome"))
        client.stdin.write("\n")
        client.stdin.flush()
        second = client.stdout.readline()
        assert second, client.stderr.read()
        assert json.loads(second) == {"changed": ["A warm welcome"], "refusal": "AuthorizationError"}
