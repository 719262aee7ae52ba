"""What happened at each event stands in the fixtures: made by a script, read by a spreadsheet's import, consistent."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from events_service.checkin.checkpoints import checkpoints_of
from events_service.demo.happened import Doing, read_people, read_steps
from events_service.demo.workshop import read_guests
from events_service.programme.definitions import check

ROOT = Path(__file__).parents[2]
SECON = ROOT / "fixtures" / "secon"
EVENTS = {event.key: event for event in check([SECON]).events}


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "fixtures"))
    import make_happened  # noqa: PLC0415  (a script, found in its own folder)

    yield make_happened
    for name in ("make_happened", "happened_plans", "make_participants"):
        sys.modules.pop(name, None)


def test_the_files_come_out_of_their_script_again(maker: ModuleType) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (SECON / "happened").glob("*.csv")}
    del written["steps.csv"]
    assert maker.files() == written


@pytest.mark.parametrize("event", EVENTS)
def test_people_were_seen_only_where_the_event_takes_attendance(event: str) -> None:
    points = {point.key for point in checkpoints_of(EVENTS[event])}
    people = read_people(event)
    assert {seen.checkpoint for person in people for seen in person.seen} <= points
    assert {noted.checkpoint for person in people for noted in person.noted} <= points
    assert not [person.email for person in people if person.cancelled and (person.seen or person.noted)]


def test_harghita_was_registered_for_as_participants_csv_says() -> None:
    known = list(csv.DictReader((SECON / "participants.csv").read_text(encoding="utf-8").splitlines()))
    people = [{name: person.cells[name] for name in known[0]} for person in read_people("harghita-2024")]
    assert people[: len(known)] == known


def test_a_person_is_the_same_from_event_to_event() -> None:
    names: dict[str, set[tuple[str, str, str]]] = {}
    events: dict[str, int] = {}
    for event in EVENTS:
        for person in read_people(event):
            cells = person.cells
            names.setdefault(person.email, set()).add((cells["first_name"], cells["last_name"], cells["language"]))
            events[person.email] = events.get(person.email, 0) + 1
    assert {len(known) for known in names.values()} == {1}
    assert sum(number >= 3 for number in events.values()) > 20


def test_every_record_but_the_last_two_was_approved() -> None:
    done: dict[str, list[Doing]] = {}
    for step in read_steps():
        done.setdefault(step.event, []).append(step.doing)
        assert bool(step.reason) is (step.doing is Doing.RETURN)
    assert set(done) == set(EVENTS)
    assert {event for event, steps in done.items() if steps[-1] is not Doing.APPROVE} == {
        "caceres-2024",
        "mazovia-rsg-2024-08",
    }


def test_names_stand_in_three_scripts_at_the_workshop() -> None:
    languages = {guest.application.language for guest in read_guests()}
    assert languages >= {"el", "bg", "de", "nl", "ro", "hu", "pl", "pt", "lv", "es"}
