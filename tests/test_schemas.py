"""What stands in schemas/ depends on the code alone: whoever makes it anywhere, on any day, gets the same bytes."""

import os
import shutil
import subprocess
import sys

import pytest

DAYS = ["2028-02-29 23:30", "2024-03-31 03:30", "1999-12-31 23:59", "2031-10-26 02:30", "2026-01-01 00:00"]
ZONES = ["Pacific/Auckland", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kathmandu", "UTC"]
LOCALES = ["C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "POSIX"]


@pytest.mark.parametrize("seed", range(len(DAYS)))
def test_schemas_are_the_same_on_any_day_and_anywhere(seed: int) -> None:
    """The day is moved for the service alone, and for the whole process where faketime is at hand and not at work."""
    day = DAYS[seed]
    faketime = None if "libfaketime" in os.environ.get("LD_PRELOAD", "") else shutil.which("faketime")
    command = [*([faketime, day] if faketime else []), sys.executable, "-m", "events_service", "schemas", "--check"]
    locale = LOCALES[seed]
    environment = os.environ | {
        "PYTHONHASHSEED": str(seed),
        "TZ": ZONES[seed],
        "LC_ALL": locale,
        "LANGUAGE": locale[:2],
        "EVENTS_NOW": f"{day.replace(' ', 'T')}:00Z",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "4 schemas are those of the code.\n", "")
