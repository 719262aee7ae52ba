"""Changing an agenda on its pages without a script: each step is saved, told, and undone; nobody is overwritten."""

from datetime import date, time
from typing import Any

import httpx
import pytest
from hypothesis import given
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.pages.organiser.session_form import languages_of, read_session, typed_in, typed_of
from events_service.programme.export import export
from events_service.programme.records import Event, EventStatus, OpeningHours, Room, Session, Venue
from tests.world.definitions import events
from tests.world.events import BUS, COFFEE, STEERING, WELCOME, load, meeting, shown_event, worked_on
from tests.world.pages import seen, text_of
from tests.world.project import PROJECT
from tests.world.staff import sign_in
from tests.world.times import at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
PAGE = "/organise/events/workshop/agenda"
SESSIONS = [WELCOME, COFFEE, BUS, STEERING]
OFF = EventStatus.CANCELLED


async def prepared(client: httpx.AsyncClient, database: Database, **fields: Any) -> None:
    await load(database, shown_event(**{"sessions": SESSIONS, **fields}))
    await sign_in(client, database)


async def saved(database: Database) -> Event:
    return (await worked_on(database)).event


async def session_now(database: Database, key: str) -> Session:
    return next(each for each in (await saved(database)).sessions if each.key == key)


async def step(client: httpx.AsyncClient, do: str, session: str, version: int = 1, **fields: str) -> str:
    """Take a step by a button of the page and give what the page says then."""
    sent = {"do": do, "session": session, "version": str(version), **fields}
    answer = await client.post(PAGE, data=sent, follow_redirects=True)
    return text_of(answer.text)


async def test_a_session_moves_and_the_page_says_from_when_to_when_and_takes_it_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    told = await step(client, "shift", "coffee", minutes="15")
    assert "Saved Coffee: 11:00–11:30 → 11:15–11:45" in told
    assert (await session_now(database, "coffee")).start == at("2024-04-16T11:15")
    undone = await client.post(f"{PAGE}/undo", data={"version": "2"}, follow_redirects=True)
    assert "11:15–11:45 → 11:00–11:30" in text_of(undone.text)
    assert (await saved(database)).sessions == SESSIONS


async def test_all_that_follow_on_the_day_move_along_earlier_too(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database)
    told = await step(client, "shift_from", "coffee", minutes="10", earlier="yes")
    assert "Coffee: 11:00–11:30 → 10:50–11:20" in told
    assert "Study visit: 14:00–17:00 → 13:50–16:50" in told
    assert "Steering group meeting:" not in told


@pytest.mark.parametrize(
    ("do", "fields", "sentence"),
    [
        ("shift", {"minutes": "900"}, "Nothing was changed Coffee would begin on another day."),
        ("remove", {}, "Nothing was changed Readers know Coffee already."),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(
    client: httpx.AsyncClient, database: Database, do: str, fields: dict[str, str], sentence: str
) -> None:
    await prepared(client, database)
    assert sentence in await step(client, do, "coffee", **fields)
    assert (await saved(database)).sessions == SESSIONS


async def test_a_session_is_cancelled_and_brought_back_and_doubled(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    assert "Saved Coffee: cancelled" in await step(client, "cancel", "coffee")
    assert not (await session_now(database, "coffee")).held
    assert "Saved Coffee: takes place again" in await step(client, "bring_back", "coffee", 2)
    assert "Saved Coffee: new, 16 Apr 2024, 11:30–12:00" in await step(client, "double", "coffee", 3)
    assert (await session_now(database, "coffee-2")).start == at("2024-04-16T11:30")


async def test_a_session_is_taken_out_of_a_draft(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database, status=EventStatus.DRAFT)
    assert "Saved Coffee: taken out" in await step(client, "remove", "coffee")
    assert "coffee" not in {each.key for each in (await saved(database)).sessions}


async def test_two_who_move_one_session_are_told_and_two_who_move_two_both_have_their_way(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    await step(client, "shift", "coffee", minutes="15")
    refused = await step(client, "shift", "coffee", minutes="30")
    assert "Nothing was changed Coffee, Begin: somebody saved “16 Apr 2024, 11:15” meanwhile" in refused
    assert "you wanted “16 Apr 2024, 11:30”" in refused
    await step(client, "shift", "bus", minutes="60")
    assert (await session_now(database, "bus")).start == at("2024-04-16T15:00")
    assert (await session_now(database, "coffee")).start == at("2024-04-16T11:15")


async def test_nothing_is_undone_that_somebody_built_upon(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database)
    await step(client, "shift", "coffee", minutes="15")
    await step(client, "shift", "bus", 2, minutes="15")
    answer = await client.post(f"{PAGE}/undo", data={"version": "2"})
    assert (answer.status_code, "Nothing was undone" in answer.text) == (422, True)
    assert (await session_now(database, "bus")).start == at("2024-04-16T14:15")


@pytest.mark.parametrize("sent", [{}, {"do": "shift"}, {"do": "explode", "session": "coffee", "version": "1"}])
async def test_a_step_that_is_none_leads_nowhere(
    client: httpx.AsyncClient, database: Database, sent: dict[str, str]
) -> None:
    await prepared(client, database)
    assert (await client.post(PAGE, data=sent)).status_code == 404


def placed(version: int, start: str, end: str) -> dict[str, object]:
    """Give what the time grid sends where the coffee was put at another time of its day."""
    start, end = f"2024-04-16T{start}:00", f"2024-04-16T{end}:00"
    return {"version": version, "do": "place", "session": "coffee", "start": start, "end": end}


async def test_the_time_grid_places_a_session_is_told_of_conflicts_and_undoes(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    first = await client.post(f"{PAGE}/step", json=placed(1, "10:05", "10:40"))
    assert (first.status_code, first.json()["version"], first.json()["refused"]) == (200, 2, [])
    assert first.json()["told"] == ["Coffee: 11:00–11:30 → 10:05–10:40"]
    (coffee,) = [each for each in first.json()["sessions"] if each["key"] == "coffee"]
    assert (coffee["day"], coffee["start"], coffee["end"]) == ("2024-04-16", 605, 640)
    second = await client.post(f"{PAGE}/step", json=placed(1, "09:05", "09:40"))
    assert (second.status_code, second.json()["version"]) == (409, 2)
    assert "somebody saved “16 Apr 2024, 10:05” meanwhile" in second.json()["refused"][0]
    outside = await client.post(f"{PAGE}/step", json=placed(2, "10:05", "10:05"))
    assert "the session ends at 2024-04-16T10:05" in outside.json()["refused"][0]
    undone = await client.post(f"{PAGE}/step", json={"version": 2, "do": "undo"})
    assert (undone.status_code, undone.json()["version"]) == (200, 3)
    assert (await saved(database)).sessions == SESSIONS
    late = await client.post(f"{PAGE}/step", json={"version": 2, "do": "undo"})
    assert (late.status_code, "Nothing was undone" in late.json()["refused"][0]) == (409, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"version": 1, "do": "explode"}, 404), ({"version": 0, "do": "undo"}, 422), ([], 422)],
)
async def test_what_no_grid_sends_is_refused(
    client: httpx.AsyncClient, database: Database, body: object, status: int
) -> None:
    await prepared(client, database)
    assert (await client.post(f"{PAGE}/step", json=body)).status_code == status


NEW = {
    "title.en": "Good practices", "kind": "talk", "day": "2024-04-16", "starts": "12:00", "ends": "12:45",
    "ends_on": "", "room.en": "", "capacity": "", "access": "open", "held": "as_event", "version": "1",
    "speakers.0.name": "", "speakers.1.name": "Ana", "speakers.1.role.en": "moderator",
}  # fmt: skip


async def test_a_session_is_added_with_what_its_form_says(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database)
    answer = await client.post(f"{PAGE}/new", data=NEW)
    assert answer.headers["location"] == f"{PAGE}?done=saved&version=2#session-good-practices"
    added = await session_now(database, "good-practices")
    assert (added.start, added.end) == (at("2024-04-16T12:00"), at("2024-04-16T12:45"))
    assert (added.title, [each.name for each in added.speakers]) == ({"en": "Good practices"}, ["Ana"])


async def test_faults_stand_beside_their_fields_with_what_was_typed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    faulty = {**NEW, "title.en": " ", "starts": "noon", "capacity": "many", "joining.link": "meet.example"}
    answer = await client.post(f"{PAGE}/new", data=faulty)
    assert answer.status_code == 422
    for field in ("title.en", "starts", "capacity", "joining.link"):
        assert f'href="#{field}"' in answer.text
        assert f'id="fault-{field}"' in answer.text
    assert 'value="noon"' in answer.text
    assert 'value="Ana"' in answer.text
    backwards = await client.post(f"{PAGE}/new", data={**NEW, "ends_on": "2024-04-15"})
    assert 'id="fault-ends"' in backwards.text
    assert (await saved(database)).sessions == SESSIONS


async def test_the_house_of_a_session_elsewhere_has_opening_hours_of_its_own(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    row = "place.opening_hours.1."
    hours = {f"{row}day": NEW["day"], f"{row}opens": "13:00", f"{row}closes": "12:00"}
    nameless = await client.post(f"{PAGE}/new", data={**NEW, **hours})
    assert 'id="fault-place.name.en"' in nameless.text
    away = {
        **NEW,
        **hours,
        "place.name.en": "Dairy",
        "place.opening_hours.0.day": "",
        "place.opening_hours.0.opens": "",
    }
    backwards = await client.post(f"{PAGE}/new", data=away)
    assert 'id="fault-place.opening_hours.0.closes"' in backwards.text
    assert 'value="13:00"' in backwards.text
    await client.post(f"{PAGE}/new", data={**away, f"{row}closes": "18:00"})
    added = await session_now(database, "good-practices")
    own = [OpeningHours(day=date(2024, 4, 16), opens=time(13), closes=time(18))]
    assert added.place == Venue(name={"en": "Dairy"}, opening_hours=own)
    assert "outside the opening hours of Dairy" in await seen(client, f"{PAGE}/sessions/good-practices")


async def test_more_rows_for_speakers_keep_what_was_typed(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database)
    answer = await client.post(f"{PAGE}/new", data={**NEW, "more": "yes"})
    assert (answer.status_code, answer.text.count('role="group"')) == (200, 7)
    assert 'value="Good practices"' in answer.text


async def test_a_form_that_is_sent_as_it_came_changes_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database)
    for planned in SESSIONS:
        languages = languages_of(await saved(database), PROJECT, planned)
        sent = {**typed_of(planned, languages), "version": "1"}
        answer = await client.post(f"{PAGE}/sessions/{planned.key}", data=sent)
        assert answer.headers["location"] == f"{PAGE}?done=saved&version=1#session-{planned.key}"
    assert (await saved(database)).sessions == SESSIONS


@given(events())
def test_every_session_is_the_same_after_its_form(event: Event) -> None:
    for planned in event.sessions:
        languages = languages_of(event, PROJECT, planned)
        read = read_session(typed_in(typed_of(planned, languages)), planned, languages)
        assert read.session is not None, read.faults
        assert export(replace(event, sessions=[read.session])) == export(replace(event, sessions=[planned]))


async def test_who_was_overtaken_keeps_what_they_typed_beside_what_was_saved(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database)
    languages = languages_of(await saved(database), PROJECT, COFFEE)
    opened = {**typed_of(COFFEE, languages), "version": "1"}
    first = {**opened, "title.en": "Coffee and cake", "room.en": "Foyer"}
    assert (await client.post(f"{PAGE}/sessions/coffee", data=first)).status_code == 303
    second = {**opened, "title.en": "Tea", "starts": "11:05"}
    answer = await client.post(f"{PAGE}/sessions/coffee", data=second)
    assert answer.status_code == 422
    assert "somebody saved “Coffee and cake” meanwhile, you wanted “Tea”" in text_of(answer.text)
    for kept in ('value="Tea"', 'value="11:05"', 'value="Foyer"', 'name="version" value="2"'):
        assert kept in answer.text


async def test_an_agenda_without_sessions_says_what_to_do(client: httpx.AsyncClient, database: Database) -> None:
    await prepared(client, database, sessions=[])
    page = text_of((await client.get(PAGE)).text)
    assert page.count("Nothing is planned on this day yet.") == 2
    assert "Add a session on this day" in page


ROOMS = [Room(key="hall", name="Main hall", capacity=3), Room(key="small", name="Room 2")]
MILL = Venue(name="Old mill")


@pytest.mark.parametrize(
    ("session", "room", "told", "refused"),
    [
        ("coffee", "main HALL", "Coffee: Room – → Room Main hall", ""),
        ("welcome", "", "Welcome: Room Main hall → Room –", ""),
        ("coffee", "Cellar", "", "There is no room Cellar any more."),
        ("bus", "Room 2", "", "Study visit is elsewhere than the event."),
    ],
)
async def test_the_grid_moves_a_session_to_a_room_of_the_venue(
    client: httpx.AsyncClient, database: Database, session: str, room: str, told: str, refused: str
) -> None:
    await prepared(client, database, rooms=ROOMS, sessions=[WELCOME, COFFEE, replace(BUS, place=MILL)])
    body = {"version": 1, "do": "place", "session": session, "to_room": True, "room": room}
    answer = await client.post(f"{PAGE}/step", json=body)
    said = answer.json()
    assert (answer.status_code, said["told"]) == ((409, []) if refused else (200, [told]))
    assert refused in "".join(said["refused"])
    assert [each["column"] for each in said["sessions"] if each["key"] == session] == [
        "" if refused else "Main hall" if room else ""
    ]


async def test_what_looks_odd_stands_beside_its_session_and_is_counted_where_the_event_is_prepared(
    client: httpx.AsyncClient, database: Database
) -> None:
    await prepared(client, database, rooms=ROOMS, sessions=[WELCOME, replace(BUS, room="Main hall")])
    page = (await client.get(PAGE)).text
    sentence = "up to 4 may come, but Main hall has seats for 3"
    row = page.partition('id="session-bus"')[2].partition("</li>")[0]
    assert sentence in row
    assert page.count(sentence) == 2
    count = text_of(page).partition(" things look odd")[0].rpartition(" ")[2]
    for address in (f"{PAGE[:-7]}", f"{PAGE[:-7]}/edit", f"{PAGE[:-7]}/edit/place"):
        assert f"{count} things in the agenda look odd." in text_of((await client.get(address)).text)
    assert sentence in text_of((await client.get(f"{PAGE}/sessions/bus")).text)
    odd = {
        each["key"]: each["odd"]
        for each in (
            await client.post(
                f"{PAGE}/step", json={"version": 1, "do": "place", "session": "bus", "to_room": True, "room": ""}
            )
        ).json()["sessions"]
    }
    assert odd["bus"] == 0


async def test_another_event_of_the_project_on_the_same_day_looks_odd(
    client: httpx.AsyncClient, database: Database
) -> None:
    kick_off = meeting("Kick-off", WELCOME.start.date())
    await load(database, shown_event(sessions=SESSIONS), kick_off, replace(kick_off, key="off", status=OFF))
    await sign_in(client, database)
    page = text_of((await client.get(PAGE)).text)
    assert page.count("“Kick-off” of the same project is on 16 Apr 2024, too") == 1


@pytest.mark.parametrize("path", ["", "/new", "/sessions/coffee"])
async def test_another_partners_organiser_sees_and_changes_nothing(
    client: httpx.AsyncClient, database: Database, path: str
) -> None:
    await load(database, shown_event(sessions=SESSIONS))
    await sign_in(client, database, Role.ORGANISER, partner="haskovo")
    assert (await client.get(PAGE + path)).status_code == 403
    sent = {**NEW, "do": "shift", "session": "coffee"}
    assert (await client.post(PAGE + path, data=sent)).status_code == 403
    assert (await saved(database)).sessions == SESSIONS
