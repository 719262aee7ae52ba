"""The printing commands: preflight first, then the file."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from events_service.cli import commands
from events_service.web.i18n import translator
from tests.world.paper import page_texts

SECON = Path(__file__).parents[2] / "fixtures" / "secon"
HEADER = "first_name,last_name,email,organisation,country,category,language,attendance_mode,sessions"
YORDANKA = "Йорданка,Щърбанова,y@example.org,Община Хасково,BG,project_partner,bg,in_person,"
KARMA = "ཀརྨ,བསྟན,karma@example.org,Institute,BE,expert,en,in_person,"


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EVENTS_NOW", "2024-03-01T09:00:00Z")
    monkeypatch.delenv("EVENTS_DATABASE_URL", raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


def load_harghita_with(person: str, folder: Path) -> None:
    people = folder / "people.csv"
    people.write_text(f"{HEADER}\n{person}\n", encoding="utf-8")
    loaded = run("load", str(SECON / "project.yaml"), str(SECON / "harghita-2024.yaml"))
    assert loaded.exit_code == 0, loaded.output
    imported = run("import", "harghita-2024", str(people))
    assert imported.exit_code == 0, imported.output


def test_badges_and_sheets_are_written_for_everyone_confirmed(tmp_path: Path) -> None:
    load_harghita_with(YORDANKA, tmp_path)
    badges, sheets = tmp_path / "badges.pdf", tmp_path / "sheets.pdf"
    assert run("badges", "harghita-2024", "-o", str(badges), "--start-at", "2", "--order", "category").exit_code == 0
    assert "Йорданка Щърбанова Yordanka Shtarbanova" in page_texts(badges.read_bytes())[0]
    assert run("sign-in-sheets", "harghita-2024", "-o", str(sheets), "--orientation", "portrait").exit_code == 0
    assert "Йорданка Щърбанова" in page_texts(sheets.read_bytes())[0]


def test_a_name_that_no_font_draws_stops_the_command_until_it_is_forced(tmp_path: Path) -> None:
    load_harghita_with(KARMA, tmp_path)
    output = tmp_path / "badges.pdf"
    refused = run("badges", "harghita-2024", "-o", str(output))
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "“ཀརྨ”: no installed font can draw ཀ (U+0F40) ར (U+0F62) ྨ (U+0FA8); add the name in Latin letters.",
        "“བསྟན”: no installed font can draw ན (U+0F53) བ (U+0F56) ས (U+0F66) ྟ (U+0F9F); add the name in Latin letters.",
        "Nothing was written. Mend these, or print all the same with --force.",
    ]
    assert not output.exists()
    assert run("badges", "harghita-2024", "-o", str(output), "--force").exit_code == 0
    assert output.read_bytes().startswith(b"%PDF")


def test_sheets_in_two_languages_by_halves_with_speakers_and_interpreters_apart(tmp_path: Path) -> None:
    load_harghita_with(YORDANKA, tmp_path)
    sheets = tmp_path / "sheets.pdf"
    wanted = ["--languages", "bg", "el", "--part", "halves", "--speakers-apart", "--interpreters"]
    done = run("sign-in-sheets", "harghita-2024", "-o", str(sheets), "--day", "2024-04-16", *wanted)
    assert done.exit_code == 0, done.output
    texts = page_texts(sheets.read_bytes())
    bulgarian = translator("bg")
    for part in ("Morning", "Afternoon", "Interpreters"):
        assert any(bulgarian(part) in text for text in texts), part
    assert not any("Morning" in text for text in texts)


def test_only_new_or_changed_badges_and_one_person_again(tmp_path: Path) -> None:
    load_harghita_with(YORDANKA, tmp_path)
    output = str(tmp_path / "badges.pdf")
    assert run("badges", "harghita-2024", "-o", output, "--new-or-changed").exit_code == 0
    again = run("badges", "harghita-2024", "-o", output, "--new-or-changed")
    assert (again.exit_code, again.stderr) == (1, "No badge is new or changed since it was last printed.\n")
    unknown = run("badges", "harghita-2024", "-o", output, "--person", "nobody")
    assert unknown.stderr == "Nobody who is confirmed for harghita-2024 has the badge code nobody.\n"
