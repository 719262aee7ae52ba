"""Organisers take an agenda in from a file: they see what comes, save it, and undo it."""

import html
import re
from datetime import UTC, datetime

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.accounts import NewAccount, add_account
from events_service.access.records import Role
from events_service.access.sign_in import make_link
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.programme.records import Event, EventStatus
from tests.calendars.outlook import OUTLOOK
from tests.world.events import HARGHITA, load
from tests.world.project import WITH_MILESTONES
from tests.world.times import LOADED_AT

pytestmark = pytest.mark.anyio
PAGE = "/organise/agenda-import"
DRAFT = replace(HARGHITA, key="draft", status=EventStatus.DRAFT, timezone="Europe/Madrid")


@pytest.fixture
async def organiser(client: httpx.AsyncClient, database: Database) -> httpx.AsyncClient:
    await load(database, HARGHITA, DRAFT, projects=(WITH_MILESTONES,), now=LOADED_AT)
    now = datetime.now(UTC)
    await add_account(
        database, NewAccount(email="o@example.org", name="O", role=Role.ORGANISER, project="secon"), now=now
    )
    client.cookies.update((await client.get(await make_link(database, "", "o@example.org", now))).cookies)
    return client


async def upload(client: httpx.AsyncClient, file: bytes, **fields: str) -> httpx.Response:
    return await client.post(PAGE, data=fields, files={"file": ("agenda.ics", file, "text/calendar")})


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Give the address and the fields of the form that saves what is previewed."""
    action = re.search(r'<form method="post" action="([^"]+)" enctype', page)
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert action is not None
    assert text is not None
    fields = {"definition": html.unescape(text[1]), "do": "save"}
    return action[1], fields | ({"version": version[1]} if version else {})


async def saved(database: Database, key: str) -> Event:
    async with database.reading() as session:
        return (await get_any_event(session, key)).event


async def test_a_file_becomes_a_draft_s_agenda_and_the_change_can_be_undone(
    organiser: httpx.AsyncClient, database: Database
) -> None:
    preview = await upload(organiser, OUTLOOK.encode(), into="draft", how="replace")
    assert preview.status_code == 200
    assert "3 sessions come in" in preview.text
    assert "Opening, with the Junta de Extremadura" in preview.text
    assert await saved(database, "draft") == DRAFT
    action, fields = form_of(preview.text)
    done = await organiser.post(action, data=fields, files={"file": ("", b"")})
    assert done.status_code == 303
    taken = await saved(database, "draft")
    assert len(taken.sessions) == 3
    page = (await organiser.get(done.headers["location"])).text
    version = re.search(r'definition/undo"><input type="hidden" name="version" value="(\d+)"', page)
    assert version is not None
    undo = "/organise/events/draft/definition/undo"
    assert (await organiser.post(undo, data={"version": version[1]})).status_code == 303
    assert await saved(database, "draft") == DRAFT
    again = await organiser.post(undo, data={"version": version[1]})
    assert again.status_code == 422
    assert "Somebody else changed this event meanwhile" in again.text
    assert await saved(database, "draft") == DRAFT


async def test_a_file_becomes_a_new_draft_event(organiser: httpx.AsyncClient, database: Database) -> None:
    named = OUTLOOK.replace("VERSION:2.0\n", "VERSION:2.0\nX-WR-CALNAME:Cáceres\nX-WR-TIMEZONE:Europe/Madrid\n")
    preview = await upload(organiser, named.encode(), into="new:secon")
    action, fields = form_of(preview.text)
    assert action == "/organise/events/new/definition"
    assert (await organiser.post(action, data=fields, files={"file": ("", b"")})).status_code == 303
    made = await saved(database, "secon-caceres-2024")
    assert (made.status, made.timezone, len(made.sessions)) == (EventStatus.DRAFT, "Europe/Madrid", 3)


async def test_whose_partner_left_the_project_is_told_so_instead_of_a_fault(
    organiser: httpx.AsyncClient, database: Database
) -> None:
    now = datetime.now(UTC)
    await add_account(
        database,
        NewAccount(email="l@example.org", name="L", role=Role.ORGANISER, project="secon", partner="left"),
        now=now,
    )
    organiser.cookies.update((await organiser.get(await make_link(database, "", "l@example.org", now))).cookies)
    preview = await upload(organiser, OUTLOOK.encode(), into="new:secon")
    assert preview.status_code == 200
    assert "your account may not prepare events of this host and project" in preview.text
    form = (await organiser.get("/organise/events/new/definition")).text
    assert re.search(rf"^host: {WITH_MILESTONES.partners[0].key}\b", html.unescape(form), re.MULTILINE)


async def test_what_stays_outside_and_what_is_guessed_is_told(organiser: httpx.AsyncClient) -> None:
    cancelled = OUTLOOK.replace("UID:2", "UID:2\nSTATUS:CANCELLED").replace(';TZID="W. Europe Standard Time"', "")
    page = (await upload(organiser, cancelled.encode(), into="new:secon")).text
    assert "1 entry stays outside" in page
    assert "Coffee break: It is cancelled." in page
    assert "The file names no time zone" in page
    assert "Greece" in page or "Eastern European" in page


@pytest.mark.parametrize(
    ("file", "into", "said"),
    [
        (b"PK\x03\x04 no calendar", "draft", "not a calendar in the iCalendar format"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "draft", "The calendar holds no entries."),
        (b"", "draft", "Choose a file first."),
        (OUTLOOK.encode(), "nowhere", "Choose where the agenda goes."),
        (OUTLOOK.encode(), "harghita-2024", "is no draft any more"),
        (b"x" * 5_000_001, "draft", "at most five megabytes"),
    ],
)
async def test_what_cannot_come_in_is_refused_in_a_sentence(
    organiser: httpx.AsyncClient, database: Database, file: bytes, into: str, said: str
) -> None:
    refused = await upload(organiser, file, into=into)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert await saved(database, "draft") == DRAFT


async def test_only_organisers_take_agendas_in(client: httpx.AsyncClient) -> None:
    assert (await client.get(PAGE)).status_code in {303, 401, 302}
    assert (await client.post(PAGE, data={"into": "new:secon"})).status_code in {401, 303, 302}
