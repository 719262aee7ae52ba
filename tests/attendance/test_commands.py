"""The command that writes the record to a file, and the one that verifies the seals."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from events_service.access.records import Role
from events_service.attendance import review
from events_service.attendance.tables import ReviewStepRow
from events_service.checkin.admit import receive
from events_service.cli import commands
from events_service.database import Database
from tests.world.door import make_scan, open_doors
from tests.world.mails import SETTINGS
from tests.world.people import add_person, log_person
from tests.world.service import run_apart
from tests.world.staff import add_staff
from tests.world.times import MORNING, NOW

EVENT = "harghita-2024"


@pytest.fixture
def environment(database_url: str, tmp_path: Path, set_clock: Callable[[str], None]) -> dict[str, str]:
    """A service whose one record was submitted and approved."""
    set_clock(NOW.isoformat())

    async def fill() -> None:
        database = Database(database_url)
        await open_doors(database)
        await log_person(database, await add_person(database))
        lead = await add_staff(database, Role.LEAD_PARTNER)
        await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
        await review.submit(database, SETTINGS, EVENT, account=lead, now=MORNING)
        await review.approve(database, SETTINGS, EVENT, account=lead, now=MORNING)
        await database.close()

    run_apart(fill())
    return {"EVENTS_DATABASE_URL": database_url, "EVENTS_DATA_DIR": str(tmp_path / "data")}


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbfnumber,"), ("xlsx", b"PK\x03\x04"), ("JSON", b'{\n  "event": "harghita')],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_files_ending_chooses_the_form(
    environment: dict[str, str], tmp_path: Path, ending: str, beginning: bytes
) -> None:
    output = tmp_path / f"record.{ending}"
    done = CliRunner().invoke(commands, ["attendance-report", EVENT, "-o", str(output)], env=environment)
    assert (done.exit_code, done.output) == (0, f"{output}\n")
    assert output.read_bytes().startswith(beginning)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_ending_is_used_wrongly(environment: dict[str, str], tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["attendance-report", EVENT, "-o", str(tmp_path / "x.doc")], env=environment)
    assert done.exit_code == 2
    assert "x.doc: give the file the ending .pdf, .csv, .xlsx or .json." in done.output


def test_verify_finds_a_record_that_was_changed_under_its_seal(environment: dict[str, str]) -> None:
    whole = CliRunner().invoke(commands, ["verify"], env=environment)
    assert whole.exit_code == 0, whole.output

    async def change() -> None:
        database = Database(environment["EVENTS_DATABASE_URL"])
        async with database.engine.begin() as connection:  # a session would bind what it changes
            await connection.execute(update(ReviewStepRow).where(ReviewStepRow.position == 2).values(record="{}"))
        await database.close()

    run_apart(change())
    broken = CliRunner().invoke(commands, ["verify"], env=environment)
    assert broken.exit_code == 1
    assert broken.output == (
        "attendance record of harghita-2024, step 2 (approve): the record was changed after it was sealed\n"
        "step of a review harghita-2024 2 was changed after it was written\n"
    )
