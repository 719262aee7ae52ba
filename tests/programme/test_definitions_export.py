"""A definition that is written and read again is the same definition."""

from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from events_service.programme.definitions import check_contents, read
from events_service.programme.demo import demo_event
from events_service.programme.export import export
from events_service.programme.records import (
    Event,
    EventType,
    Project,
    Registration,
    Session,
    SessionKind,
    Speaker,
    Venue,
)
from events_service.programme.schemas import schemas
from tests.world.definitions import events, projects

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "secon").glob("*.yaml"))
VALIDATORS = {name: Draft202012Validator(msgspec.json.decode(text)) for name, text in schemas().items()}


def of_schema(text: str) -> list[str]:
    """Validate a definition as an editor does, which takes dates for text."""
    value = yaml.load(text, _Loader)
    kind = "event" if "days" in value else "project"
    return [error.message for error in VALIDATORS[f"{kind}.schema.json"].iter_errors(value)]


class _Loader(yaml.CSafeLoader):
    """Knows the types of JSON only."""


_Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@given(events() | projects())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_written_is_read_again_and_fits_its_schema(record: Event | Project) -> None:
    text = export(record)
    assert read(text.encode()) == record
    assert of_schema(text) == []


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_is_written_as_it_was_read_and_fits_its_schema(path: Path) -> None:
    record = read(path)
    text = export(record)
    assert read(text.encode()) == record
    assert export(read(text.encode())) == text
    assert of_schema(path.read_text(encoding="utf-8")) == []
    assert of_schema(text) == []


def test_a_definition_is_written_as_people_write_it() -> None:
    event = Event(
        key="e",
        project="secon",
        type=EventType.STUDY_VISIT,
        host="no",
        title={"en": "A: B", "no": "NO"},
        summary="First line.\nSecond line.\n",
        timezone="Europe/Oslo",
        days=[date(2024, 4, 16)],
        registration=Registration(closes=datetime(2024, 4, 10, 23, 59), approval=True),
        venue=Venue(name="Hall", country="NO", latitude=0.00001, longitude=25.0),
        sessions=[
            Session(
                key="s",
                kind=SessionKind.TALK,
                title="9:30",
                start=datetime(2024, 4, 16, 9, 15),
                end=datetime(2024, 4, 16, 9, 45, 30),
                speakers=[Speaker(name="Ана", organisation="Община")],
                online=False,
            )
        ],
    )
    assert export(event, schema="event.schema.json") == (
        """\
# yaml-language-server: $schema=event.schema.json
key: e
project: secon
type: study_visit
host: 'no'
title:
  en: 'A: B'
  'no': 'NO'
summary: |
  First line.
  Second line.
status: draft
access: public
timezone: Europe/Oslo
days: [2024-04-16]
registration:
  closes: 2024-04-10T23:59
  approval: true
venue: {name: Hall, country: 'NO', latitude: 0.00001, longitude: 25.0}
sessions:
  - key: s
    kind: talk
    title: '9:30'
    start: 2024-04-16T09:15
    end: 2024-04-16T09:45:30
    speakers:
      - {name: Ана, organisation: Община}
    online: false
"""
    )


def test_the_demo_takes_place_today_and_tomorrow() -> None:
    today = date(2026, 10, 25)  # the clocks change on this day
    event = demo_event(today)
    project = read(FIXTURES[0].parent / "project.yaml")
    assert isinstance(project, Project)
    assert event.days == [today, date(2026, 10, 26)]
    assert event.registration.closes == datetime(2026, 10, 26, 20)
    checked = check_contents({"demo.yaml": export(event).encode()}, {"secon": project})
    assert (checked.events, checked.faults, checked.warnings) == ((event,), (), ())
