"""Calendar programs that people use: khal reads our feeds; vdirsyncer and the caldav library keep up with them."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from msgspec.structs import replace

from events_service.calendars.dav_resources import Home
from events_service.calendars.records import Status
from events_service.programme.parts import Part, uid_of
from tests.calendars.dav_server import serving
from tests.calendars.ensure_clients import ensure
from tests.calendars.test_caldav import HOME, VISIT, WELCOME, home_of
from tests.calendars.test_fixture_feeds import CHECKED, feed_of


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of the programs."""
    return ensure()


@pytest.fixture
def served() -> Iterator[tuple[str, Callable[[Home], None]]]:
    """The address of a server, and how to change what it serves."""
    state = [HOME]
    with serving(lambda: state[0]) as address:
        yield address, lambda home: state.__setitem__(0, home)


def said(*command: str | Path, answer: str = "") -> str:
    done = subprocess.run(command, input=answer, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


KHAL = """[calendars]
[[all]]
path = {folder}/all
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
"""


@pytest.mark.parametrize("zone", ["Europe/Riga", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu"])
def test_khal_shows_each_session_at_the_right_time_in_the_reader_s_zone(
    zone: str, programs: Path, tmp_path: Path
) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "config").write_text(KHAL.format(folder=tmp_path, zone=zone))
    (tmp_path / "feed.ics").write_bytes(feed_of(*CHECKED.events))
    shown = said(
        *(programs / "khal", "-c", tmp_path / "config", "printics"),
        *("--format", "{uid} {start-long} {end-long}", tmp_path / "feed.ics"),
    )
    expected = set()
    for event in CHECKED.events:
        for session in event.sessions:
            uid = uid_of(Part.SESSION, event.key, session.key)
            starts, ends = (
                moment.replace(tzinfo=ZoneInfo(event.timezone)).astimezone(ZoneInfo(zone))
                for moment in (session.start, session.end)
            )
            expected.add(f"{uid} {starts:%Y-%m-%dT%H:%M} {ends:%Y-%m-%dT%H:%M}")
    assert expected <= set(shown.splitlines())
    assert len(expected) > 50


VDIRSYNCER = """[general]
status_path = "{folder}/status/"
[pair events]
a = "here"
b = "service"
collections = {collections}
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/calendars/"
fileext = ".ics"
[storage service]
{service}
"""


def files(folder: Path) -> dict[str, icalendar.Event]:
    """Give the entries that vdirsyncer wrote, by title: from a feed, it names them by a UID of its own."""
    events = [icalendar.Calendar.from_ical(file.read_bytes()).events[0] for file in folder.glob("calendars/**/*.ics")]
    return {str(event["SUMMARY"]): event for event in events}


@pytest.mark.parametrize("kind", ["caldav", "http"])
def test_vdirsyncer_takes_a_calendar_and_then_its_changes(
    kind: str, programs: Path, tmp_path: Path, served: tuple[str, Callable[[Home], None]]
) -> None:
    address, serve = served
    (tmp_path / "calendars").mkdir()
    if kind == "caldav":
        account = 'username = "reader"\npassword = "any"\nread_only = true'
        service, collections = f'type = "caldav"\nurl = "{address}/dav/public/"\n{account}', '["from b"]'
    else:
        service, collections = f'type = "http"\nurl = "{address}/dav/public/all/"', "null"
    config = tmp_path / "config"
    config.write_text(VDIRSYNCER.format(folder=tmp_path, service=service, collections=collections))
    said(programs / "vdirsyncer", "-c", config, "discover", answer="y\ny\n")
    said(programs / "vdirsyncer", "-c", config, "sync")
    assert files(tmp_path).keys() == {"Welcome", "Study visit", "3rd interregional workshop"}

    later = VISIT.changed_at + timedelta(days=1)
    moved = replace(WELCOME, sequence=3, changed_at=later, starts=datetime(2024, 4, 16, 5, tzinfo=UTC))
    serve(home_of(moved, replace(VISIT, sequence=3, changed_at=later, status=Status.CANCELLED)))
    said(programs / "vdirsyncer", "-c", config, "sync")
    taken = files(tmp_path)
    assert taken.keys() == {"Welcome", "Study visit"}
    assert taken["Welcome"].start == moved.starts
    assert taken["Study visit"]["STATUS"] == "CANCELLED"


CALDAV = """
import json, sys
from datetime import datetime
import caldav

def listed(entries):
    return sorted(str(entry.icalendar_component["SUMMARY"]) for entry in entries)

client = caldav.DAVClient(url=sys.argv[1], username="reader", password="any")
(calendar,) = client.principal().calendars()
sync = calendar.objects_by_sync_token(load_objects=True)
one_day = calendar.search(start=datetime(2024, 4, 16), end=datetime(2024, 4, 17), event=True)
print(json.dumps({"all": listed(calendar.events()), "sync": listed(sync), "one day": listed(one_day)}), flush=True)
input()
changed = calendar.objects_by_sync_token(sync.sync_token, load_objects=True)
refusal = ""
try:
    calendar.save_event(dtstart=datetime(2024, 4, 16, 10), dtend=datetime(2024, 4, 16, 11), summary="x")
except caldav.lib.error.DAVError as error:
    refusal = type(error).__name__
print(json.dumps({"changed": listed(changed), "refusal": refusal}), flush=True)
"""


def test_the_caldav_library_finds_searches_and_syncs_and_cannot_write(
    programs: Path, served: tuple[str, Callable[[Home], None]]
) -> None:
    address, serve = served
    command = [programs / "python", "-c", CALDAV, f"{address}/dav/public/"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        assert client.stderr is not None
        first = client.stdout.readline()
        assert first, client.stderr.read()
        everything = ["3rd interregional workshop", "Study visit", "Welcome"]
        assert json.loads(first) == {"all": everything, "sync": everything, "one day": ["Welcome"]}
        serve(home_of(*HOME.calendars[0].feed.entries[1:], replace(WELCOME, summary="A warm welcome")))
        client.stdin.write("\n")
        client.stdin.flush()
        second = client.stdout.readline()
        assert second, client.stderr.read()
        assert json.loads(second) == {"changed": ["A warm welcome"], "refusal": "AuthorizationError"}
