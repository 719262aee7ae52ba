"""Each step of staff that leads on to a page ends with a word on it: nobody has to guess whether it was taken."""

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.records import EventStatus
from tests.world.events import WORKSHOP, event, load
from tests.world.fields import fields_of
from tests.world.pages import text_of
from tests.world.staff import sign_in

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.usefixtures("april"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
BASE = f"/organise/events/{WORKSHOP.key}"


async def said(client: httpx.AsyncClient, address: str, sent: dict[str, list[str]]) -> str:
    """Send a form, and give the page that it leads on to."""
    answer = await client.post(address, data=sent)
    assert answer.status_code == 303, (address, text_of(answer.text))
    return text_of((await client.get(answer.headers["location"])).text)


async def test_what_is_done_to_an_event_is_said_on_the_next_page(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database, Role.LEAD_PARTNER)
    form = fields_of((await client.get(f"{BASE}/status/postponed")).text)
    assert "Saved" in await said(client, f"{BASE}/status/postponed", form)
    named = await said(client, f"{BASE}/definition/versions/1/name", {"name": ["As first told"]})
    assert "The version has its name" in named
    desk = {"name": ["Entrance B"], "checkpoint": ["2024-04-16"], "devices": ["2"]}
    opened = await client.post(f"{BASE}/helpers", data=desk)
    made = opened.headers["location"].partition("?")[0]
    assert "The desk is open" in text_of((await client.get(opened.headers["location"])).text)
    assert "The desk is closed" in await said(client, f"{made}/close", {})


async def test_a_draft_that_was_renamed_says_its_new_address(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(status=EventStatus.DRAFT))
    await sign_in(client, database, Role.LEAD_PARTNER)
    renamed = await said(client, f"{BASE}/key", {"key": ["spring-workshop"]})
    assert "The event has its new address: /events/spring-workshop" in renamed
