"""The name in Latin letters: written by rule, until the person writes it themselves."""

from collections.abc import Callable

import httpx
import pytest

from events_service.database import Database
from tests.world.events import load
from tests.world.form import send
from tests.world.paper import page_texts

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_a_participant_changes_how_the_badge_writes_their_name_and_takes_it_back(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    address = (await send(client, first_name="Йорданка", last_name="Щърбанова")).headers["location"].partition("?")[0]

    async def badge() -> str:
        return page_texts((await client.get(f"{address}/badge.pdf")).content)[0]

    assert "Yordanka Shtarbanova" in await badge()
    saved = await client.post(address, data={"latin_name": "Jordanka Stzurbanova"})
    assert saved.status_code == 303
    assert "Jordanka Stzurbanova" in await badge()
    assert 'value="Jordanka Stzurbanova"' in (await client.get(address)).text
    await client.post(address, data={"latin_name": " "})
    assert "Yordanka Shtarbanova" in await badge()
