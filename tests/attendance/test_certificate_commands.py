"""The command that writes certificates: one for each person who was there."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from events_service.access.records import Role
from events_service.checkin.admit import receive
from events_service.cli import commands
from events_service.database import Database
from tests.world.door import make_scan, open_doors
from tests.world.paper import page_texts
from tests.world.people import add_person
from tests.world.service import run_apart
from tests.world.staff import add_staff
from tests.world.times import MORNING

EVENT = "harghita-2024"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_certificates_wait_for_the_first_arrival_and_then_are_written(database_url: str, tmp_path: Path) -> None:
    async def fill() -> None:
        database = Database(database_url)
        await open_doors(database)
        await add_person(database)
        await database.close()

    async def arrive() -> None:
        database = Database(database_url)
        lead = await add_staff(database, Role.LEAD_PARTNER)
        await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
        await database.close()

    run_apart(fill())
    environment = {"EVENTS_DATABASE_URL": database_url, "EVENTS_DATA_DIR": str(tmp_path / "data")}
    arguments = ["certificates", EVENT, "-o", str(tmp_path / "certificates.pdf")]
    refused = CliRunner().invoke(commands, arguments, env=environment)
    assert refused.exit_code == 1
    assert str(refused.exception).startswith("The attendance record shows nobody yet whose presence is enough")
    run_apart(arrive())
    done = CliRunner().invoke(commands, arguments, env=environment)
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'certificates.pdf'}\n")
    assert len(page_texts((tmp_path / "certificates.pdf").read_bytes())) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_that_no_font_draws_stops_certificates_until_they_are_forced(database_url: str, tmp_path: Path) -> None:
    async def fill() -> None:
        database = Database(database_url)
        await open_doors(database)
        await add_person(database, first_name="ཀུན", last_name="བཟང")
        lead = await add_staff(database, Role.LEAD_PARTNER)
        await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
        await database.close()

    run_apart(fill())
    environment = {"EVENTS_DATABASE_URL": database_url, "EVENTS_DATA_DIR": str(tmp_path / "data")}
    output = tmp_path / "certificates.pdf"
    refused = CliRunner().invoke(commands, ["certificates", EVENT, "-o", str(output)], env=environment)
    assert (refused.exit_code, output.exists()) == (1, False)
    assert "ཀ (U+0F40)" in refused.stderr
    assert refused.stderr.endswith("Nothing was written. Mend these, or print all the same with --force.\n")
    forced = CliRunner().invoke(commands, ["certificates", EVENT, "-o", str(output), "--force"], env=environment)
    assert (forced.exit_code, output.read_bytes()[:4]) == (0, b"%PDF")
    assert "ཀ (U+0F40)" in forced.stderr
