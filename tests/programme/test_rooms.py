"""Rooms with seats, and sessions elsewhere than their event: told alike on pages, paper, in calendars and by mail."""

import httpx
import pytest
from msgspec.structs import replace

from events_service.calendars.entries import Grain, Reader, of_event
from events_service.database import Database
from events_service.pages.organiser.editing import PARTS
from events_service.printing.preparing import header
from events_service.programme.moving import moved
from events_service.programme.record_checks import read_record
from events_service.programme.records import Event, OpeningHours, Room, Session, Venue, Words
from events_service.programme.rooms import room_of, where_of, with_rooms
from events_service.programme.schema_org import schema_org
from events_service.programme.translations import texts_of, with_texts
from events_service.registrations.letters.differing import Aspect, differences
from events_service.registrations.letters.facts import facts_of
from tests.world.events import BUS, FIRST_DAY, SHOWN, WELCOME, WORKSHOP, event, found, load, with_session, worked_on
from tests.world.pages import seen
from tests.world.people import make_registration
from tests.world.project import PROJECT
from tests.world.revisions import loaded
from tests.world.staff import sign_in
from tests.world.times import LOADED_AT, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
HALL = Room(key="hall", name={"en": "Main hall", "ro": "Sala mare"}, capacity=80, equipment="projector")
SMALL = Room(key="small", name="Room 2", capacity=12)
BAKERY = Venue(
    name={"en": "Bakery", "bg": "Пекарна"}, address="Strada Morii 1", city="Sibiu", latitude=45.79, longitude=24.15
)
PLACED = replace(WORKSHOP, rooms=[HALL, SMALL])
ELSEWHERE = with_session(PLACED, "bus", place=BAKERY, room="Yard")


@pytest.mark.parametrize(
    ("named", "place", "room"),
    [
        ("main HALL ", None, HALL),
        ({"ro": "Sala mare"}, None, HALL),
        ({"bg": "Зала", "en": "Room 2"}, None, SMALL),
        ("Foyer", None, None),
        (None, None, None),
        ("Main hall", BAKERY, None),
    ],
)
def test_a_session_is_in_the_room_that_it_names_in_any_language(
    named: Words | None, place: Venue | None, room: Room | None
) -> None:
    assert room_of(PLACED, replace(WELCOME, room=named, place=place)) == room


def test_sessions_go_along_with_a_room_that_gets_another_name_and_stay_in_one_that_is_taken_out() -> None:
    renamed = with_rooms(with_session(PLACED, "bus", room="Room 2"), [replace(HALL, name="Aula")])
    assert [session.room for session in renamed.sessions] == ["Aula", "Room 2", None]


def test_a_room_s_name_is_translated_once_for_all_its_sessions() -> None:
    names = [text.name for text in texts_of(PLACED)]
    assert ("rooms.hall.name" in names, "sessions.welcome.room" in names) == (True, False)
    written = with_texts(PLACED, {"rooms.hall.name": {"hu": "Nagyterem"}}, "en")
    assert written.sessions[0].room == {"en": "Main hall", "ro": "Sala mare", "hu": "Nagyterem"}
    placed = with_texts(ELSEWHERE, {"sessions.bus.place.name": {"bg": "Фурна"}}, "en").sessions[1].place
    assert placed is not None
    assert placed.name == {"en": "Bakery", "bg": "Фурна"}


FILLED = {
    "venue.name": "County Hall",
    "rooms.0.key": "hall",
    "rooms.0.name": "",
    "rooms.1.key": "small",
    "rooms.1.name": "Cellar",
    "rooms.1.capacity": "14",
    "rooms.2.key": "",
    "rooms.2.name": "",
    "rooms.3.key": "",
    "rooms.3.name": "Зала 3",
    "rooms.3.equipment": "hearing loop",
    "venue.opening_hours.0.day": FIRST_DAY,
    "venue.opening_hours.0.opens": "",
    "venue.opening_hours.0.closes": "",
    "venue.opening_hours.1.day": "",
    "venue.opening_hours.1.opens": "08:00",
    "venue.opening_hours.1.closes": "18:00",
}


def by_form(began: Event, typed: dict[str, str]) -> tuple[Event, list[str]]:
    part = PARTS["place"]
    read = read_record(part.fields(began, PROJECT, part.tidied(typed)), {PROJECT.key: PROJECT})
    assert read.event is not None
    return read.event, [".".join(map(str, problem.path)) for problem in read.problems]


def test_rows_of_rooms_and_hours_are_read_without_the_empty_ones() -> None:
    read, faults = by_form(with_session(PLACED, "bus", room="Room 2"), FILLED)
    assert faults == []
    assert read.rooms == [
        Room(key="small", name="Cellar", capacity=14),
        Room(key="zala-3", name={"en": "Зала 3"}, equipment="hearing loop"),
    ]
    assert read.venue is not None
    assert [(f"{each.opens}", f"{each.closes}") for each in read.venue.opening_hours] == [("08:00:00", "18:00:00")]
    assert [session.room for session in read.sessions] == [WELCOME.room, "Cellar", None]
    typed = PARTS["place"].typed(read, PROJECT)
    assert by_form(read, dict(typed)) == (read, [])


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"rooms.1.capacity": "many"}, "rooms.0.capacity"),
        ({"rooms.3.name": "cellar"}, "rooms.1.name"),
        ({"venue.opening_hours.1.closes": "07:30"}, "venue.opening_hours.0.closes"),
        ({"venue.opening_hours.1.closes": "24:00"}, "venue.opening_hours.0.closes"),
        ({"venue.opening_hours.1.closes": ""}, "venue.opening_hours.0.closes"),
    ],
)
def test_what_cannot_be_of_rooms_and_hours_is_a_fault_at_its_field(changes: dict[str, str], faulty: str) -> None:
    assert by_form(PLACED, FILLED | changes)[1] == [faulty]


def test_hours_of_a_day_move_with_the_days_of_an_event_that_is_copied() -> None:
    hours = [
        OpeningHours(day=day, opens=at("2024-01-01T08:00").time(), closes=at("2024-01-01T18:00").time())
        for day in PLACED.days
    ]
    later = [day.replace(year=2025) for day in PLACED.days[:1]]
    venue = moved(replace(PLACED, venue=replace(BAKERY, opening_hours=hours)), later).venue
    assert venue is not None
    assert [each.day for each in venue.opening_hours] == later


def test_what_only_organisers_know_of_a_place_changes_nothing_in_calendars() -> None:
    hours = OpeningHours(opens=at("2024-01-01T08:00").time(), closes=at("2024-01-01T18:00").time())
    assert WORKSHOP.venue is not None
    known = replace(PLACED, venue=replace(WORKSHOP.venue, opening_hours=[hours]))
    assert loaded(WORKSHOP, known) == loaded(WORKSHOP)


def test_a_session_elsewhere_stands_so_in_calendars_and_moves_there_with_a_higher_sequence() -> None:
    reader = Reader(language="bg", base_url="https://events.example.org")
    revisions = loaded(PLACED, ELSEWHERE)
    bus = next(each for each in of_event(ELSEWHERE, revisions, reader) if each.summary == "Работно посещение")
    assert (bus.location, bus.position, bus.sequence) == ("Yard, Пекарна, Strada Morii 1, Sibiu", (45.79, 24.15), 1)
    first_day = of_event(ELSEWHERE, revisions, reader, Grain.DAYS)[0]
    assert "Работно посещение (Yard, Пекарна, Sibiu)" in first_day.description
    assert (first_day.position, first_day.sequence) == ((46.36, 25.8), 1)


def test_who_signed_up_is_told_that_a_session_goes_to_another_place() -> None:
    before, after = (facts_of(found(each), make_registration(event="workshop")) for each in (event(), ELSEWHERE))
    assert [each.aspect for each in differences(before, after)] == []  # the bus needs sign-up
    open_bus = [with_session(each, "bus", capacity=None) for each in (event(), ELSEWHERE)]
    before, after = (facts_of(found(each), make_registration(event="workshop")) for each in open_bus)
    assert [(each.aspect, each.session) for each in differences(before, after)] == [(Aspect.SESSION_MOVED, "bus")]


def test_a_session_s_sheet_names_its_own_place_and_search_engines_find_it_below_the_event() -> None:
    bus = next(session for session in ELSEWHERE.sessions if session.key == "bus")
    assert header(found(ELSEWHERE), session=bus).venue == "Bakery, Sibiu"
    described = schema_org(found(ELSEWHERE), "https://events.example.org", LOADED_AT)
    (below,) = described["subEvent"]
    assert below["startDate"] == "2024-04-16T14:00:00+03:00"
    assert below["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 45.79, "longitude": 24.15}
    assert "subEvent" not in schema_org(found(WORKSHOP), "https://events.example.org", LOADED_AT)


def test_a_line_says_room_and_place() -> None:
    cases: list[tuple[Session, str]] = [
        (WELCOME, "Main hall"),
        (BUS, ""),
        (replace(BUS, place=BAKERY), "Bakery, Sibiu"),
        (replace(BUS, room="Yard", place=BAKERY), "Yard, Bakery, Sibiu"),
    ]
    assert [where_of(session, "en") for session, _ in cases] == [line for _, line in cases]


async def test_a_place_is_given_by_a_map_link_and_stands_on_the_page_and_in_the_feed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, replace(SHOWN, rooms=[HALL]))
    await sign_in(client, database)
    page = "/organise/events/workshop/agenda/sessions/welcome"
    form = (await client.get(page)).text
    assert "80 seats, projector" in form
    sent = {
        "version": "1", "kind": "talk", "day": FIRST_DAY, "starts": "09:15", "ends": "09:45", "title.en": "Welcome",
        "room.en": "main hall", "place.name.en": "Old mill", "place.city.en": "Sibiu",
    }  # fmt: skip
    answer = await client.post(page, data=sent | {"map": "https://www.openstreetmap.org/"})
    assert (answer.status_code, "This link holds no coordinates." in answer.text) == (422, True)
    answer = await client.post(page, data=sent | {"map": "https://www.openstreetmap.org/?mlat=45.8&mlon=24.1"})
    assert answer.status_code == 303
    saved = (await worked_on(database)).event
    placed = next(each for each in saved.sessions if each.key == "welcome").place
    assert placed == Venue(name={"en": "Old mill"}, city={"en": "Sibiu"}, latitude=45.8, longitude=24.1)
    back = await client.post(page, data={**sent, "version": "2", "place.name.en": "", "place.city.en": ""})
    assert back.status_code == 303
    welcome = next(each for each in (await worked_on(database)).event.sessions if each.key == "welcome")
    assert (welcome.place, welcome.room) == (None, HALL.name)
    await load(database, saved)
    assert "Old mill, Sibiu · Map" in await seen(client, "/events/workshop")
    feed = (await client.get("/events/workshop/calendar.ics")).text.replace("\r\n ", "")
    assert "GEO:45.800000;24.100000" in feed
