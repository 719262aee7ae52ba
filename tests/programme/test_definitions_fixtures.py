"""The fixtures are faultless, and what is generated of them is what stands there."""

import csv
import importlib.util
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from events_service.programme.definitions import check
from events_service.programme.records import Event, EventType, Project, SessionAccess
from events_service.programme.schemas import differences, write
from events_service.programme.semesters import all_semesters
from events_service.registrations.records import Category

ROOT = Path(__file__).parents[2]
SECON = ROOT / "fixtures" / "secon"
CHECKED = check([SECON])
EVENTS = {event.key: event for event in CHECKED.events}
ROWS = list(csv.DictReader((SECON / "participants.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_participants", ROOT / "fixtures" / "make_participants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def secon() -> Project:
    (project,) = CHECKED.projects
    return project


def test_the_fixtures_have_neither_faults_nor_warnings() -> None:
    assert (CHECKED.faults, CHECKED.warnings) == ((), ())
    assert sorted(EVENTS) == [
        "caceres-2024",
        "flemish-brabant-rsg-2023-08",
        "harghita-2024",
        "haskovo-2023",
        "kalamata-2023",
        "mazovia-rsg-2023-04",
        "mazovia-rsg-2023-06",
        "mazovia-rsg-2024-02",
        "mazovia-rsg-2024-08",
    ]


@pytest.mark.parametrize("path", sorted(SECON.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_fixture_points_an_editor_at_its_schema_and_says_what_is_invented(path: Path) -> None:
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / schema).resolve() == ROOT / "schemas" / Path(schema).name
    assert (path.parent / schema).is_file()
    comments = "\n".join(line for line in rest if line.startswith("#"))
    assert "# Sourced:" in comments
    assert "# Invented:" in comments


def test_every_partner_and_the_funding_statement_are_there_in_their_languages() -> None:
    project = secon()
    assert len(project.partners) == 10
    assert isinstance(project.funding_statement, dict)
    assert sorted(project.funding_statement) == sorted(project.languages)
    assert len(project.languages) == 11
    for partner in project.partners:
        assert isinstance(partner.name, dict)
        assert set(partner.languages) <= set(partner.name)


def test_the_semesters_follow_from_the_project() -> None:
    found = all_semesters(secon())
    assert [semester.name for semester in found] == [f"S{number}" for number in range(1, 10)]
    assert (found[1].starts, found[1].ends) == (date(2023, 9, 1), date(2024, 2, 29))
    assert found[-1].ends == secon().ends


def test_the_second_newsletter_is_dated_and_the_reports_are_there() -> None:
    milestones = {milestone.key: milestone for milestone in secon().milestones}
    assert milestones["newsletter-2"].date == date(2024, 4, 24)
    assert {"good-practice-report", "field-research-report"} <= set(milestones)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.key)
def test_every_title_is_in_english_and_bulgarian_and_the_host_s_language(event: Event) -> None:
    host = next(partner for partner in secon().partners if partner.key == event.host)
    needed = {"en", "bg", *(host.languages if event.key != "caceres-2024" else ["es"])}
    titles = [event.title, *(session.title for session in event.sessions)]
    assert [title for title in titles if not isinstance(title, dict) or not needed <= set(title)] == []
    assert event.venue is not None
    assert event.venue.latitude is not None
    assert event.contact is not None
    assert event.contact.email.endswith("@example.org")
    assert event.registration.opens is not None
    assert event.registration.closes is not None


def test_harghita_is_as_the_contract_shows_it() -> None:
    event = EVENTS["harghita-2024"]
    sessions = {session.key: session for session in event.sessions}
    assert (event.type, event.capacity, event.timezone) == (EventType.INTERREGIONAL_WORKSHOP, 80, "Europe/Bucharest")
    assert (sessions["visit"].capacity, sessions["visit"].attendance) == (40, True)
    assert f"{sessions['welcome'].start:%Y-%m-%dT%H:%M}" == "2024-04-16T09:15"
    assert sessions["steering-group"].access is SessionAccess.PARTNERS


def test_the_schemas_in_the_repository_are_those_of_the_types(tmp_path: Path) -> None:
    assert differences(ROOT / "schemas") == []
    assert differences(tmp_path) == ["project.schema.json", "event.schema.json"]
    write(tmp_path)
    assert differences(tmp_path) == []


def test_the_participants_come_out_of_their_script_again(maker: ModuleType) -> None:
    assert (SECON / "participants.csv").read_text(encoding="utf-8") == maker.participants()


def test_the_participants_fit_the_event_and_the_project() -> None:
    project, event = secon(), EVENTS["harghita-2024"]
    organisations = {name for partner in project.partners for name in dict(partner.name).values()}
    assert len(ROWS) == 60
    assert len({row["email"] for row in ROWS}) == 60
    assert all(row["email"].endswith("@example.org") for row in ROWS)
    assert {row["category"] for row in ROWS} <= {category.value for category in Category}
    assert {row["language"] for row in ROWS} == set(project.languages)
    assert {row["attendance_mode"] for row in ROWS} == {mode.value for mode in event.attendance_modes}
    partners = {row["organisation"] for row in ROWS if row["category"] in {"lead_partner", "project_partner"}}
    assert partners <= organisations
    assert len({partner.key for partner in project.partners if partners & set(dict(partner.name).values())}) == 10


def test_nobody_sits_on_a_place_of_the_bus_that_is_not_there() -> None:
    visit = next(session for session in EVENTS["harghita-2024"].sessions if session.key == "visit")
    asked = Counter(row["attendance_mode"] for row in ROWS if row["sessions"] == "visit")
    assert visit.capacity is not None
    assert dict(asked) == {"in_person": 38}
    assert asked["in_person"] < visit.capacity


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["email"])
def test_a_name_is_written_in_the_script_of_its_language(row: dict[str, str]) -> None:
    script = {"el": "GREEK", "bg": "CYRILLIC"}.get(row["language"], "LATIN")
    letters = [letter for letter in row["first_name"] + row["last_name"] if letter.isalpha()]
    assert {unicodedata.name(letter).split()[0] for letter in letters} == {script}
