"""Pages that say that a mail is on its way: where to, what to do if none comes, and another try (row 22)."""

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.settings import Settings
from tests.world.events import WORKSHOP, event, load
from tests.world.form import send
from tests.world.pages import seen
from tests.world.people import ask

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
SPAM = "No mail after some minutes? Look among the unwanted ones, or try another address"


async def test_who_has_to_confirm_sees_where_the_mail_went_and_can_register_with_another_address(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(registration=replace(WORKSHOP.registration, confirm_address=True)))
    page = await client.get((await send(client, email="o'brien+secon@example.org")).headers["location"])
    assert page.url.path == "/events/workshop/register/sent"
    assert "a mail is on its way to <strong" in page.text
    assert ">o&#39;brien+secon<wbr>@example.org</strong>" in page.text
    assert SPAM in page.text
    assert 'href="/events/workshop/register">Register with another address' in page.text
    assert "example.org" not in str(page.url)
    client.cookies.clear()
    assert "the address that you gave" in await seen(client, "/events/workshop/register/sent")


@pytest.mark.parametrize("asked", ["lost link", "address", "sign in"])
async def test_who_asks_for_a_link_sees_where_it_went_and_has_another_try(
    client: httpx.AsyncClient, database: Database, settings: Settings, asked: str
) -> None:
    await load(database)
    mine = f"/my/{(await ask(database, settings, 1)).token}/address"
    address = {"lost link": "/events/workshop/register/link", "address": mine, "sign in": "/sign-in"}[asked]
    for typed in ("person1@exampel.org", "person7@example.org"):
        answer = await client.post(address, data={"email": f" {typed} "})
        page = await client.get(answer.headers["location"])
        assert f'<strong class="typed-address">{typed.replace("@", "<wbr>@")}</strong>' in page.text
        assert SPAM in page.text
        assert f'<form method="post" action="{address}"' in page.text
        assert "@" not in answer.headers["location"]
    assert "typed-address" not in (await client.get(address)).text
