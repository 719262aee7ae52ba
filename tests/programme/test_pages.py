"""The public pages: what stands on them, in which language, and how many questions to the database they cost."""

import re
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.records import AttendanceMode, EventAccess, EventStatus, EventType, Registration, Venue
from events_service.web.pages import static_address
from tests.counting import counting
from tests.world.events import SHOWN, load, meeting, shown_event
from tests.world.pages import seen, text_of
from tests.world.project import LAST_NEWSLETTER, NEWSLETTER, PROJECT, REPORT
from tests.world.staff import sign_in
from tests.world.times import at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]


async def test_the_programme_names_events_and_publications_in_their_order(
    client: httpx.AsyncClient, database: Database
) -> None:
    project = replace(PROJECT, milestones=[LAST_NEWSLETTER, NEWSLETTER, REPORT])
    await load(database, SHOWN, meeting("Past meeting", date(2024, 2, 23)), projects=(project,))
    shown = await seen(client, "/")
    names = ["Upcoming", "3rd interregional workshop", "Second newsletter", "Final newsletter", "Past"]
    places = [shown.index(name) for name in [*names, "Good practice report", "Past meeting"]]
    assert places == sorted(places)
    assert "Miercurea Ciuc, Romania" in shown
    assert "Registration open" in shown


async def test_the_programme_narrows_by_type_and_country_without_javascript(
    client: httpx.AsyncClient, database: Database
) -> None:
    visit = meeting("The visit", date(2024, 5, 2), type=EventType.STUDY_VISIT, venue=Venue(name="x", country="BG"))
    await load(database, SHOWN, visit, projects=(replace(PROJECT, milestones=[NEWSLETTER]),))
    by_type = await seen(client, "/?type=study_visit")
    assert "The visit" in by_type
    assert "3rd interregional workshop" not in by_type
    assert "Second newsletter" not in by_type
    by_country = await seen(client, "/?type=&country=RO")
    assert "3rd interregional workshop" in by_country
    assert "The visit" not in by_country
    published = await seen(client, "/?type=milestone")
    assert "Second newsletter" in published
    assert "The visit" not in published
    assert "Nothing of this kind is planned" in await seen(client, "/?type=final_event")
    assert "The visit" in await seen(client, "/?type=nonsense&country=XX")


async def test_countries_stand_in_the_order_of_the_alphabet(client: httpx.AsyncClient, database: Database) -> None:
    latvian = replace(PROJECT.partners[0], key="zemgale", country="LV")
    await load(database, SHOWN, projects=(replace(PROJECT, partners=[*PROJECT.partners, latvian]),))
    listed = re.search(r'<select name="country">(.*?)</select>', (await client.get("/?lang=pl")).text, re.DOTALL)
    assert listed
    assert re.findall(r'value="(\w\w)"', listed[1]) == ["BG", "GR", "LV", "RO"]


async def test_a_country_in_small_letters_narrows_as_in_capitals(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN, meeting("The visit", date(2024, 5, 2), venue=Venue(name="x", country="BG")))
    shown = await seen(client, "/?country=ro")
    assert "3rd interregional workshop" in shown
    assert "The visit" not in shown
    listed = (await client.get("/api/v1/events?country=ro")).json()["items"]
    assert [item["key"] for item in listed] == ["workshop"]


async def test_a_funding_statement_in_another_language_is_marked_with_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    greek, bulgarian = [(await client.get(f"/events/workshop?lang={language}")).text for language in ("el", "bg")]
    assert '<strong><span lang="en">Co-funded by the European Union</span></strong>' in greek
    assert "<strong>Съфинансирано от Европейския съюз</strong>" in bulgarian


async def test_an_empty_programme_says_how_to_hear_of_the_first_event(client: httpx.AsyncClient) -> None:
    shown = await seen(client, "/")
    assert "No event is planned at the moment. Subscribe to the calendar" in shown
    assert "Nothing has taken place yet" in shown
    assert "Co-funded by the European Union" in shown


async def test_the_past_can_be_followed_page_by_page(client: httpx.AsyncClient, database: Database) -> None:
    await load(
        database, *(meeting(f"Meeting {number:02}", date(2024, 3, 30) - timedelta(days=number)) for number in range(62))
    )
    first = (await client.get("/")).text
    assert [f"Meeting {number:02}" in first for number in (0, 11, 12)] == [True, True, False]
    further = re.search(r'href="(/\?when=past[^"]+)"', first)
    assert further
    second = (await client.get(further[1].replace("&amp;", "&"))).text
    assert [f"Meeting {number:02}" in second for number in (11, 12, 59, 60)] == [False, True, True, False]
    assert (await client.get("/?when=past&after=nonsense")).status_code == 422


async def test_calendars_are_offered_in_the_reader_language(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    programme = (await client.get("/?lang=bg")).text
    assert 'href="webcal://testserver.local/calendar.ics?lang=bg"' in programme
    assert '<link rel="alternate" type="text/calendar" title="' in programme
    workshop = (await client.get("/events/workshop?lang=bg")).text
    assert 'href="webcal://testserver.local/events/workshop/calendar.ics?lang=bg"' in workshop
    assert 'href="/events/workshop/calendar.ics?lang=bg"' in workshop


async def test_the_event_page_says_what_when_where_and_with_whom(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    shown = await seen(client, "/events/workshop")
    for words in (
        "Interregional workshop", "3rd interregional workshop", "Enabling environment", "16–17 Apr 2024",
        "Miercurea Ciuc, Romania", "In person and online", "County Hall", "Piața Libertății 5",
        "Harghita County Council",
        "Tuesday, 16 April 2024", "09:15 – 09:45", "Welcome", "Ilona Székely", "Main hall", "Coffee", "Partners only",
        "4 places left", "Eastern European Summer Time, UTC+3", "Reply by 10 Apr 2024, 23:59 (Eastern",
        "10 places left of 10",
        "harghita@example.org",
        "Co-funded by the European Union", "Interreg Europe · SECON (01C0224)",
    ):  # fmt: skip
        assert words in shown, words
    assert shown.index("Welcome") < shown.index("Coffee") < shown.index("Steering group") < shown.index("Bakery")
    html = (await client.get("/events/workshop")).text
    assert 'datetime="2024-04-16T09:15:00+03:00"' in html
    assert 'href="geo:46.36,25.8"' in html
    assert "https://www.openstreetmap.org/?mlat=46.36&amp;mlon=25.8#map=16/46.36/25.8" in html
    assert 'href="/events/workshop/register"' in html
    assert '<meta name="description" content="Interregional workshop, 16–17 Apr 2024, Miercurea Ciuc, Romania: ' in html
    assert '<meta property="og:title" content="3rd interregional workshop">' in html


async def test_texts_come_in_the_reader_language_or_are_marked_with_their_own(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    html = (await client.get("/events/workshop?lang=bg")).text
    assert '<html lang="bg">' in html
    assert "3ти междурегионален уъркшоп" in html
    assert "Съфинансирано от Европейския съюз" in html
    assert "Голяма зала" in html
    assert '<span lang="en">Enabling environment</span>' in html


async def test_the_host_bears_the_name_that_it_had_then(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, meeting("old", date(2023, 11, 13)), meeting("new", date(2024, 5, 2)))
    old, new = (await client.get("/events/old")).text, (await client.get("/events/new")).text
    assert "<dd>Harghita County</dd>" in re.sub(r'<span lang="\w+">(.*?)</span>', r"\1", old)
    assert "<dd>Harghita County Council</dd>" in new


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changed", "words", "open_form"),
    [
        ({"status": EventStatus.CANCELLED}, "This event is cancelled", False),
        ({"status": EventStatus.POSTPONED}, "This event is postponed", False),
        (
            {"registration": Registration(opens=at("2024-04-02T09:00"))},
            "on 2 Apr 2024, 09:00 (Eastern European Summer Time).",
            False,
        ),
        ({"registration": Registration(closes=at("2024-03-31T23:59"))}, "Registration is closed", False),
        ({"registration": Registration(approval=True)}, "The organisers confirm each registration.", True),
        ({"access": EventAccess.PARTNERS}, "Partners, associated policy authorities and advisory partners", True),
        ({"attendance_modes": [AttendanceMode.ONLINE], "venue": None}, "Online", True),
        ({"sessions": []}, "The agenda is not published yet.", True),
        ({"days": [*SHOWN.days, date(2024, 4, 18)]}, "The agenda of this day is not published yet.", True),
    ],
)
async def test_the_event_page_says_how_things_stand(
    client: httpx.AsyncClient, database: Database, changed: dict[str, Any], words: str, open_form: bool
) -> None:
    await load(database, shown_event(**changed))
    answer = await client.get("/events/workshop")
    assert words in text_of(answer.text)
    assert ('href="/events/workshop/register"' in answer.text) == open_form


async def test_an_address_without_coordinates_is_searched_for(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, shown_event(venue=Venue(name="Hall", address="Calle Mayor 1", city="Cáceres", country="ES")))
    html = (await client.get("/events/workshop")).text
    assert "https://www.openstreetmap.org/search?query=Calle+Mayor+1%2C+C%C3%A1ceres%2C+Spain" in html
    assert "geo:" not in html


async def test_a_draft_is_seen_by_its_project_organisers_only(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, shown_event(status=EventStatus.DRAFT))
    assert (await client.get("/events/workshop")).status_code == 404
    assert "3rd interregional workshop" not in await seen(client, "/")
    await sign_in(client, database, project="secon")
    shown = await seen(client, "/events/workshop")
    assert "This is a draft" in shown
    assert "Organise this event" in shown


async def test_an_event_by_link_is_reached_but_neither_listed_nor_indexed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, shown_event(access=EventAccess.LINK))
    assert "3rd interregional workshop" not in await seen(client, "/")
    answer = await client.get("/events/workshop")
    assert answer.status_code == 200
    assert '<meta name="robots" content="noindex">' in answer.text


async def test_who_does_not_organise_an_event_gets_no_door_to_it(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    assert "/organise/events/workshop" not in (await client.get("/events/workshop")).text
    await sign_in(client, database, Role.CONTROLLER, project="secon")
    assert "/organise/events/workshop" not in (await client.get("/events/workshop")).text


async def test_an_unknown_event_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/events/nothing")
    assert answer.status_code == 404
    assert "There is no event at this address." in text_of(answer.text)


async def test_pages_need_no_inline_style_or_script(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN, projects=(replace(PROJECT, milestones=[NEWSLETTER]),))
    await sign_in(client, database, project="secon")
    for address in ("/", "/events/workshop", "/organise", "/organise/events/workshop", "/organise/events/new"):
        html = (await client.get(address)).text
        assert " style=" not in html, address
        assert "<style" not in html, address
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/ld\+json))", html), address
        assert not re.search(r"\son\w+=", html), address


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 2),
        ("/events/event-0", 2),
        ("/organise", 3),  # both sides of today, and those for which something needs doing
        ("/api/v1/events", 2),
        ("/organise/events/event-0", 2),
    ],
)
async def test_a_page_asks_the_database_as_often_for_one_event_as_for_three(
    client: httpx.AsyncClient, database: Database, address: str, most: int
) -> None:
    counts = []
    await load(database, shown_event(key="event-0"))
    await sign_in(client, database, project="secon")
    for number in (0, 1, 2):
        await load(database, shown_event(key=f"event-{number}"))
        with counting(database) as asked:
            assert (await client.get(address)).status_code == 200
        counts.append(sum("FROM events" in statement or "FROM projects" in statement for statement in asked))
    assert len(set(counts)) == 1
    assert 1 <= counts[0] <= most


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_browsers_keep_what_pages_name_by_its_content(client: httpx.AsyncClient) -> None:
    html = (await client.get("/")).text
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert len(sheets) == 3
    for address in sheets:
        answer = await client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        # The address of another version, which a newer server of the group has named.
        assert (await client.get(f"{address}0")).headers["cache-control"] == "public, max-age=86400"
    style = (await client.get(next(address for address in sheets if "service.css" in address))).text
    for font in re.findall(r'url\("([^"]+)"\)', style):
        assert (await client.get(f"/static/{font}")).headers["cache-control"] == "public, max-age=86400"
    missing = await client.get("/static/nothing.css?v=1")
    assert (missing.status_code, "immutable" in missing.headers.get("cache-control", "")) == (404, False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_scripts_import_one_another_below_an_address_that_names_them_all(client: httpx.AsyncClient) -> None:
    address = static_address("check-in.js")
    script = await client.get(address)
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    imported = re.findall(r' from "\./([^"]+)"', script.text)
    assert len(imported) > 2
    for name in (*imported, "name-fold.json"):
        answer = await client.get(f"{address.rpartition('/')[0]}/{name}")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    # A page made by a newer server of the group: this one gives what it has, and not for good.
    other = await client.get("/static/scripts-0123456789/check-in.js")
    assert (other.text, other.headers["cache-control"]) == (script.text, "public, max-age=86400")
