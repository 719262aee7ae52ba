"""Each step of staff that leads on to a page ends with a word on it: nobody has to guess whether it was taken."""

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from tests.world.events import WORKSHOP, load
from tests.world.fields import fields_of
from tests.world.pages import text_of
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
BASE = f"/organise/events/{WORKSHOP.key}"


async def test_a_change_of_status_and_the_name_of_a_version_are_said_to_be_saved(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database, Role.LEAD_PARTNER)
    form = fields_of((await client.get(f"{BASE}/status/postponed")).text)
    steps = [
        (f"{BASE}/status/postponed", form),
        (f"{BASE}/definition/versions/1/name", {"name": ["As first told"]}),
    ]
    for address, sent in steps:
        answer = await client.post(address, data=sent)
        assert answer.status_code == 303, address
        assert "Saved" in text_of((await client.get(answer.headers["location"])).text), address
