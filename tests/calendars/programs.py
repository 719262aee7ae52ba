"""Calendar programs that people use, run as commands: vdirsyncer and a script around the caldav library."""

import subprocess
from pathlib import Path

import icalendar

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
CALDAV = """
import json, sys
from datetime import datetime, timezone
import caldav

def listed(entries):
    return sorted(str(entry.icalendar_component["SUMMARY"]) for entry in entries)

client = caldav.DAVClient(url=sys.argv[1], username="reader", password="any")
(calendar,) = client.principal().calendars()
sync = calendar.objects_by_sync_token(load_objects=True)
day = datetime(2024, 4, 16, tzinfo=timezone.utc), datetime(2024, 4, 17, tzinfo=timezone.utc)
one_day = calendar.search(start=day[0], end=day[1], event=True)
busy = calendar.freebusy_request(*day)
(answer,) = busy.icalendar_instance.walk("VFREEBUSY")
periods = answer.get("FREEBUSY", [])
times = [str(one.dt[0]) for one in (periods if isinstance(periods, list) else [periods])]
found = {"all": listed(calendar.events()), "sync": listed(sync), "one day": listed(one_day), "busy": times}
print(json.dumps(found), flush=True)
input()
changed = calendar.objects_by_sync_token(sync.sync_token, load_objects=True)
refusal = ""
try:
    calendar.save_event(dtstart=datetime(2024, 4, 16, 10), dtend=datetime(2024, 4, 16, 11), summary="x")
except caldav.lib.error.DAVError as error:
    refusal = type(error).__name__
print(json.dumps({"changed": listed(changed), "refusal": refusal}), flush=True)
"""


def said(*command: str | Path, answer: str = "") -> str:
    """Run a program and give what it prints; it must not fail."""
    done = subprocess.run(command, input=answer, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def files(folder: Path) -> dict[str, icalendar.Event]:
    """Give the entries that vdirsyncer wrote, by title: from a feed, it names them by a UID of its own."""
    events = [icalendar.Calendar.from_ical(file.read_bytes()).events[0] for file in folder.glob("calendars/**/*.ics")]
    return {str(event["SUMMARY"]): event for event in events}
