"""Calendar programs that people use: khal reads our feeds; vdirsyncer and the caldav library keep up with them."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from events_service.calendars.dav_resources import Home
from events_service.calendars.records import Status
from events_service.programme.parts import Part, uid_of
from tests.calendars.dav_server import serving
from tests.calendars.ensure_clients import Programs
from tests.calendars.fixtures import CHECKED, feed_of
from tests.calendars.homes import HOME, VISIT, WELCOME, home_of
from tests.calendars.programs import CALDAV, VDIRSYNCER, files, said
from tests.world.events import HARGHITA
from tests.world.events import WELCOME as WORKSHOP_WELCOME
from tests.world.times import at


@pytest.fixture
def served() -> Iterator[tuple[str, Callable[[Home], None]]]:
    """The address of a server, and how to change what it serves."""
    state = [HOME]
    with serving(lambda: state[0]) as address:
        yield address, lambda home: state.__setitem__(0, home)


# Breakfast on the Saturday, Sunday and Monday around each change of the clocks, in the zone where it comes first.
ACROSS = [
    replace(
        HARGHITA,
        key=f"across-{month}",
        timezone=zone,
        days=[date(2024, month, day) for day in days],
        sessions=[
            replace(WORKSHOP_WELCOME, key=f"{part}-{day}", start=starts, end=starts + timedelta(minutes=45))
            for day in days
            for part, hour in (("early", 6), ("noon", 12), ("late", 22))
            for starts in [at(f"2024-{month:02}-{day}T{hour:02}:10")]
        ],
    )
    for zone, month, days in (("Europe/Riga", 3, (30, 31)), ("Atlantic/Azores", 10, (26, 27, 28)))
]
EVENTS = [*CHECKED.events, *ACROSS]


def sessions_of_the_fixtures() -> Iterator[tuple[str, datetime, datetime]]:
    """Give UID, start and end of each session, as its definition says."""
    for event in EVENTS:
        zone = ZoneInfo(event.timezone)
        for session in event.sessions:
            uid = uid_of(Part.SESSION, event.key, session.key)
            yield uid, session.start.replace(tzinfo=zone), session.end.replace(tzinfo=zone)


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
    zone: str, programs: Programs, tmp_path: Path
) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "config").write_text(KHAL.format(folder=tmp_path, zone=zone))
    (tmp_path / "feed.ics").write_bytes(feed_of(*EVENTS))
    shown = said(
        *(programs.python / "khal", "-c", tmp_path / "config", "printics"),
        *("--format", "{uid} {start-long} {end-long}", tmp_path / "feed.ics"),
    )
    expected = {
        f"{uid} {starts.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M} {ends.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
        for uid, starts, ends in sessions_of_the_fixtures()
    }
    assert expected <= set(shown.splitlines())
    assert len(expected) > 50


ICAL_JS = """
const ICAL = require("ical.js").default ?? require("ical.js");
const text = require("fs").readFileSync(0, "utf8");
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const listed = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [event.uid, event.startDate.isDate, event.startDate.toUnixTime(), event.endDate.toUnixTime(), event.summary];
});
console.log(JSON.stringify(listed));
"""


@pytest.mark.parametrize("zone", ["Europe/Riga", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu"])
def test_the_library_of_thunderbird_tells_the_times_from_our_definitions_of_the_zones(
    zone: str, programs: Programs
) -> None:
    done = subprocess.run(
        [programs.node, "-e", ICAL_JS],
        input=feed_of(*EVENTS),
        env=os.environ | {"NODE_PATH": str(programs.node_modules), "TZ": zone},
        capture_output=True,
        timeout=600,
        check=True,
    )
    read = {uid: (starts, ends) for uid, whole_day, starts, ends, _ in json.loads(done.stdout) if not whole_day}
    defined = {uid: (starts.timestamp(), ends.timestamp()) for uid, starts, ends in sessions_of_the_fixtures()}
    assert read == defined


@pytest.mark.parametrize("kind", ["caldav", "http"])
def test_vdirsyncer_takes_a_calendar_and_then_its_changes(
    kind: str, programs: Programs, tmp_path: Path, served: tuple[str, Callable[[Home], None]]
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
    said(programs.python / "vdirsyncer", "-c", config, "discover", answer="y\ny\n")
    said(programs.python / "vdirsyncer", "-c", config, "sync")
    assert files(tmp_path).keys() == {"Welcome", "Study visit", "3rd interregional workshop"}

    later = VISIT.changed_at + timedelta(days=1)
    moved = replace(WELCOME, sequence=3, changed_at=later, starts=datetime(2024, 4, 16, 5, tzinfo=UTC))
    serve(home_of(moved, replace(VISIT, sequence=3, changed_at=later, status=Status.CANCELLED)))
    said(programs.python / "vdirsyncer", "-c", config, "sync")
    taken = files(tmp_path)
    assert taken.keys() == {"Welcome", "Study visit"}
    assert taken["Welcome"].start == moved.starts
    assert taken["Study visit"]["STATUS"] == "CANCELLED"


def test_the_caldav_library_finds_searches_and_syncs_and_cannot_write(
    programs: Programs, served: tuple[str, Callable[[Home], None]]
) -> None:
    address, serve = served
    command = [programs.python / "python", "-c", CALDAV, f"{address}/dav/public/"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        assert client.stderr is not None
        first = client.stdout.readline()
        assert first, client.stderr.read()
        everything = ["3rd interregional workshop", "Study visit", "Welcome"]
        assert json.loads(first) == {
            "all": everything,
            "sync": everything,
            "one day": ["Welcome"],
            "busy": [f"{WELCOME.starts:%Y-%m-%d %H:%M:%S}+00:00"],
        }
        serve(home_of(*HOME.calendars[0].feed.entries[1:], replace(WELCOME, summary="A warm welcome")))
        client.stdin.write("\n")
        client.stdin.flush()
        second = client.stdout.readline()
        assert second, client.stderr.read()
        assert json.loads(second) == {"changed": ["A warm welcome"], "refusal": "AuthorizationError"}
