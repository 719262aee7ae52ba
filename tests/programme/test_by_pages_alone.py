"""From an empty data directory to a published workshop by pages alone; its file makes the same in another service."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from events_service.access.first_address import find_setup_address
from events_service.database import Database
from events_service.settings import Settings
from tests.world.plain_browser import Form, Page, open_page
from tests.world.service import Run

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.usefixtures("april"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
EVENT = "green-ways-workshop-2024"
DESK = f"/organise/events/{EVENT}"
DAYS = ["2024-06-10", "2024-06-11", "2024-06-12"]
PROJECT = {
    "person": "Maria Petrova",
    "email": "maria@example.org",
    "acronym": "GREENWAYS",
    "name.en": "Green ways between regions",
    "programme": "Interreg Europe",
    "reference": "01C0999",
    "starts": "2024-01-01",
    "ends": "2027-12-31",
    "retention.last_payment": "2028-06-30",
    "languages": ["en", "bg"],
    "contact.name": "Project team",
    "contact.email": "greenways@example.org",
}
PARTNERS = {
    "lead": "2",
    "partners.0.name.en": "Municipality of Haskovo",
    "partners.0.name.bg": "Община Хасково",
    "partners.0.country": "BG",
    "partners.1.name.en": "Harghita County Council",
    "partners.1.country": "RO",
    "partners.2.name.en": "Region of Peloponnese",
    "partners.2.country": "GR",
}
BEGUN = {
    "title": "Green ways workshop",
    "days.0": DAYS[0],
    "days.1": DAYS[-1],
    "venue.name": "City hall",
    "venue.city": "Haskovo",
    "where": "greenways/municipality-of-haskovo",
    "begin": "workshop",
}
PARTS = {
    "Basics": {"theme": "Paths that lead further", "languages.en": True, "languages.bg": True},
    "Place": {
        "venue.address": "1 Obshtinski Square",
        "map": "https://www.openstreetmap.org/?mlat=41.93415&mlon=25.55557#map=17/41.93415/25.55557",
        "rooms.0.name": "Great hall",
        "rooms.0.capacity": "80",
        "rooms.1.name": "Small hall",
        "rooms.1.capacity": "30",
        "joining.link": "https://meet.example.org/green-ways",
    },
    "Registration": {
        "attendance_modes.in_person": True,
        "attendance_modes.online": True,
        "capacity": "60",
        "counted": "apart",
        "online_capacity": "100",
        "registration.closes": "2024-06-03T23:59",
        "registration.waiting_list": True,
    },
}
CHANGED = {
    "Study visit": {"capacity": "30", "place.name.en": "Ecopark", "place.city.en": "Haskovo"},
    "Steering group meeting": {"room.en": "Small hall", "held": "both"},
}
PERSON: dict[str, str | bool | list[str]] = {
    "first_name": "Ана",
    "last_name": "Иванова",
    "email": "ana@example.org",
    "organisation": "Община Хасково",
    "country": "BG",
    "category": "stakeholder",
    "attendance_mode": "in_person",
    "sessions": ["study-visit"],
    "consents.privacy_notice": True,
}
SESSIONS = [
    {
        "title.en": "Paths for bicycles",
        "kind": "workshop",
        "day": DAYS[2],
        "starts": "09:30",
        "ends": "11:00",
        "room.en": "Great hall",
        "speakers.0.name": "Ilona Kovács",
        "speakers.0.organisation": "Harghita County Council",
    },
    {
        "title.en": "Paths for walkers",
        "kind": "workshop",
        "day": DAYS[2],
        "starts": "09:30",
        "ends": "11:00",
        "room.en": "Small hall",
        "capacity": "25",
    },
    {
        "title.en": "What we learned",
        "kind": "discussion",
        "day": DAYS[2],
        "starts": "11:15",
        "ends": "12:30",
        "room.en": "Great hall",
        "held": "both",
    },
]


@pytest.fixture
async def elsewhere(tmp_path: Path, sqlite_template: Path, anyio_backend: str) -> AsyncIterator[Database]:
    """The database of another service, which is empty."""
    shutil.copy(sqlite_template, tmp_path / "elsewhere.sqlite")
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.sqlite'}")
    yield opened
    await opened.close()


async def test_a_workshop_comes_from_nothing_by_pages_alone_and_is_the_same_elsewhere_by_its_file(
    application: Litestar,
    client: httpx.AsyncClient,
    database: Database,
    elsewhere: Database,
    settings: Settings,
    run: Run,
    tmp_path: Path,
) -> None:
    async with database.reading() as session:
        address = await find_setup_address(session, settings)
    assert address is not None
    page = await open_page(client, address)
    page = await page.form("Add a partner").fill(PROJECT).press()
    page = await page.form("Set up, and go on to the first event").fill(PARTNERS).press()
    page = await page.form("Create the draft event").fill(BEGUN).press()
    for part, fields in PARTS.items():
        page = await (await open_page(client, f"{DESK}/edit")).follow(part)
        page = await page.form("Save").fill(fields).press()
    for title, fields in CHANGED.items():
        page = await (await open_page(client, f"{DESK}/agenda")).follow(title)
        page = await page.form("Save").fill(fields).press()
    for fields in SESSIONS:
        page = await (await open_page(client, f"{DESK}/agenda")).follow("Add a session")
        page = await page.form("Save").fill(fields).press()
    page = await (await open_page(client, f"{DESK}/edit")).follow("Texts and translations")
    form = page.form("Save")
    form.fill({name: f"{text} (бг)" for name, text in _in_english_only(form).items()})
    page = await (await form.press()).follow("All parts of the event")
    assert "What participants would miss Nothing: all is there." in page.text
    page = await (await page.follow("Publish it")).form("Publish it").press()
    files = [tmp_path / "project.yaml", tmp_path / "event.yaml"]
    files[0].write_text((await client.get("/organise/projects/greenways/definition.yaml")).text)
    await page.form("Sign out").press()
    here = await _public(client)
    await asyncio.to_thread(_take_along, run, files, f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.sqlite'}")
    application.state.database = elsewhere
    assert await _public(client) == here
    application.state.database = database
    page = await _register(client, PERSON)
    assert "Мястото Ви е потвърдено" in page.text
    assert "29 свободни места" in (await open_page(client, f"/events/{EVENT}")).text
    page = await _register(client, PERSON | {"email": "online@example.org", "attendance_mode": "online"})
    assert page.answer.status_code == 422
    assert "„Работно посещение“" in page.text


async def _register(client: httpx.AsyncClient, person: dict[str, str | bool | list[str]]) -> Page:
    page = await (await open_page(client, f"/events/{EVENT}?lang=bg")).follow("Регистрация")
    page = await page.form("Напред").fill(person).press()
    return page if page.answer.status_code == 422 else await page.form("Регистрация").press()


def _take_along(run: Run, files: list[Path], elsewhere: str) -> None:
    """Write the event's file by the command and load it with its project's into another service."""
    assert run("export", EVENT, "-o", str(files[1])).returncode == 0
    loaded = run("load", *map(str, files), EVENTS_DATABASE_URL=elsewhere)
    assert (loaded.returncode, loaded.stderr) == (0, "")
    again = run("load", *map(str, files))
    assert (again.stdout, again.stderr) == ("2 definition(s) unchanged\n", "")


async def _public(client: httpx.AsyncClient) -> list[str]:
    """Give what everybody sees: the programme, the event's page in both languages, and its calendar but its stamps."""
    addresses = ["/", f"/events/{EVENT}?lang=bg", f"/events/{EVENT}?lang=en", f"/events/{EVENT}/calendar.ics"]
    answers = [await client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return [re.sub(r"(DTSTAMP|CREATED|LAST-MODIFIED):\w+", r"\1", answer.text) for answer in answers]


def _in_english_only(form: Form) -> dict[str, str]:
    """Give the Bulgarian fields that are empty, each with the English text beside it."""
    fields = dict(form.element.form_values())
    return {
        name: fields[f"{text}.en"]
        for name, value in fields.items()
        for text, _, language in [name.rpartition(".")]
        if language == "bg" and not value and fields[f"{text}.en"]
    }
