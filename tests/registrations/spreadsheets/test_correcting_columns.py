"""Columns are found by words and by what they hold, a human corrects them, and the next such file is read so."""

from pathlib import Path

import pytest

from events_service.database import Database
from events_service.registrations.spreadsheets.heading_row import FAMILY_FIRST, Said, heading_of
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.registrations.spreadsheets.looking import look_at, told_ignored
from events_service.registrations.spreadsheets.reading import Unreadable
from events_service.registrations.spreadsheets.sheet_reading import Row
from events_service.settings import Settings
from tests.world.events import event, found, load
from tests.world.people import everybody
from tests.world.service import ROOT, Run
from tests.world.times import NOW

STRANGE = "Who;Reach;Where from;Body;As\nNagy Éva;eva@example.org;HU;Megye;expert\n"
MEANT = {0: FAMILY_FIRST, 1: "email", 2: "country", 3: "organisation", 4: "category"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_commands_name_columns_that_are_taken_for_something_else_and_undo_an_import(run: Run, tmp_path: Path) -> None:
    fixtures = ROOT / "fixtures" / "secon"
    assert run("load", str(fixtures / "project.yaml"), str(fixtures / "harghita-2024.yaml")).returncode == 0
    file = tmp_path / "people.csv"
    file.write_text(STRANGE.replace("\n", ";Room\n", 1).replace("expert", "expert;12"))
    bring = ["import", "harghita-2024", str(file)]
    refused = run(*bring)
    assert refused.returncode == 1
    named = ["--column", "who=name_family_first", "--column", "D=organisation", "--column", "Room=-"]
    looked = run(*bring, "--dry-run", *named)
    assert looked.stderr.splitlines()[:2] == [
        "column A “Who”: name_family_first (Whole name, the family name first), such as Nagy Éva",
        "column B “Reach”: email (E-mail address), such as eva@example.org",
    ]
    assert "column F “Room”: not read, such as 12" in looked.stderr
    assert looked.stdout.startswith("Would import: 1 confirmed")
    assert run(*bring, *named).stdout.startswith("Imported: 1 confirmed")
    assert run(*bring).stdout.startswith("Imported: 0 confirmed")  # the columns are remembered
    undone = [run("import-undo", "harghita-2024") for _ in range(2)]
    assert undone[0].stdout == "Undone: people.csv, 1 taken out, 0 as they were before\n"
    assert (undone[1].returncode, undone[1].stderr) == (1, "No import of harghita-2024 is left to undo.\n")


@pytest.mark.parametrize(
    ("column", "code", "words"),
    [
        ("Whom=email", 1, 'there is no column "Whom"; did you mean Who?'),
        ("B=e-mail", 1, '"e-mail" is no field of a registration; did you mean email?'),
        ("email", 2, "is not COLUMN=FIELD"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_column_that_is_named_wrong_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, column: str, code: int, words: str
) -> None:
    fixtures = ROOT / "fixtures" / "secon"
    run("load", str(fixtures / "project.yaml"), str(fixtures / "harghita-2024.yaml"))
    file = tmp_path / "people.csv"
    file.write_text(STRANGE)
    done = run("import", "harghita-2024", str(file), "--column", column)
    assert (done.returncode, words in done.stderr) == (code, True)


def rows(*lines: str) -> list[Row]:
    return [Row(number=number, cells=tuple(line.split(";"))) for number, line in enumerate(lines, start=1) if line]


async def import_(database: Database, settings: Settings, text: str, said: Said = Said()) -> Imported:  # noqa: B008  (frozen)
    handed_in = HandedIn(name="people.csv", content=text.encode(), said=said)
    return await import_registrations(database, settings, "workshop", handed_in, now=NOW)


@pytest.mark.parametrize(
    ("lines", "heading", "fields"),
    [
        # Addresses, countries and capacities are known by their cells where their headings tell nothing.
        (["Who;Reach;From;As", "Anna;a@example.org;PL;expert"], 1, {1: "email", 2: "country", 3: "category"}),
        (["Anna;a@example.org;PL;expert", "Ola;o@example.org;PL;press"], 0, {1: "email", 2: "country", 3: "category"}),
        (
            ["Име;Фамилия;Връзка;Откъде", "Мария;Петрова;m@example.org;България"],
            1,
            {0: "first_name", 1: "last_name", 2: "email", 3: "country"},
        ),
        # A heading's words go before its cells.
        (["E-mail;Contact", "a@example.org;b@example.org"], 1, {0: "email"}),
        # A remark in one cell of many makes no column of addresses.
        (["Име;Бележка", "Мария;пишете на m@example.org"], 1, {0: "name"}),
    ],
)
def test_columns_are_found_by_their_words_and_else_by_what_they_hold(
    lines: list[str], heading: int, fields: dict[int, str]
) -> None:
    given, _ = heading_of(rows(*lines), event())
    assert (given.row, given.fields) == (heading, fields)


def test_what_a_human_says_of_heading_and_columns_goes_before_all_that_is_found() -> None:
    listed = rows("Име;Фамилия", "Who;Reach", "Anna Nowak;a@example.org")
    given, below = heading_of(listed, event(), Said(heading=2, fields={0: "name", 1: "", 9: "no such field"}))
    assert (given.row, given.fields, given.not_read) == (2, {0: "name"}, {1: "Reach"})
    assert [row.number for row in below] == [3]
    assert heading_of(listed, event(), Said(heading=0))[1] == listed


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["+359 38 600 000", "038/600-001"], "Col (telephone numbers are not kept)"),
        (["1980-05-01", "1.5.1980", "01/05/80"], "Col (dates are not kept)"),
        (["1", "2"], "Col"),
        ([], "Col"),
    ],
)
def test_telephone_numbers_and_dates_are_left_out_with_a_word(cells: list[str], told: str) -> None:
    heading, below = heading_of(rows("Име;Col", *(f"Anna;{cell}" for cell in cells)), event())
    assert told_ignored(heading, below) == (told,)


@pytest.mark.anyio
async def test_a_human_s_word_on_columns_is_remembered_for_the_next_file_of_the_project(
    database: Database, settings: Settings
) -> None:
    await load(database)
    with pytest.raises(Unreadable):
        await import_(database, settings, STRANGE)
    assert (await import_(database, settings, STRANGE, Said(heading=1, fields=MEANT))).confirmed == 1
    (eva,) = await everybody(database)
    assert (eva.first_name, eva.last_name, eva.organisation) == ("Éva", "Nagy", "Megye")
    later = STRANGE.replace("Nagy Éva;eva@", "Kiss Ilona;ilona@").replace("Who", "WHO *")
    assert (await import_(database, settings, later)).confirmed == 1
    look = await look_at(database, found(event()), rows(*later.splitlines()), Said())
    assert look.as_last_time
    assert [each.field for each in look.columns] == list(MEANT.values())
    assert look.columns[0].samples == ("Kiss Ilona",)


@pytest.mark.anyio
async def test_a_human_says_how_a_guessed_name_is_parted(database: Database, settings: Settings) -> None:
    await load(database)
    text = "Name;E-mail;Organisation;Country;Category\nAnna Maria Nowak;a@example.org;Urząd;PL;expert\n"
    (told,) = (await import_(database, settings, text)).told
    assert (told.parted, told.ways_to_part[0]) == ("Nowak, Anna Maria", "Maria Nowak, Anna")
    corrected = Said(names={2: "Maria Nowak, Anna"})
    assert (await import_(database, settings, text, corrected)).updated == 1
    assert (await everybody(database))[0].last_name == "Maria Nowak"
    # Other words than the row's own are no way to part its name.
    assert (await import_(database, settings, text, Said(names={2: "Somebody, Else"}))).unchanged == 1
