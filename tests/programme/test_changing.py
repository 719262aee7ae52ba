"""Events that pages change and create: merged, checked by the rules of files, and saved in one transaction or not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.changing import Changed, change, create, decide_change, decide_new
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.faults import written
from events_service.programme.finding import FoundEvent, UnknownEvent, list_projects
from events_service.programme.organising import organises
from events_service.programme.records import (
    Event,
    EventType,
    MailOccasion,
    OwnWords,
    Partner,
    Project,
    Question,
    QuestionKind,
)
from events_service.programme.tables import EventVersionRow
from events_service.web.errors import NotAllowed, NotFound
from tests.world.definitions import events
from tests.world.events import BUS, WORKSHOP, event, load, load_project, with_session, without_session, worked_on
from tests.world.project import PROJECT
from tests.world.staff import ORGANISER
from tests.world.times import MORNING, NOW, at

pytestmark = pytest.mark.anyio
PROJECTS = {"secon": PROJECT}
ELSEWHERE = replace(ORGANISER, project="secon", partner="haskovo")


async def saved_now(database: Database) -> FoundEvent:
    return await worked_on(database)


async def changed_by(database: Database, changed: Event, version: int = 1, **more: Any) -> Changed:
    return await change(database, "workshop", more.get("account", ORGANISER), version=version, changed=changed, now=NOW)


def problems_of(changed: Event) -> dict[str, str]:
    decided = decide_new(changed, PROJECTS, ORGANISER, "workshop")
    return {written(problem.path): problem.message for problem in decided.problems}


async def test_a_change_is_saved_as_the_next_version_with_who_made_it(database: Database) -> None:
    await load(database)
    changed = await changed_by(database, event(capacity=12))
    assert changed == Changed(event=event(capacity=12), version=2, saved=True)
    found = await saved_now(database)
    assert (found.event, found.version) == (event(capacity=12), 2)
    async with database.reading() as session:
        assert (await session.get_one(EventVersionRow, ("workshop", 2))).actor == ORGANISER.actor


async def test_what_changes_nothing_makes_no_version(database: Database) -> None:
    await load(database)
    assert await changed_by(database, WORKSHOP) == Changed(event=WORKSHOP, version=1, saved=True)


async def test_two_who_began_from_one_version_both_find_their_change_saved(database: Database) -> None:
    await load(database)
    await changed_by(database, with_session(WORKSHOP, "bus", room="Gate 2"))
    second = await changed_by(database, event(capacity=12))
    merged = with_session(event(capacity=12), "bus", room="Gate 2")
    assert second == Changed(event=merged, version=3, saved=True, meanwhile=(("sessions", "bus", "room"),))
    assert (await saved_now(database)).event == merged


async def test_nothing_is_saved_where_both_changed_one_field(database: Database) -> None:
    await load(database)
    await changed_by(database, event(capacity=12))
    refused = await changed_by(database, event(capacity=14, theme="Bread"))
    (conflict,) = refused.conflicts
    assert (conflict.path, conflict.saved, conflict.changed) == (("capacity",), 12, 14)
    assert (refused.saved, refused.version, refused.problems) == (False, 2, ())
    assert (await saved_now(database)).event == event(capacity=12)


async def test_two_changes_that_are_right_alone_are_refused_where_they_are_wrong_together(database: Database) -> None:
    await load(database, without_session(WORKSHOP, "steering"))
    await changed_by(database, replace(without_session(WORKSHOP, "steering"), days=WORKSHOP.days[:1]))
    moved = replace(BUS, start=at("2024-04-17T09:00"), end=at("2024-04-17T12:00"))
    refused = await changed_by(database, replace(WORKSHOP, sessions=[WORKSHOP.sessions[0], moved]))
    (problem,) = refused.problems
    assert problem.path == ("sessions", 1, "start")
    assert refused.event.days == WORKSHOP.days[:1]
    assert refused.event.sessions[1] == moved
    assert not refused.saved


async def test_a_change_needs_an_event_a_version_and_the_right_to_prepare_it(database: Database) -> None:
    await load(database)
    with pytest.raises(NotAllowed):
        await changed_by(database, event(capacity=12), account=ELSEWHERE)
    with pytest.raises(NotFound):
        await changed_by(database, event(capacity=12), version=7)
    with pytest.raises(UnknownEvent):
        await change(database, "none", ORGANISER, version=1, changed=WORKSHOP, now=NOW)
    assert (await saved_now(database)).event == WORKSHOP


async def test_a_new_event_is_saved_once(database: Database) -> None:
    await load_project(database)
    assert await create(database, WORKSHOP, ORGANISER, now=MORNING) == Changed(event=WORKSHOP, version=1, saved=True)
    second = await create(database, event(capacity=12), ORGANISER, now=NOW)
    assert (second.saved, second.version, [problem.path for problem in second.problems]) == (False, None, [("key",)])
    assert (await saved_now(database)).event == WORKSHOP


async def test_nobody_creates_an_event_of_another_host(database: Database) -> None:
    await load_project(database)
    refused = await create(database, WORKSHOP, ELSEWHERE, now=NOW)
    assert [problem.path for problem in refused.problems] == [("host",)]
    assert not refused.saved


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"key": "other"}, "key", 'the key stays "workshop"'),
        ({"project": "sekon"}, "project", "did you mean secon?"),
        ({"host": "sofia"}, "host", "the project has no partner"),
        ({"title": {"en": "  "}}, "title.en", "the text is empty"),
        ({"title": {}}, "title", "the mapping is empty"),
        ({"title": {"english": "A"}}, "title.english", "is not a language"),
        ({"capacity": 0}, "capacity", "0 is too small; the least is 1"),
        ({"capacity": "sixty"}, "capacity", "write one such as 80, in digits alone"),
        ({"days": []}, "days", "name at least one day"),
        ({"timezone": "Europe/Sofja"}, "timezone", "Europe/Sofia"),
        ({"color": "grean"}, "color", "green"),
        ({"image": "ftp://x"}, "image", "is not a web address"),
        ({"sessions": [BUS, BUS]}, "sessions[1].key", 'the key "bus" is taken by sessions[0]'),
    ],
)
def test_problems_are_told_by_field_in_the_words_of_files(changes: dict[str, Any], path: str, words: str) -> None:
    problems = problems_of(event(**changes))
    assert words in problems[path]
    assert len(problems) == 1


def test_problems_of_questions_and_all_that_is_wrong_are_told_at_once() -> None:
    lame = Question(key="city", kind=QuestionKind.CHOICE, label="City")
    registration = replace(WORKSHOP.registration, questions=[lame], companions=99)
    found = problems_of(event(capacity=0, registration=registration))
    assert list(found) == ["capacity", "registration.companions", "registration.questions[0].options"]


@given(events(), events())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_saved_is_what_its_file_holds(first: Event, second: Event) -> None:
    project = replace(PROJECT, key=first.project, partners=[Partner(key=first.host, name="Host", country="BG")])
    second = replace(second, key=first.key, project=first.project, host=first.host)
    projects: dict[str, Project] = {first.project: project}
    decided = decide_change(first, first, second, projects, ORGANISER)
    assert organises(ORGANISER, second)
    assert (decided.problems, decided.conflicts) == ((), ())
    assert decided.event == second == read(export(decided.event).encode(), known_projects=projects)


def test_letters_are_composed_as_in_files() -> None:
    decided = decide_new(event(theme="Cafe\u0301", days=[date(2024, 4, 16), date(2024, 4, 17)]), PROJECTS, ORGANISER)
    assert decided.event.theme == "Café"


async def test_a_project_with_colours_and_words_of_its_own_is_saved(database: Database) -> None:
    mails = {MailOccasion.CONFIRMED: OwnWords(text={"bg": "Добре дошли."})}
    colourful = replace(PROJECT, colors={EventType.STUDY_VISIT: "gold", EventType.KICK_OFF: "navy"}, mails=mails)
    await load_project(database, colourful)
    async with database.reading() as session:
        (saved,) = await list_projects(session)
    assert saved == colourful
