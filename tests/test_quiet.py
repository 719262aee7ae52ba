"""Standard error is the service's own: no warning of a library reaches it, whatever command is run on whatever file."""

import os
import subprocess
import sys
from pathlib import Path

from events_service.cli import commands
from tests.world.service import ROOT

SHEETS = ROOT / "tests" / "registrations" / "spreadsheets" / "inputs"
CALENDARS = ROOT / "tests" / "calendars" / "inputs"
EVENT = "harghita-2024"
RUN = """
import sys
from events_service.cli import main
for line in sys.stdin.read().splitlines():
    try:
        main(line.split("\\t"))
    except SystemExit as ended:
        print("ended", line.split("\\t")[0], ended.code, flush=True)
"""
SERVING = {"serve", "demo"}
"""They run until they are stopped; a test of theirs reads what they print."""


def lines(folder: Path) -> list[list[str]]:
    """Give each command once, and those that take files with each kind of file."""
    out = ["-o", str(folder / "printed.pdf")]
    fixtures = ROOT / "fixtures" / "secon"
    return [
        ["check", str(fixtures)],
        ["load", str(fixtures)],
        ["account", "add", "maria@example.org", "--name", "Maria", "--role", "organiser", "--project", "secon"],
        ["token", "create", "maria@example.org"],
        ["sign-in-link", "maria@example.org"],
        ["import", EVENT, str(fixtures / "participants.csv")],
        *(["import", EVENT, str(file), "--dry-run"] for file in sorted(SHEETS.iterdir())),
        *(["import-agenda", EVENT, str(file), "--dry-run"] for file in sorted(CALENDARS.glob("*.ics"))),
        *([name, EVENT, *out] for name in ("badges", "place-cards", "participants", "agenda", "door-signs")),
        *(
            [name, EVENT, *out]
            for name in ("caterer-totals", "sign-in-sheets", "certificates", "attendance-report", "invitation-letter")
        ),
        ["attendance-report", EVENT, "-o", str(folder / "record.xlsx")],
        ["export", EVENT],
        ["ics", EVENT],
        ["import-undo", EVENT],
        ["mail-in"],
        ["outbox"],
        ["schemas", "--check"],
        ["backup", str(folder / "backup.zip")],
        ["restore", str(folder / "backup.zip")],
        ["seal-key", "create", "--name", "Region of Peloponnese", "-o", str(folder / "seal.p12")],
        ["verify-record", str(folder / "printed.pdf")],
        ["audit-head"],
        ["verify"],
    ]


def test_no_warning_of_a_library_reaches_standard_error(tmp_path: Path) -> None:
    run = lines(tmp_path)
    assert {line[0] for line in run} == set(commands.commands) - SERVING
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTS_")}
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", RUN],
        input="\n".join("\t".join(line) for line in run),
        env=environment | {"EVENTS_DATA_DIR": str(tmp_path / "data"), "EVENTS_NOW": "2024-03-01T09:00:00Z"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("ended ") == len(run)
    assert "ended load 0" in done.stdout
    assert [line for line in done.stderr.splitlines() if "Warning" in line or "Traceback" in line] == []
