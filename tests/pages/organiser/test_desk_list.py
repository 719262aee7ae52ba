"""The organisers' list as they make it their own: narrowed, with the columns they choose, and as a file of the same."""

import csv
import io
import re

import httpx
import pytest
from openpyxl import load_workbook

from events_service.database import Database
from events_service.programme.records import AttendanceMode
from events_service.programme.records import Registration as Window
from events_service.registrations.records import Category
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.people import ask
from tests.world.questions import QUESTIONS
from tests.world.staff import LIST, sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
BOTH = tuple(AttendanceMode)
STAYS = {"stay": "home"}


async def names(client: httpx.AsyncClient, **asked: str) -> list[str]:
    """Give the names on the list that an address shows."""
    page = await client.get(LIST, params=asked)
    return re.findall(r'registrations/[0-9a-f-]{36}[^"]*">([^<]+)</a>', page.text)


@pytest.fixture
async def listed(client: httpx.AsyncClient, database: Database, settings: Settings) -> None:
    """Three people with a place, one of them online and one of the press, before whoever organises the workshop."""
    await load(database, event(attendance_modes=BOTH, registration=Window(questions=QUESTIONS)))
    await ask(
        database, settings, 1, answers=STAYS, first_name="Димитър", last_name="Димитров", country="BG", language="bg"
    )
    await ask(
        database,
        settings,
        2,
        answers=STAYS,
        first_name="Łukasz",
        last_name="Nowak",
        attendance_mode=AttendanceMode.ONLINE,
    )
    await ask(database, settings, 3, answers=STAYS, first_name="Ștefan", last_name="Popa", category=Category.PRESS)
    await sign_in(client, database)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "Dimitrov"}, ["Димитър Димитров"]),
        ({"q": "lukasz"}, ["Łukasz Nowak"]),
        ({"q": "stefan"}, ["Ștefan Popa"]),
        ({"mode": "online"}, ["Łukasz Nowak"]),
        ({"category": "press"}, ["Ștefan Popa"]),
        ({"category": "press", "mode": "online"}, []),
        ({"category": "press", "q": "popa", "order": "name"}, ["Ștefan Popa"]),
        ({"category": "king"}, ["Димитър Димитров", "Łukasz Nowak", "Ștefan Popa"]),
    ],
)
async def test_a_list_is_narrowed_by_word_way_and_category(
    client: httpx.AsyncClient, asked: dict[str, str], found: list[str]
) -> None:
    assert await names(client, **asked) == found
    page = (await client.get(LIST, params=asked)).text
    assert f'id="found-number">{len(found)} {"person" if len(found) == 1 else "people"} found</p>' in page


@pytest.mark.usefixtures("listed")
async def test_a_list_has_the_columns_that_were_chosen_and_its_links_keep_them(client: httpx.AsyncClient) -> None:
    plain = (await client.get(LIST)).text
    assert re.findall(r'<th scope="col">([^<]+)</th>', plain) == ["Name", "Organisation", "Country", "Status", "Decide"]
    chosen = (await client.get(LIST, params={"show.mode": "1", "show.language": "1", "show.nothing": "1"})).text
    headings = re.findall(r'<th scope="col">([^<]+)</th>', chosen)
    assert headings == ["Name", "How they take part", "Language", "Status", "Decide"]
    assert '<td data-label="Language">Български</td>' in chosen
    assert re.search(r"registrations/[0-9a-f-]{36}\?show\.mode=1&amp;show\.language=1", chosen)


@pytest.mark.usefixtures("listed")
async def test_the_file_of_a_list_has_whom_it_shows_and_its_columns(client: httpx.AsyncClient) -> None:
    asked = {"as_shown": "1", "mode": "in_person", "order": "name", "show.category": "1", "show.organisation": "1"}
    written = (await client.get(f"{LIST}.csv", params=asked)).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    assert rows == [
        ["No.", "First name", "Last name", "E-mail address", "Status", "Organisation", "Takes part as"],
        ["3", "Ștefan", "Popa", "person3@example.org", "Confirmed", "Province of Flemish Brabant", "Press"],
        ["1", "Димитър", "Димитров", "person1@example.org", "Confirmed", rows[2][5], "Project partner"],
    ]
    book = load_workbook(io.BytesIO((await client.get(f"{LIST}.xlsx", params=asked)).content))
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()] == rows


@pytest.mark.usefixtures("listed")
async def test_each_column_there_is_can_be_chosen_in_each_language(client: httpx.AsyncClient) -> None:
    page = (await client.get(LIST)).text
    keys = re.findall(r'name="(show\.[^"]+)"', page)
    assert {f"show.answers.{question.key}" for question in QUESTIONS} < set(keys)
    for language in ("en", "bg", "el"):
        shown = (await client.get(LIST, params={**dict.fromkeys(keys, "1"), "lang": language})).text
        assert len(re.findall(r'<th scope="col"[^>]*>', shown)) == len(keys) + 4
