"""`events-service import-agenda`: what comes in, what stays outside, and refusals in one line."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from events_service.programme.export import export
from events_service.programme.records import EventStatus
from tests.calendars.outlook import OUTLOOK
from tests.world.events import HARGHITA
from tests.world.project import PROJECT
from tests.world.service import Run


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_operator_takes_an_agenda_into_a_draft(run: Run, tmp_path: Path) -> None:
    draft = replace(HARGHITA, key="draft", status=EventStatus.DRAFT, timezone="Europe/Madrid")
    (tmp_path / "project.yaml").write_text(export(PROJECT))
    (tmp_path / "event.yaml").write_text(export(HARGHITA))
    (tmp_path / "draft.yaml").write_text(export(draft))
    loaded = run("load", *(str(tmp_path / f"{name}.yaml") for name in ("project", "event", "draft")))
    assert loaded.returncode == 0, loaded.stderr
    file = tmp_path / "agenda.ics"
    source = str(file)
    file.write_text(OUTLOOK.replace("UID:2", "UID:2\nSTATUS:CANCELLED"))
    before = run("export", "draft").stdout
    tried = run("import-agenda", "draft", source, "--dry-run")
    assert (tried.returncode, tried.stdout.splitlines()[-1]) == (0, "2 session(s) would come in.")
    assert tried.stderr == "left out: Coffee break: It is cancelled.\n"
    assert run("export", "draft").stdout == before
    done = run("import-agenda", "draft", source)
    assert done.stdout.splitlines()[0] == "2024-10-22 09:00-10:30  opening-with-the-junta-de-extremadura"
    assert "opening-with-the-junta-de-extremadura" in run("export", "draft").stdout
    file.write_bytes(b"PK no calendar")
    for event, said in (("draft", "not a calendar"), ("harghita-2024", "no draft any more"), ("nowhere", "no event")):
        if event == "harghita-2024":
            file.write_text(OUTLOOK)
        refused = run("import-agenda", event, source)
        assert (refused.returncode, refused.stderr.count("\n"), said in refused.stderr) == (1, 1, True), refused.stderr
    assert "Example: events-service import-agenda" in run("import-agenda", "--help").stdout
