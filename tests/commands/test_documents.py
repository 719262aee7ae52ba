"""The commands for what is printed beside badges and sheets: each with the settings that its page has."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from events_service.cli import commands
from events_service.web.i18n import translator
from tests.world.paper import faults, page_texts

SECON = Path(__file__).parents[2] / "fixtures" / "secon"
EVENT, ROOMLESS = "caceres-2024", "mazovia-rsg-2024-02"
PEOPLE = """first_name,last_name,email,organisation,country,category,language,attendance_mode,sessions
Йорданка,Щърбанова,y@example.org,Община Хасково,BG,project_partner,bg,in_person,
Jo,Li,j@example.org,Ateneo,ES,stakeholder,es,in_person,
"""
WITH_LANGUAGES = ("participants", "agenda", "door-signs", "caterer-totals")


@pytest.fixture(scope="module", autouse=True)
def _event(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An event with rooms and meals, and two confirmed participants; no command of these changes anything."""
    folder = tmp_path_factory.mktemp("printed")
    people = folder / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENTS_DATA_DIR", str(folder / "data"))
        patch.setenv("EVENTS_NOW", "2024-03-01T09:00:00Z")
        patch.delenv("EVENTS_DATABASE_URL", raising=False)
        for arguments in (
            ("load", str(SECON / "project.yaml"), str(SECON / f"{EVENT}.yaml"), str(SECON / f"{ROOMLESS}.yaml")),
            ("import", EVENT, str(people)),
        ):
            done = run(*arguments)
            assert done.exit_code == 0, done.output
        yield


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


def printed(folder: Path, *arguments: str) -> str:
    """Give the text of what a command prints, on one line."""
    output = folder / "printed.pdf"
    name, *options = arguments
    done = run(name, EVENT, "-o", str(output), *options)
    assert (done.exit_code, done.output) == (0, f"{output}\n")
    octets = output.read_bytes()
    assert faults(octets) == []
    return " ".join(page_texts(octets))


def test_the_list_of_participants_names_everyone_confirmed(tmp_path: Path) -> None:
    text = printed(tmp_path, "participants")
    assert "Йорданка Щърбанова" in text
    assert "Jo Li" in text
    assert translator("es")("List of participants") in text


def test_the_agenda_shows_sessions_and_rooms(tmp_path: Path) -> None:
    text = printed(tmp_path, "agenda")
    assert "Chapter room" in text
    assert "Sala capitular" in text


def test_each_room_has_a_door_sign_for_each_day(tmp_path: Path) -> None:
    text = printed(tmp_path, "door-signs")
    assert "Cloister" in text
    assert "Chapter room" in text


def test_the_caterer_learns_how_many_come_and_nobody_s_name(tmp_path: Path) -> None:
    text = printed(tmp_path, "caterer-totals")
    assert translator("es")("Catering: totals") in text
    assert "Jo Li" not in text


def test_place_cards_come_in_the_order_asked_for_and_for_one_person_alone(tmp_path: Path) -> None:
    by_organisation = printed(tmp_path, "place-cards", "--order", "organisation")
    assert by_organisation.index("Jo Li") < by_organisation.index("Йорданка")
    refused = run("place-cards", EVENT, "-o", str(tmp_path / "cards.pdf"), "--person", "nobody")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Nobody who is confirmed for caceres-2024 has the badge code nobody.\n",
    )
    assert not (tmp_path / "cards.pdf").exists()


@pytest.mark.parametrize("command", WITH_LANGUAGES)
def test_the_two_languages_can_be_chosen(tmp_path: Path, command: str) -> None:
    usual = printed(tmp_path, command)
    chosen = printed(tmp_path, command, "--languages", "bg", "bg")
    assert chosen != usual
    with pikepdf.open(tmp_path / "printed.pdf") as document:
        assert document.Root.Lang == "bg"
    refused = run(command, EVENT, "-o", str(tmp_path / "list.pdf"), "--languages", "bg", "tlh")
    assert refused.exit_code == 2
    assert "'tlh' is not one of" in refused.stderr


def test_a_document_without_content_is_refused_with_a_sentence(tmp_path: Path) -> None:
    refused = run("door-signs", ROOMLESS, "-o", str(tmp_path / "doors.pdf"))
    assert refused.exit_code == 1
    assert refused.stderr.startswith("There are no door signs to print")
    assert not (tmp_path / "doors.pdf").exists()


@pytest.mark.parametrize("command", [*WITH_LANGUAGES, "place-cards"])
def test_help_shows_an_example_that_names_the_command(command: str) -> None:
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert f"Example: events-service {command} " in shown.output
    assert "--force" in shown.output


@pytest.mark.parametrize("command", [*WITH_LANGUAGES, "place-cards"])
def test_an_event_that_does_not_exist_is_refused(tmp_path: Path, command: str) -> None:
    refused = run(command, "nowhere", "-o", str(tmp_path / "none.pdf"))
    assert refused.exit_code == 1
    assert str(refused.exception).startswith("There is no event at this address.")
