"""Beginning an event: from a template of its type or as a copy of another one, a draft that can be used at once."""

from datetime import date, datetime
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.agenda_warnings import agenda_warnings
from events_service.programme.beginning import Asked, days_of, draft_of
from events_service.programme.definitions import read
from events_service.programme.event_templates import BEGINNINGS, Template
from events_service.programme.export import export
from events_service.programme.finding import get_any_event
from events_service.programme.keys import free_key
from events_service.programme.moving import moved
from events_service.programme.record_checks import read_record
from events_service.programme.records import (
    AttendanceMode,
    Event,
    EventSpeaker,
    EventStatus,
    EventType,
    Joining,
    Material,
    Registration,
    SessionStatus,
)
from tests.world.events import BUS, STEERING, WORKSHOP, load, load_project, with_session
from tests.world.pages import seen, text_of
from tests.world.project import PROJECT
from tests.world.questions import QUESTIONS
from tests.world.staff import sign_in
from tests.world.times import at

NEW = "/organise/events/new"
PROJECTS = {"secon": PROJECT}
FILLED = {
    "title": "Пети уъркшоп",
    "where": "secon/haskovo",
    "days.0": "2024-09-10",
    "days.1": "2024-09-11",
    "venue.name": "Общината",
    "venue.city": "Хасково",
    "venue.country": "",
    "begin": "workshop",
}


def asked(**changes: Any) -> Asked:
    plain = Asked(
        project="secon",
        host="haskovo",
        language="en",
        title="Fifth workshop",
        first_day="2024-09-10",
        last_day="2024-09-11",
        place="Town hall",
        city="Haskovo",
        country="",
        template=Template.WORKSHOP,
    )
    return replace(plain, **changes)


def draft(asked: Asked, source: Event | None = None) -> Event:
    found = read_record(draft_of(asked, PROJECTS, source, ()), PROJECTS)
    assert found.problems == ()
    assert found.event is not None
    return found.event


async def saved(database: Database, key: str) -> Event:
    async with database.reading() as session:
        return (await get_any_event(session, key)).event


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        ("3rd interregional workshop", (), "3rd-interregional-workshop"),
        ("Трети уъркшоп в Хасково", (), "treti-uarkshop-v-haskovo"),
        ("Συνάντηση στην Καλαμάτα", (), "synantisi-stin-kalamata"),
        ("Łódź: „Große“ ședință", (), "lodz-grosse-sedinta"),
        ("A", ("a", "a-2"), "a-3"),
        ("日本", (), "event"),
        ("w" * 90, (), "w" * 56),
    ],
)
def test_a_key_is_made_of_a_title_in_any_of_our_scripts(title: str, taken: tuple[str, ...], key: str) -> None:
    assert free_key(title, taken, "event") == key


@pytest.mark.parametrize("template", Template)
def test_each_template_gives_a_draft_without_fault_and_without_anything_odd(template: Template) -> None:
    second = any(slot.day for slot in BEGINNINGS[template].slots)
    made = draft(asked(template=template, last_day="2024-09-11" if second else ""))
    assert (made.status, made.type) == (EventStatus.DRAFT, BEGINNINGS[template].type)
    assert list(agenda_warnings(made, PROJECT)) == []
    assert read(export(made).encode(), known_projects=PROJECTS) == made
    assert all(set(session.title) == {"en", "bg"} for session in made.sessions)
    assert {session.start.date() for session in made.sessions} <= set(made.days)


def test_a_workshop_of_two_days_has_a_visit_and_a_steering_group_for_partners() -> None:
    made = draft(asked())
    assert made.timezone == "Europe/Sofia"
    assert made.days == [date(2024, 9, 10), date(2024, 9, 11)]
    assert made.registration.closes == datetime(2024, 9, 3, 23, 59)
    assert made.venue
    assert made.venue.country == "BG"
    assert [session.key for session in made.sessions if session.attendance] == ["study-visit", "steering-group-meeting"]
    assert [session.key for session in made.sessions if session.closed_to_others] == ["steering-group-meeting"]


def test_on_fewer_days_a_template_has_fewer_sessions_and_online_no_place_is_needed() -> None:
    short = draft(asked(last_day=""))
    assert short.days == [date(2024, 9, 10)]
    assert "steering-group-meeting" not in [session.key for session in short.sessions]
    online = draft(asked(template=Template.ONLINE_MEETING, place="", last_day=""))
    assert (online.venue, online.attendance_modes) == (None, [AttendanceMode.ONLINE])


def test_the_year_stands_in_the_key_once() -> None:
    assert draft(asked()).key == "fifth-workshop-2024"
    assert draft(asked(title="Workshop 2024 in Haskovo")).key == "workshop-2024-in-haskovo"


def test_a_copy_takes_agenda_questions_and_texts_to_the_new_days_and_nothing_that_was() -> None:
    source = replace(
        with_session(WORKSHOP, "welcome", status=SessionStatus.CANCELLED),
        registration=replace(WORKSHOP.registration, questions=list(QUESTIONS)),
        joining=Joining(link="https://meet.example.org/then"),
        materials=[Material(title="Slides", link="https://example.org/slides")],
        theme={"en": "Bread", "bg": "Хляб"},
        status=EventStatus.CANCELLED,
        reason="The hall was flooded.",
        speakers=[EventSpeaker(key="ana", name="Ana", about="Bakes.", agreed=True)],
    )
    made = draft(asked(template=None, copy="workshop", host="harghita", place="", city=""), source)
    assert (made.status, made.key, made.title) == (EventStatus.DRAFT, "fifth-workshop-2024", {"en": "Fifth workshop"})
    assert [(each.key, each.start, each.capacity) for each in made.sessions] == [
        ("bus", at("2024-09-10T14:00"), BUS.capacity),
        ("steering", at("2024-09-11T11:00"), 20),
    ]
    assert (made.joining, made.materials, made.reason) == (None, [], None)
    assert (made.theme, made.venue, made.capacity) == (source.theme, source.venue, source.capacity)
    assert made.registration.questions == QUESTIONS
    assert made.speakers == [EventSpeaker(key="ana", name="Ana", about="Bakes.")]
    # 147 days later, as the event is.
    assert (made.registration.opens, made.registration.closes) == (at("2024-06-27T09:00"), at("2024-09-04T23:59"))


def test_a_copy_at_another_host_asks_for_its_place() -> None:
    found = read_record(draft_of(asked(template=None, copy="x", place=""), PROJECTS, WORKSHOP, ()), PROJECTS)
    assert [problem.path for problem in found.problems] == [("venue", "name", "en")]


def test_sessions_move_with_their_day_past_midnight_and_over_a_gap() -> None:
    night = replace(STEERING, key="night", start=at("2024-04-17T21:00"), end=at("2024-04-18T01:00"))
    event = replace(WORKSHOP, sessions=[BUS, night])
    later = moved(event, [date(2024, 5, 1), date(2024, 5, 6)])
    assert [(each.start, each.end) for each in later.sessions] == [
        (at("2024-05-01T14:00"), at("2024-05-01T17:00")),
        (at("2024-05-06T21:00"), at("2024-05-07T01:00")),
    ]
    assert [each.key for each in moved(event, [date(2024, 5, 1)]).sessions] == ["bus"]
    assert moved(event, event.days) == event


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2024-09-10", "", 1),
        ("2024-09-10", "2024-09-12", 3),
        ("2024-09-10", "2024-09-09", 0),
        ("2024-09-31", "", 0),
        ("", "", 0),
        ("2024-09-10", "2034-09-10", 32),
    ],
)
def test_days_go_from_the_first_to_the_last(first: str, last: str, days: int) -> None:
    assert len(days_of(first, last)) == days


@pytest.mark.anyio
async def test_title_dates_and_place_make_a_draft(client: httpx.AsyncClient, database: Database) -> None:
    await load_project(database)
    await sign_in(client, database)
    assert 'name="begin" value="study_visit"' in (await client.get(NEW)).text
    answer = await client.post(f"{NEW}?lang=bg", data=FILLED)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/organise/events/peti-uarkshop-2024")
    made = await saved(database, "peti-uarkshop-2024")
    assert (made.title, made.host, made.type) == (
        {"bg": "Пети уъркшоп"},
        "haskovo",
        EventType.INTERREGIONAL_WORKSHOP,
    )
    assert made.registration == Registration(closes=at("2024-09-03T23:59"))
    second = await client.post(f"{NEW}?lang=bg", data=FILLED)
    assert second.headers["location"].startswith("/organise/events/peti-uarkshop-2024-2")


@pytest.mark.anyio
async def test_another_event_is_copied_from_the_page(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database)
    assert '<option value="workshop">' in (await client.get(NEW)).text
    data = {**FILLED, "title": "Again", "begin": "copy", "copy": "workshop"}
    assert (await client.post(NEW, data=data)).status_code == 303
    made = await saved(database, "again-2024")
    assert [each.key for each in made.sessions] == ["welcome", "bus", "steering"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": " "}, "title", "the text is empty"),
        ({"days.0": "10.9.2024"}, "days.0", "write 2024-09-10"),
        ({"days.1": "2024-09-09"}, "days.1", "write the days in order"),
        ({"days.1": "2034-09-09"}, "days.1", "an event has at most 31 days"),
        ({"venue.name": ""}, "venue.name", "the text is empty"),
        ({"venue.country": "EL"}, "venue.country", "GR"),
        ({"where": "secon/nobody"}, "where", "the project has no partner"),
        ({"begin": "copy"}, "copy", "Choose the event to copy."),
    ],
)
async def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, database: Database, changes: dict[str, str], field: str, words: str
) -> None:
    await load_project(database)
    await sign_in(client, database)
    sent = FILLED | changes
    answer = await client.post(NEW, data=sent)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    shown = text_of(answer.text)
    assert words in shown
    for name in ("title", "days.0", "venue.city"):
        assert f'name="{name}"' in answer.text
        assert f'value="{sent[name].strip()}"' in answer.text


@pytest.mark.anyio
async def test_nobody_begins_an_event_of_another_host_or_copies_one_of_another_project(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(
        database,
        WORKSHOP,
        replace(WORKSHOP, key="theirs", project="other"),
        projects=(PROJECT, replace(PROJECT, key="other")),
    )
    await sign_in(client, database, Role.ORGANISER, partner="harghita")
    page = (await client.get(NEW)).text
    assert 'type="hidden" id="where" name="where" value="secon/harghita"' in page
    assert 'value="theirs"' not in page
    refused = await client.post(NEW, data=FILLED)
    assert "your account may not prepare events of this host" in text_of(refused.text)
    answer = await client.post(NEW, data=FILLED | {"where": "secon/harghita", "begin": "copy", "copy": "theirs"})
    assert answer.status_code == 404


@pytest.mark.anyio
async def test_without_a_project_the_page_says_what_comes_first(client: httpx.AsyncClient, database: Database) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    assert "There is no project yet" in await seen(client, NEW)
