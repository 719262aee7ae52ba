"""A participant's own certificate: offered once the record shows them, and refused with a sentence until then."""

from collections.abc import Callable

import httpx
import pytest

from events_service.database import Database
from events_service.programme.records import AttendanceMode, Joining
from tests.world.events import event, load
from tests.world.form import send
from tests.world.pages import text_of

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_the_page_follows_the_phase_and_offers_no_certificate_that_does_not_exist(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    address = (await send(client)).headers["location"].partition("?")[0]
    link = f'href="{address}/certificate.pdf"'
    before = await client.get(address)
    assert "<title>Your registration: 3rd interregional workshop · Events</title>" in before.text
    text = text_of(before.text)
    assert "It begins for you Tuesday, 16 April 2024, 09:15–09:45: Welcome, Main hall" in text
    assert "Show the code below when you arrive." in text
    assert "Event desk, desk@example.org" in text
    assert "Open in a map app" in text
    assert text.index("My agenda") < text.index("Study visit", text.index("My agenda"))
    set_clock("2024-04-16T10:00:00Z")
    today = await client.get(address)
    assert "Today 14:00–17:00: Study visit" in text_of(today.text)
    assert link not in today.text
    absent = await client.get(f"{address}/certificate.pdf")
    assert absent.status_code == 404
    assert "the attendance record does not show the presence that the event asks for" in absent.text
    set_clock("2024-04-30T10:00:00Z")
    after = await client.get(address)
    text = text_of(after.text)
    assert "The attendance record does not show you." in text
    for gone in ("You have a place", "Show the code", "badge.svg", "Add to my calendar", link):
        assert gone not in after.text


async def test_an_online_participant_sees_how_to_join_before_all_else_and_no_code(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    both = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]
    await load(database, event(attendance_modes=both, joining=Joining(link="https://meet.example.org/workshop")))
    sent = await send(client, attendance_mode="online", sessions=[])
    page = (await client.get(sent.headers["location"])).text
    assert page.index("https://meet.example.org/workshop") < page.index("<dl")
    for gone in ("Show the code", "badge.svg", "badge.pdf"):
        assert gone not in page


async def test_a_country_can_be_corrected(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    address = (await send(client)).headers["location"].partition("?")[0]
    assert (await client.post(address, data={"country": "GR", "sessions": ["bus"]})).status_code == 303
    assert "Община &lt;Хасково&gt;, Greece" in (await client.get(address)).text
