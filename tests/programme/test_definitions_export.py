"""A definition that is written and read again is the same definition."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from events_service.programme.codes import countries, languages, timezones
from events_service.programme.definitions import check_contents, read
from events_service.programme.demo import demo_event
from events_service.programme.export import export
from events_service.programme.local_times import doubt
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    EarlierName,
    Event,
    EventAccess,
    EventStatus,
    EventType,
    Milestone,
    MilestoneKind,
    MilestoneState,
    Partner,
    Project,
    Registration,
    Retention,
    Session,
    SessionAccess,
    SessionKind,
    Speaker,
    Venue,
)
from events_service.programme.schemas import schemas
from events_service.web.text import composed, unfit

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "secon").glob("*.yaml"))
VALIDATORS = {name: Draft202012Validator(msgspec.json.decode(text)) for name, text in schemas().items()}

# What YAML might take for something else, and what an emitter might bend.
TRAPS = ["NO", "no", "yes", "null", "~", "9:30", "0x1F", "1e3", ".inf", "2024-04-16", "012", "=", "<<", "- a", "a: b"]
TRAPS += [
    "#",
    "a #b",
    "'",
    '"',
    "\\",
    "\\n",
    "%",
    "@x",
    "*x",
    "&x",
    "!x",
    "|",
    ">",
    "{",
    "[a]",
    ", ",
    "?",
    "---",
    "...",
]
characters = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"
) | st.sampled_from(" :#-'\",")


def shown(text: str) -> bool:
    """Tell whether a text comes in as it is: with something to see, composed, and nothing that cannot be shown."""
    return text.strip() != "" and unfit(text) is None and composed(text) == text


lines = st.sampled_from(TRAPS) | st.text(characters, min_size=1, max_size=40).map(composed).filter(shown)
long_lines = st.builds(" ".join, st.lists(st.sampled_from([*TRAPS, "слово"]), min_size=30, max_size=50))
texts = lines | st.text(characters | st.sampled_from("\n\t"), min_size=1).map(composed).filter(shown) | long_lines
codes = st.sampled_from(sorted(languages()))
words = texts | st.dictionaries(codes, texts, min_size=1, max_size=4)
keys = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,20}\Z").filter(lambda key: len(key) != 10)
days = st.dates(date(1990, 1, 1), date(2100, 12, 30))
some = st.none


def many(item: st.SearchStrategy[Any], limit: int = 3, **unique: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(item, max_size=limit, **unique)


contacts = st.builds(Contact, name=lines, email=st.emails().filter(lambda mail: len(mail) < 255), phone=some() | lines)
partners = st.builds(
    Partner,
    key=keys,
    name=words,
    country=st.sampled_from(sorted(countries())),
    languages=many(codes, unique=True),
    short_name=some() | lines,
    contact=some() | contacts,
    earlier_names=many(st.builds(EarlierName, name=words, until=days), 1),
)
milestones = st.builds(
    Milestone,
    key=keys,
    kind=st.sampled_from(MilestoneKind),
    title=words,
    date=days,
    state=st.sampled_from(MilestoneState),
    summary=some() | words,
    link=some() | st.just("https://example.org/#a:b?c,{d}"),
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    starts, ends = sorted(draw(st.lists(days, min_size=2, max_size=2, unique=True)))
    listed = draw(st.lists(partners, min_size=1, max_size=3, unique_by=lambda partner: partner.key))
    return draw(
        st.builds(
            Project,
            key=keys,
            acronym=lines,
            name=words,
            programme=lines,
            reference=lines,
            funding_statement=some() | words,
            starts=st.just(starts),
            ends=st.just(ends),
            languages=st.lists(codes, min_size=1, max_size=3, unique=True),
            lead_partner=st.just(listed[0].key),
            partners=st.just(listed),
            retention=some() | st.builds(Retention, last_payment=days, years=st.integers(1, 50)),
            milestones=many(milestones, unique_by=lambda milestone: milestone.key),
            website=some() | st.just("http://example.org"),
            contact=some() | contacts,
        )
    )


@st.composite
def venues(draw: st.DrawFn) -> Venue:
    placed = draw(st.booleans())
    return Venue(
        name=draw(words),
        address=draw(some() | lines),
        city=draw(some() | words),
        country=draw(some() | st.sampled_from(sorted(countries()))),
        latitude=draw(st.floats(-90, 90)) if placed else None,
        longitude=draw(st.floats(-180, 180)) if placed else None,
    )


@st.composite
def sessions_on(draw: st.DrawFn, day: date, timezone: str) -> Session:
    times = st.times().map(lambda time: datetime.combine(day, time.replace(microsecond=0)))
    certain = times.filter(lambda local: doubt(local, timezone) is None)
    start, end = sorted(draw(st.lists(certain, min_size=2, max_size=2, unique=True)))
    speakers = st.builds(Speaker, name=lines, organisation=some() | lines, role=some() | words)
    return draw(
        st.builds(
            Session,
            key=keys,
            kind=st.sampled_from(SessionKind),
            title=words,
            description=some() | words,
            start=st.just(start),
            end=st.just(end),
            room=some() | words,
            speakers=many(speakers, 2),
            capacity=some() | st.integers(1, 100_000),
            access=st.sampled_from(SessionAccess),
            attendance=st.booleans(),
            online=some() | st.booleans(),
        )
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    timezone = draw(st.sampled_from(["Europe/Sofia", "Europe/Lisbon", "UTC", *sorted(timezones())]))
    on = sorted(draw(st.lists(days, min_size=1, max_size=3, unique=True)))
    sessions = draw(
        many(st.sampled_from(on).flatmap(lambda day: sessions_on(day, timezone)), 2, unique_by=lambda s: s.key)
    )
    # Nobody could ever register for what opens after its last day.
    last = datetime.combine(on[-1], time(23, 59))
    window = st.datetimes(datetime(1990, 1, 1), last).map(lambda local: local.replace(microsecond=0))  # noqa: DTZ001
    certain = window.filter(lambda local: doubt(local, timezone) is None)
    opens, closes = sorted(draw(st.lists(certain, min_size=2, max_size=2, unique=True)))
    return draw(
        st.builds(
            Event,
            key=keys,
            project=keys,
            type=st.sampled_from(EventType),
            host=keys,
            title=words,
            theme=some() | words,
            summary=some() | words,
            status=st.sampled_from(EventStatus),
            access=st.sampled_from(EventAccess),
            timezone=st.just(timezone),
            days=st.just(on),
            attendance_modes=st.lists(st.sampled_from(AttendanceMode), min_size=1, max_size=2, unique=True),
            languages=many(codes, unique=True),
            capacity=some() | st.integers(1, 100_000),
            registration=st.builds(
                Registration,
                opens=some() | st.just(opens),
                closes=some() | st.just(closes),
                approval=st.booleans(),
                waiting_list=st.booleans(),
            ),
            venue=some() | venues(),
            contact=some() | contacts,
            sessions=st.just(sessions),
        )
    )


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
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
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
        registration=Registration(closes=datetime(2024, 4, 10, 23, 59), approval=True),  # noqa: DTZ001
        venue=Venue(name="Hall", country="NO", latitude=0.00001, longitude=25.0),
        sessions=[
            Session(
                key="s",
                kind=SessionKind.TALK,
                title="9:30",
                start=datetime(2024, 4, 16, 9, 15),  # noqa: DTZ001
                end=datetime(2024, 4, 16, 9, 45, 30),  # noqa: DTZ001
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
    assert event.registration.closes == datetime(2026, 10, 26, 20)  # noqa: DTZ001
    checked = check_contents({"demo.yaml": export(event).encode()}, {"secon": project})
    assert (checked.events, checked.faults, checked.warnings) == ((event,), (), ())
