"""The service itself, as the programs that people use see it: vdirsyncer and the caldav library keep up with it."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import icalendar
import pytest
from msgspec import Struct
from msgspec.structs import replace

from events_service.programme.export import export
from events_service.programme.records import Event, EventStatus, Project
from tests.browser.service import Service
from tests.calendars.ensure_clients import Programs
from tests.calendars.programs import CALDAV, VDIRSYNCER, files, said
from tests.processes import begin, end, free_port
from tests.world.events import HARGHITA, with_session
from tests.world.project import PROJECT
from tests.world.times import at


class Served(Struct, kw_only=True):
    """A running service and how to load definitions into it, as an operator does."""

    service: Service
    folder: Path

    def load(self, event: Event, project: Project = PROJECT) -> None:
        (self.folder / "project.yaml").write_text(export(project))
        (self.folder / "event.yaml").write_text(export(event))
        self.service.run("load", str(self.folder / "project.yaml"), str(self.folder / "event.yaml"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server process with a database of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"EVENTS_DATA_DIR": str(tmp_path / "data"), "EVENTS_BASE_URL": address}
    running = Served(service=Service(address, environment), folder=tmp_path)
    running.load(HARGHITA)
    process = begin("serve", port, environment, tmp_path / "service.log")
    yield running
    end(process)


def changes(served: Served) -> Iterator[Callable[[], None]]:
    moved = with_session(HARGHITA, "welcome", start=at("2024-04-16T08:00"), end=at("2024-04-16T08:30"))
    yield lambda: served.load(moved)
    yield lambda: served.load(replace(moved, status=EventStatus.CANCELLED))


@pytest.mark.parametrize("kind", ["caldav", "http"])
def test_vdirsyncer_takes_the_calendar_then_a_change_then_a_cancellation(
    kind: str, programs: Programs, tmp_path: Path, served: Served
) -> None:
    (tmp_path / "calendars").mkdir()
    if kind == "caldav":
        account = 'username = "reader"\npassword = "any"\nread_only = true'
        found = f'type = "caldav"\nurl = "{served.service.address}/"\n{account}', '["sessions"]'
    else:
        found = f'type = "http"\nurl = "{served.service.address}/events/harghita-2024/calendar.ics"', "null"
    config = tmp_path / "config"
    config.write_text(VDIRSYNCER.format(folder=tmp_path, service=found[0], collections=found[1]))
    said(programs.python / "vdirsyncer", "-c", config, "discover", answer="y\ny\n")

    def taken() -> dict[str, icalendar.Event]:
        said(programs.python / "vdirsyncer", "-c", config, "sync")
        return files(tmp_path)

    first = taken()
    welcome = first["Welcome"]
    assert len(first) == 4  # three sessions, and a day without any
    change, cancel = changes(served)
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


def test_the_caldav_library_finds_searches_and_syncs_over_the_real_server(programs: Programs, served: Served) -> None:
    command = [programs.python / "python", "-c", SYNCING, f"{served.service.address}/dav/public/"]
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
        served.load(with_session(HARGHITA, "welcome", title="A warm welcome"))
        client.stdin.write("\n")
        client.stdin.flush()
        second = client.stdout.readline()
        assert second, client.stderr.read()
        assert json.loads(second) == {"changed": ["A warm welcome"], "refusal": "AuthorizationError"}
